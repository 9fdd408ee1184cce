"""Tables and sheets to download; feedback as a table, in the language of the page."""

import contextlib
import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from flask import Response, get_template_attribute

from kiosk.files import confined
from kiosk.files.sheets import typesetting
from kiosk.files.spreadsheets import Cell, csv_export, xlsx_export
from kiosk.records.cases import lists as case_lists
from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.people import clerks
from kiosk.records.publishing import branches, in_halls
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import scope
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here
from kiosk.web.frame.words import masked, named, spoken_moment

COLUMNS = (
    "day", "time", "kind", "mark", "badge", "clerk", "service", "reasons", "words", "entry",
    "station", "withdrawn", "state", "handled_by", "handled_at", "case",
)  # fmt: skip
AT_ONCE = 500
FILES = {
    "csv": (csv_export, "text/csv"),
    "xlsx": (xlsx_export, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def download(
    name: str, suffix: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Response:
    """A table as a file of this name. Raises Refusal `not_found` for another suffix."""
    if suffix not in FILES:
        raise Refusal("not_found")
    write, mimetype = FILES[suffix]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    return Response(write(heads, rows), mimetype=mimetype, headers=headers)


@contextlib.contextmanager
def setting() -> Iterator[None]:
    """What keeps a sheet or a picture from being made, as a Refusal: `sheet_font`, `sheet_unset` or
    `opening_busy`."""
    try:
        yield
    except typesetting.FontMissing as missing:
        raise Refusal("sheet_font", str(missing)) from None
    except typesetting.Unset as unset:
        raise Refusal("sheet_unset", str(unset)) from None
    except confined.Busy:
        raise Refusal("opening_busy", retry_after=5) from None


def sheet(
    template: str, data: Mapping[str, Any], day: datetime.date, name: str, pages: int = 1
) -> Response:
    """A PDF as a file of this name, shown by the browser (`typesetting.typeset`). Raises Refusal
    `sheet_font`, `sheet_unset` or `opening_busy`."""
    with setting():
        made = typesetting.typeset(template, data, day, pages)
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(made, mimetype="application/pdf", headers=headers)


def columns() -> tuple[str, ...]:
    """What a row says; at head office its branch first."""
    return COLUMNS if here.screen == "desk" else ("place", "branch", *COLUMNS)


def heads() -> list[str]:
    """What the columns are called."""
    return [said("export_word", name) for name in columns()]


def rows(found: Iterable[FeedbackNow]) -> Iterator[list[Cell]]:
    """Feedback as cells under these columns."""
    db, day = here.db, business_day()
    services = in_halls.everywhere(db, "service", day, scope.concerns)
    names: dict[str, str] = {}
    left = iter(found)
    while part := list(islice(left, AT_ONCE)):
        badges = {name for row in part for name in (row.clerk, row.handled_by)} - names.keys()
        known = clerks.named(db, badges, day)
        names |= {badge: named(known[badge]) if badge in known else badge for badge in badges}
        cases, places = cases_of(part), places_of({row.branch for row in part})
        for row in part:
            numbers = [case.number for case in cases.get((row.branch, row.event_id), [])]
            where = [] if here.screen == "desk" else [row.branch, places[row.branch]]
            yield [*where, *_cells(row, names, services, numbers)]


def cases_of(part: Iterable[FeedbackNow]) -> dict[tuple[str, str], list[CaseNow]]:
    """The cases that grew out of this feedback, by branch and event_id."""
    ids: dict[str, list[str]] = {}
    for row in part:
        ids.setdefault(row.branch, []).append(row.event_id)
    return {
        (branch, event_id): cases
        for branch, some in ids.items()
        for event_id, cases in case_lists.of_ratings(here.db, branch, some).items()
    }


def places_of(keys: Iterable[str]) -> dict[str, str]:
    """What these branches are called."""
    wanted = set(keys)
    known = branches.named(here.db, wanted, business_day())
    return {key: named(known[key]) if key in known else key for key in wanted}


def _cells(
    row: FeedbackNow, names: dict[str, str], services: dict[str, Any], numbers: list[str]
) -> list[Cell]:
    on_paper = row.entry == "paper"
    return [
        row.day.isoformat(),
        "" if on_paper else spoken_moment(row.at)[11:],
        said("kind_word", row.kind),
        said("feedback_word", row.kind, row.mark),
        row.clerk,
        names[row.clerk],
        said("service_word", services, row.service) if row.service else "",
        said("reasons_word", row.reasons),
        masked(row.words),
        said("entry_word", row.entry),
        row.station[:8],
        said("withdrawn_word") if row.withdrawn else "",
        said("handled_word", row.waits, row.handled),
        names[row.handled_by],
        spoken_moment(row.handled_at) if row.handled_at else "",
        " ".join(numbers),
    ]


def said(macro: str, *values: Any, of: str = "feedback") -> str:
    """What the pages call a code, for a table: without its marks."""
    word = get_template_attribute(f"frame/macros/{of}.html", macro)
    return str(word(*values).striptags())
