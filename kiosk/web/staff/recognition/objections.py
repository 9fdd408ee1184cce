"""Objections of clerks to low grades, as head office rules on them; a hall's manager reads those of
the hall, and rules in a hall without an office."""

from flask import Blueprint, render_template

from kiosk.ground import paging
from kiosk.records.ledger import identity
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.recognition.own import objections
from kiosk.web.frame import paging as pages
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

blueprint = Blueprint("objections", __name__, url_prefix="/objections")
blueprint.before_request(signed_in.only_in_charge)


@blueprint.get("")
def listed() -> str:
    """A manager, or head office, reads clerks' objections to low grades; those that wait first."""
    today, page = business_day(), pages.asked()
    here_only = None if here.screen == "office" else identity.me(here.db).branch
    found = objections.every(here.db, here_only)
    shown = paging.cut(found, page)
    return render_template(
        "staff/recognition/objections.html",
        found=shown,
        waiting=sum(one.ruled is None for one in found),
        names=clerks.named(here.db, {one.made.clerk for one in shown.rows}, today),
        branches=branches.Names(here.db, today),
        today=today,
        page=page,
    )
