"""Head office's page of the halls' morning meetings: on how many days each had one (P28)."""

import datetime
from typing import NamedTuple

from flask import Blueprint, Response, render_template

from kiosk.files.spreadsheets import Cell
from kiosk.ground import paging as pages
from kiosk.records.publishing import branches
from kiosk.records.recognition import meetings
from kiosk.records.recognition.meetings import OfBranch
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.desk.downloads import said
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day, period
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here
from kiosk.web.office.filters import LISTS

blueprint = Blueprint("meetings", __name__, url_prefix="/meetings")
blueprint.before_request(signed_in.required)
COLUMNS = ("place", "branch", "meetings", "last_meeting")


class Counted(NamedTuple):
    """The days asked for, what is wrong with them by field, and every hall with a branch document:
    those without a meeting come first, with 0."""

    first: datetime.date
    last: datetime.date
    wrong: dict[str, str]
    rows: list[OfBranch]


def _counted() -> Counted:
    today = business_day()
    first, last, wrong = period(today.replace(day=1), today)
    found = {one.branch: one for one in meetings.by_branch(here.db, first, last)}
    known = branches.Names(here.db, today)
    every = [found.get(key) or OfBranch(key, 0, None) for key in sorted({*known, *found})]
    return Counted(first, last, wrong, sorted(every, key=lambda one: one.days))


@blueprint.get("")
def counted() -> tuple[str, int]:
    """Head office sees on how many days each hall had a morning meeting."""
    found, page = _counted(), paging.asked()
    shown = pages.cut(found.rows, page)
    rendered = render_template(
        "office/meetings/counted.html",
        found=found,
        form=of_address(found.wrong),
        rows=shown.rows,
        number=shown.number,
        page=page,
        branches=branches.named(here.db, [one.branch for one in shown.rows], business_day()),
        LISTS=tuple(LISTS),
    )
    return rendered, 422 if found.wrong else 200


@blueprint.get("/table.<suffix>")
def table(suffix: str) -> Response:
    """Head office downloads how many morning meetings each hall had; that is recorded."""
    found = _counted()
    if found.wrong:
        raise Refusal(next(iter(found.wrong.values())))
    names = downloads.places_of(one.branch for one in found.rows)
    rows: list[list[Cell]] = [
        [one.branch, names[one.branch], one.days, one.last.isoformat() if one.last else ""]
        for one in found.rows
    ]
    signed_in.exported("meetings", len(rows), f"{found.first} {found.last}")
    heads = [said("export_word", column) for column in COLUMNS]
    return downloads.download(f"meetings-{business_day()}", suffix, heads, rows)
