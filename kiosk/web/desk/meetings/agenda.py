"""The weekly and the monthly meeting (周会、班会, P29): the sheet as a page and as PDF, the hall's
own lines, who took part, what was said, and the actions that were agreed."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.feedback import handling
from kiosk.records.people import clerks
from kiosk.records.people.clerks import Charge
from kiosk.records.publishing import policies
from kiosk.records.recognition import meetings
from kiosk.records.recognition.agenda import actions, own_lines
from kiosk.rules.input.days import NotADay
from kiosk.rules.input.days import day as read_day
from kiosk.rules.recognition import meetings as rule
from kiosk.rules.recognition.meetings import Term
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.desk.meetings import digests, sheet
from kiosk.web.frame import days, signed_in
from kiosk.web.frame.forms import of_address, on_page, sent
from kiosk.web.frame.here import here
from kiosk.web.frame.words import named

blueprint = Blueprint("agenda", __name__, url_prefix="/meetings")
blueprint.before_request(signed_in.required)


class Asked(NamedTuple):
    """The meeting in the address, which is the present one if it names no day that can be, and what
    is wrong with that; whether the copy for everyone is asked for, which clerks always get."""

    term: Term
    wrong: dict[str, str]
    shared: bool


def _term(kind: str, day: datetime.date) -> Term:
    """The meeting of a day. Raises Refusal `not_found` or `day_ahead`."""
    known = next((one for one in rule.KINDS if one == kind), None)
    if known is None:
        raise Refusal("not_found")
    if day > signed_in.clerk().day:
        raise Refusal("day_ahead")
    return rule.term(known, day, policies.of_day(here.db, day).weekly_meeting)


def _asked(kind: str) -> Asked:
    of, typed, wrong = signed_in.clerk(), request.args.get("day", ""), {}
    shared = of.role != "manager" or request.args.get("copy") == "shared"
    day = of.day
    if typed:
        try:
            day = read_day(typed)
        except NotADay:
            wrong = {"day": "bad_day"}
    if day > of.day:
        day, wrong = of.day, {"day": "day_ahead"}
    return Asked(_term(kind, day), wrong, shared)


def _kept(shared: bool) -> Sequence[Charge]:
    """The feedback that is not on the sheet, as on the morning's."""
    of = signed_in.clerk()
    return clerks.charges(here.db, of.branch) if shared else handling.kept_from(here.db, of)


def _printed(asked: Asked) -> sheet.Printed:
    of, hall = signed_in.clerk(), signed_in.hall_here()
    name = named(hall, "hall") if hall else ""
    return digests.printed(of, name, asked.term, asked.shared, _kept(asked.shared))


@blueprint.get("/<kind>")
def page(kind: str) -> tuple[str, int]:
    """A member of staff reads the sheet of a weekly or monthly meeting; a manager leads it."""
    asked, of = _asked(kind), signed_in.clerk()
    term = asked.term
    rendered = render_template(
        "desk/meetings/agenda.html",
        printed=_printed(asked),
        asked=asked,
        term=term,
        form_of_day=of_address(asked.wrong),
        today=of.day,
        **(_led(term) if of.role == "manager" else {}),
    )
    return rendered, 422 if asked.wrong else 200


def _led(term: Term) -> dict[str, object]:
    """What only the manager sees: own lines, records, actions, and what was said last time."""
    of, db = signed_in.clerk(), here.db
    held = meetings.of_term(db, of.branch, term)
    before = meetings.of_term(db, of.branch, term.before)
    agreed = actions.of_term(db, of.branch, term)
    left = actions.open_of(db, of.branch)
    roster = clerks.roster(db, of.branch, of.day)
    there = {badge for one in [*held, *before] for badge in (*one.badges, one.by)}
    there |= {one.owner for one in [*agreed, *left]}
    own = own_lines.of_term(db, of.branch, term)
    return {
        "held": held,
        "before": before,
        "own": own,
        "agreed": agreed,
        "left": [one for one in left if one.due_on < term.due_on],
        "roster": roster,
        "names": roster | clerks.named(db, there - roster.keys(), of.day),
        "earliest": of.day - datetime.timedelta(meetings.BACK_DAYS),
        "note_limit": meetings.NOTE_LIMITS[term.kind],
    }


@blueprint.get("/<kind>/sheet.pdf")
def pdf(kind: str) -> Response:
    """A member of staff prints the sheet of a weekly or monthly meeting from a PDF."""
    asked = _asked(kind)
    if asked.wrong:
        raise Refusal(asked.wrong["day"])
    name = f"{kind}-{asked.term.due_on}{'-shared' if asked.shared else ''}"
    said = sheet.data(_printed(asked))
    return downloads.sheet("meeting", said, asked.term.due_on, name, digests.PAGES)


@blueprint.post("/<kind>/lines")
@on_page("agenda.page", "day", drafted=True)
def write(kind: str) -> AnyResponse:
    """A manager writes the hall's own lines on the agenda."""
    form, term = request.form, _term(kind, days.typed_day("day"))
    own_lines.write(here.db, signed_in.clerk(), form.get("key", ""), term, form.get("lines", ""))
    sent()
    return redirect(url_for("agenda.page", kind=kind, day=term.due_on), 303)


@blueprint.post("/<kind>")
@on_page("agenda.page", "day", drafted=True)
def record(kind: str) -> AnyResponse:
    """A manager records who took part in a weekly or monthly meeting, and what was said."""
    form, term = request.form, _term(kind, days.typed_day("day"))
    held_on, there = days.typed_day("held_on"), form.getlist("present")
    meetings.record(
        here.db, signed_in.clerk(), form.get("key", ""), held_on, there, form.get("note", ""), term
    )
    sent()
    return redirect(url_for("agenda.page", kind=kind, day=term.due_on), 303)


@blueprint.post("/<kind>/actions")
@on_page("agenda.page", "day", drafted=True)
def agree(kind: str) -> AnyResponse:
    """A manager writes down an action that was agreed, with its owner and its day."""
    form, term = request.form, _term(kind, days.typed_day("day"))
    owner, due = form.get("owner", ""), days.typed_day("due")
    actions.agree(
        here.db, signed_in.clerk(), form.get("key", ""), term, owner, due, form.get("text", "")
    )
    sent()
    return redirect(url_for("agenda.page", kind=kind, day=term.due_on), 303)
