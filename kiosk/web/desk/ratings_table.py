"""Feedback as a table to download: its rows as cells, in the language of the page."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from flask import get_template_attribute

from kiosk.files.spreadsheets import Cell
from kiosk.records.cases import lists as case_lists
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.people import clerks
from kiosk.records.publishing import in_halls
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here
from kiosk.web.frame.words import masked, named, spoken_moment

COLUMNS = (
    "day", "time", "kind", "mark", "badge", "clerk", "service", "reasons", "words", "entry",
    "station", "withdrawn", "state", "handled_by", "handled_at", "case",
)  # fmt: skip
AT_ONCE = 500


def heads() -> list[str]:
    """What the columns are called."""
    return [_said("export_word", name) for name in COLUMNS]


def rows(branch: str, found: Iterable[FeedbackNow]) -> Iterator[list[Cell]]:
    """Feedback of a branch, as cells under COLUMNS."""
    db, day = here.db, business_day()
    services = in_halls.everywhere(db, "service", day)
    names: dict[str, str] = {}
    left = iter(found)
    while part := list(islice(left, AT_ONCE)):
        badges = {name for row in part for name in (row.clerk, row.handled_by)} - names.keys()
        known = clerks.named(db, badges, day)
        names |= {badge: named(known[badge]) if badge in known else badge for badge in badges}
        cases = case_lists.of_ratings(db, branch, [row.event_id for row in part])
        for row in part:
            numbers = [case.number for case in cases.get(row.event_id, [])]
            yield _cells(row, names, services, numbers)


def _cells(
    row: FeedbackNow, names: dict[str, str], services: dict[str, Any], numbers: list[str]
) -> list[Cell]:
    on_paper = row.entry == "paper"
    return [
        row.day.isoformat(),
        "" if on_paper else spoken_moment(row.at)[11:],
        _said("kind_word", row.kind),
        _said("feedback_word", row.kind, row.mark),
        row.clerk,
        names[row.clerk],
        _said("service_word", services, row.service) if row.service else "",
        _said("reasons_word", row.reasons),
        masked(row.words),
        _said("entry_word", row.entry),
        row.station[:8],
        _said("withdrawn_word") if row.withdrawn else "",
        _said("handled_word", row.waits, row.handled),
        names[row.handled_by],
        spoken_moment(row.handled_at) if row.handled_at else "",
        " ".join(numbers),
    ]


def _said(macro: str, *values: Any) -> str:
    """What the pages call a code, for a table."""
    word = get_template_attribute("frame/macros/feedback.html", macro)
    return str(word(*values).unescape()).strip()
