"""How the hall keeps its standards, for its manager."""

import datetime

from flask import Blueprint, render_template, request

from kiosk.records.people import clerks
from kiosk.records.standards import checks, facilities, remarks, rulebooks
from kiosk.records.standards.checks import Held
from kiosk.rules.input.days import NotADay
from kiosk.rules.input.days import day as read_day
from kiosk.rules.ledger.time import monday
from kiosk.vocabulary.facts import Marked
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here

blueprint = Blueprint("team", __name__, url_prefix="/team")
blueprint.before_request(signed_in.required)


@blueprint.get("")
def page() -> tuple[str, int]:
    """A manager reads who went through which standard, what was not done that week, which
    facilities are missing, and who has not read which rulebook."""
    of, typed = signed_in.clerk(), request.args.get("day", "")
    if of.role != "manager":
        raise Refusal("only_manager")
    day, wrong = of.day, {}
    try:
        day = read_day(typed) if typed else of.day
    except NotADay:
        wrong["day"] = "bad_day"
    if day > of.day:
        day, wrong = of.day, {"day": "day_ahead"}
    roster = clerks.roster(here.db, of.branch, day)
    of_week = remarks.of_branch(here.db, of.branch, monday(day), day)
    badges = {badge for one in of_week for badge in (one.mark.clerk, one.mark.by)}
    rendered = render_template(
        "desk/standards/team.html",
        day=day,
        today=of.day,
        asked=of_address(wrong),
        roster=roster,
        checked=_checked(of.branch, day),
        remarks=of_week,
        facilities=facilities.of_hall(here.db, of.branch, day),
        readings=rulebooks.readings(here.db, of.branch, roster, day),
        names=roster | clerks.named(here.db, badges - roster.keys(), day),
    )
    return rendered, 422 if wrong else 200


def _checked(branch: str, day: datetime.date) -> list[tuple[Held, dict[str, Marked]]]:
    """The standards of the hall's clerks, and of the hall, with the checks that hold."""
    held = [one for one in checks.of_hall(here.db, day) if one.standard.subject != "facilities"]
    return [(one, checks.holding(here.db, branch, one, day)) for one in held]
