"""A clerk's own data (本人数据): who looked at it, and all of it as a table."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template

from kiosk.files.spreadsheets import Cell
from kiosk.records.cases import lists as case_lists
from kiosk.records.ledger import identity, security_log
from kiosk.records.people import clerks
from kiosk.records.recognition.own import kept
from kiosk.records.recognition.own.kept import Kept
from kiosk.web.desk import downloads
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.here import here
from kiosk.web.frame.words import masked, named, spoken_moment

blueprint = Blueprint("own", __name__, url_prefix="/own")
blueprint.before_request(signed_in.required)
EXPORTS = ("ratings", "colleague-cards")
"""Tables that a manager downloads and that name all clerks of the hall."""
COLUMNS = ("what", "day", "time", "mark", "words", "by")


@blueprint.get("")
def page() -> str:
    """A clerk reads who looked at what about the own person, and downloads all of it."""
    of, page = signed_in.clerk(), paging.asked()
    found = security_log.about(here.db, of.by, EXPORTS, page)
    return render_template(
        "desk/own/data.html",
        found=found,
        names=clerks.named(here.db, {row.who for row in found.rows}, of.day),
        has_office=identity.me(here.db).has_office,
        page=page,
    )


@blueprint.get("/table.<suffix>")
def table(suffix: str) -> Response:
    """A clerk downloads everything that the hall keeps about the own person."""
    of = signed_in.clerk()
    unanswered = case_lists.unanswered_ratings(here.db, of.branch, of.by)
    found = list(kept.every(here.db, of, unanswered))
    signed_in.exported("own-data", len(found))
    heads = [said("column_word", name) for name in COLUMNS]
    return downloads.download(f"own-{of.by}-{of.day}", suffix, heads, _cells(found))


def said(macro: str, *values: object) -> str:
    """A wording of this page and its table."""
    return downloads.said(macro, *values, of="own")


def _cells(found: list[Kept]) -> Iterator[list[Cell]]:
    day = signed_in.clerk().day
    names = clerks.named(here.db, {one.by for one in found}, day)
    for one in found:
        moment = spoken_moment(one.at) if one.at is not None else ""
        yield [
            said("what_word", one.what),
            one.day or moment[:10],
            moment[11:],
            said("mark_word", one.what, one.mark) if one.mark else "",
            masked(one.words),
            named(names[one.by]) if one.by in names else one.by,
        ]
