"""The morning meeting (晨会, P28): its sheet as a page and as PDF, who took part, and the manager's
list of a month."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.feedback import handling
from kiosk.records.people import clerks
from kiosk.records.people.clerks import Charge
from kiosk.records.recognition import meetings
from kiosk.records.standards import arrivals
from kiosk.rules.input.days import NotADay
from kiosk.rules.input.days import day as read_day
from kiosk.rules.recognition.meetings import KINDS
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.desk.meetings import sheet
from kiosk.web.frame import days, signed_in
from kiosk.web.frame.forms import of_address, on_page, sent
from kiosk.web.frame.here import here
from kiosk.web.frame.words import named

blueprint = Blueprint("morning", __name__, url_prefix="/morning")
blueprint.before_request(signed_in.required)


class Asked(NamedTuple):
    """The day in the address, which is today if it names none that can be, and what is wrong with
    it; whether the copy for everyone is asked for, which clerks always get."""

    day: datetime.date
    wrong: dict[str, str]
    shared: bool


def _asked() -> Asked:
    of, typed = signed_in.clerk(), request.args.get("day", "")
    shared = of.role != "manager" or request.args.get("copy") == "shared"
    try:
        day = read_day(typed) if typed else of.day
    except NotADay:
        return Asked(of.day, {"day": "bad_day"}, shared)
    if day > of.day:
        return Asked(of.day, {"day": "day_ahead"}, shared)
    return Asked(day, {}, shared)


def _printed(asked: Asked) -> sheet.Printed:
    of, hall = signed_in.clerk(), signed_in.hall_here()
    name = named(hall, "hall") if hall else ""
    return sheet.printed(of, name, asked.day, asked.shared, _kept(asked.shared))


def _kept(shared: bool) -> Sequence[Charge]:
    """The feedback that is not on the sheet: what the manager does not handle; from the copy for
    everyone, all that is about a manager."""
    of = signed_in.clerk()
    return clerks.charges(here.db, of.branch) if shared else handling.kept_from(here.db, of)


@blueprint.get("")
def page() -> tuple[str, int]:
    """A member of staff reads the sheet of a morning meeting; a manager says who took part."""
    asked, of = _asked(), signed_in.clerk()
    held = meetings.of_days(here.db, of.branch, asked.day, asked.day).get(asked.day, [])
    roster = clerks.roster(here.db, of.branch, asked.day)
    there = {badge for record in held for badge in record.badges} | {one.by for one in held}
    rendered = render_template(
        "desk/meetings/morning.html",
        printed=_printed(asked),
        asked=asked,
        form_of_day=of_address(asked.wrong),
        today=of.day,
        held=held if of.role == "manager" else [],
        arrived=arrivals.of_day(here.db, of.branch, asked.day) if of.role == "manager" else {},
        roster=roster,
        names=roster | clerks.named(here.db, there - roster.keys(), asked.day),
        earliest=of.day - datetime.timedelta(meetings.BACK_DAYS),
    )
    return rendered, 422 if asked.wrong else 200


@blueprint.get("/sheet.pdf")
def pdf() -> Response:
    """A member of staff prints the sheet of a morning meeting from a PDF."""
    asked = _asked()
    if asked.wrong:
        raise Refusal(asked.wrong["day"])
    name = f"morning-{asked.day}{'-shared' if asked.shared else ''}"
    return downloads.sheet("meeting", sheet.data(_printed(asked)), asked.day, name)


@blueprint.post("")
@on_page("morning.page", "day", drafted=True)
def record() -> AnyResponse:
    """A manager records who took part in a morning meeting, and what was said."""
    form, of = request.form, signed_in.clerk()
    day = days.typed_day("day")
    meetings.record(
        here.db, of, form.get("key", ""), day, form.getlist("present"), form.get("note", "")
    )
    sent()
    return redirect(url_for("morning.page", day=day), 303)


@blueprint.get("/meetings")
def listed() -> tuple[str, int]:
    """A manager reads which meetings were held, who was there, and what was noted."""
    of = signed_in.clerk()
    if of.role != "manager":
        raise Refusal("only_manager")
    first, last, wrong = days.period(of.day.replace(day=1), of.day)
    held = meetings.of_days(here.db, of.branch, first, last)
    team = [
        records
        for kind in KINDS
        for records in meetings.of_days(here.db, of.branch, first, last, kind).values()
    ]
    times: dict[str, int] = {}
    for records in held.values():
        for badge in records[0].badges:
            times[badge] = times.get(badge, 0) + 1
    roster = clerks.roster(here.db, of.branch, of.day)
    every = [one for records in [*held.values(), *team] for one in records]
    there = {badge for one in every for badge in (*one.badges, one.by)}
    rendered = render_template(
        "desk/meetings/listed.html",
        first=first,
        last=last,
        asked=of_address(wrong),
        held=held,
        team=team,
        times={badge: times.get(badge, 0) for badge in [*roster, *sorted(times.keys() - roster)]},
        names=roster | clerks.named(here.db, there - roster.keys(), of.day),
    )
    return rendered, 422 if wrong else 200
