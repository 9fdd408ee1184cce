"""Head office's pages of the halls' meetings: how many each had, and what is left to be done of
what was agreed (P28, P29)."""

import datetime
import itertools
from collections.abc import Mapping
from typing import NamedTuple

from flask import Blueprint, Response, render_template

from kiosk.files.spreadsheets import Cell
from kiosk.ground import paging as pages
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.recognition import meetings
from kiosk.records.recognition.agenda import actions
from kiosk.records.recognition.agenda.actions import Open
from kiosk.records.recognition.meetings import MeetingNow, OfBranch
from kiosk.rules.recognition.meetings import KINDS
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.desk.downloads import said
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day, period
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here

blueprint = Blueprint("meetings", __name__, url_prefix="/meetings")
blueprint.before_request(signed_in.required)
COLUMNS = (
    "place", "branch", "meetings", "weekly", "monthly", "last_meeting", "open_actions",
    "late_actions",
)  # fmt: skip


class Row(NamedTuple):
    """A hall's meetings of the days asked for, and its open actions as of today."""

    held: OfBranch
    actions: Open


class Counted(NamedTuple):
    """The days asked for, what is wrong with them by field, every published hall (those
    with the fewest meetings first), and what is known of those that have any."""

    first: datetime.date
    last: datetime.date
    wrong: dict[str, str]
    halls: list[str]
    held: Mapping[str, OfBranch]
    left: Mapping[str, Open]

    def row(self, hall: str) -> Row:
        return Row(self.held.get(hall, OfBranch(hall)), self.left.get(hall, Open(0, 0)))


def _counted() -> Counted:
    today = business_day()
    first, last, wrong = period(today.replace(day=1), today)
    held = {one.branch: one for one in meetings.by_branch(here.db, first, last)}
    left = actions.by_branch(here.db, today)
    published = (some for some in branches.by_region(here.db, today).values())
    number = {key: one.morning + one.weekly + one.monthly for key, one in held.items()}
    known = sorted({*itertools.chain.from_iterable(published), *held, *left})
    halls = sorted(known, key=lambda hall: number.get(hall, 0))
    return Counted(first, last, wrong, halls, held, left)


@blueprint.get("")
def counted() -> tuple[str, int]:
    """Head office sees how many meetings each hall had, and how many actions are open and late."""
    found, page = _counted(), paging.asked()
    shown = pages.cut(found.halls, page)
    rendered = render_template(
        "office/meetings/counted.html",
        found=found,
        form=of_address(found.wrong),
        rows=[found.row(hall) for hall in shown.rows],
        number=shown.number,
        page=page,
        branches=branches.named(here.db, shown.rows, business_day()),
    )
    return rendered, 422 if found.wrong else 200


@blueprint.get("/<branch>")
def of_branch(branch: str) -> tuple[str, int]:
    """Head office reads which weekly and monthly meetings a hall held, and what was agreed."""
    today, page = business_day(), paging.asked()
    names = branches.named(here.db, [branch], today)
    if not names:
        raise Refusal("unknown_branch")
    first, last, wrong = period(today.replace(day=1), today)
    agreed = actions.listed(here.db, branch, page=page)
    rendered = render_template(
        "office/meetings/branch.html",
        branch=branch,
        branches=names,
        first=first,
        last=last,
        form=of_address(wrong),
        held=_held(branch, first, last),
        mornings=len(meetings.of_days(here.db, branch, first, last)),
        agreed=agreed,
        page=page,
        today=today,
        names=clerks.named(here.db, {one.owner for one in agreed.rows}, today),
    )
    return rendered, 422 if wrong else 200


def _held(branch: str, first: datetime.date, last: datetime.date) -> list[list[MeetingNow]]:
    """The records of each weekly and monthly meeting, newest first."""
    found = [
        records
        for kind in KINDS
        for records in meetings.of_days(here.db, branch, first, last, kind).values()
    ]
    return sorted(found, key=lambda records: records[0].held_on, reverse=True)


@blueprint.get("/table.<suffix>")
def table(suffix: str) -> Response:
    """Head office downloads how many meetings each hall had; that is recorded."""
    found = _counted()
    if found.wrong:
        raise Refusal(next(iter(found.wrong.values())))
    names = downloads.places_of(found.halls)
    rows: list[list[Cell]] = [
        [
            held.branch, names[held.branch], held.morning, held.weekly, held.monthly,
            held.last.isoformat() if held.last else "", left.number, left.late,
        ]
        for held, left in map(found.row, found.halls)
    ]  # fmt: skip
    signed_in.exported("meetings", len(rows), f"{found.first} {found.last}")
    heads = [said("export_word", column) for column in COLUMNS]
    return downloads.download(f"meetings-{business_day()}", suffix, heads, rows)
