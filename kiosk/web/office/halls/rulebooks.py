"""Who has read which rulebook, for head office: the share of each branch and version (P27)."""

from flask import Blueprint, render_template

from kiosk.ground import paging as pages
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.standards import rulebooks
from kiosk.records.standards.rulebooks import Reading
from kiosk.rules.publishing.scopes import Place
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

blueprint = Blueprint("rulebooks", __name__, url_prefix="/rulebooks")
blueprint.before_request(signed_in.required)


@blueprint.get("")
def counted() -> str:
    """Head office sees how many of each branch's clerks have read which version of a rulebook."""
    day, page = business_day(), paging.asked()
    shown = pages.cut(sorted(branches.Names(here.db, day)), page)
    return render_template(
        "office/standards/reading.html",
        lines=[(branch, _readings(branch)) for branch in shown.rows],
        number=shown.number,
        page=page,
        branches=branches.named(here.db, shown.rows, day),
    )


def _readings(branch: str) -> list[Reading]:
    day = business_day()
    hall = branches.of_branch(here.db, branch, day)
    where = Place(branch, hall.region if hall else "")
    return rulebooks.readings(here.db, branch, clerks.roster(here.db, branch, day), day, where)
