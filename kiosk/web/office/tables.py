"""Head office's lists as tables to download."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from kiosk.files.spreadsheets import Cell
from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback.withdrawn import Withdrawn
from kiosk.records.hall.state import HelpNow
from kiosk.records.people import clerks
from kiosk.records.reports.everywhere import Given
from kiosk.vocabulary.facts import BoxOpened
from kiosk.web.desk import downloads
from kiosk.web.desk.downloads import said
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here
from kiosk.web.frame.words import masked, named, spoken_moment

COLUMNS = {
    "cases": (
        "number", "place", "branch", "day", "time", "case_kind", "topics", "case_words", "entry",
        "about_badge", "about", "case_state", "responsible_badge", "responsible", "due", "replied",
        "answered", "cause", "level",
    ),
    "cards": ("place", "branch", "day", "time", "mark", "badge", "clerk", "entry", "words"),
    "help": ("place", "branch", "day", "time", "station", "badge", "clerk", "seconds"),
    "boxes": ("place", "branch", "day", "time", "badge", "clerk", "witness", "letters"),
    "withdrawn": (
        "place", "branch", "day", "time", "mark", "badge", "clerk", "reasons", "words", "station",
    ),
}  # fmt: skip
"""The columns of each table; feedback, letters and banners have those of `downloads`."""


def of(name: str, rows: Sequence[Any]) -> tuple[list[str], Iterator[list[Cell]]]:
    """A list as the heads and the rows of its table."""
    if name in ("feedback", "praise"):
        return downloads.heads(), downloads.rows(rows)
    heads = [said("export_word", column) for column in COLUMNS[name]]
    return heads, _WRITTEN[name](rows)


def _names(badges: Iterable[str]) -> dict[str, str]:
    """What these clerks are called; '' is no clerk."""
    wanted = set(badges)
    known = clerks.named(here.db, wanted, business_day())
    return {badge: named(known[badge]) if badge in known else badge for badge in wanted}


def _time(at: int) -> str:
    return spoken_moment(at)[11:]


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _cases(rows: Sequence[CaseNow]) -> Iterator[list[Cell]]:
    places = downloads.places_of({row.branch for row in rows})
    names, today = _names({n for row in rows for n in (row.about, row.responsible)}), business_day()
    for row in rows:
        yield [
            row.number,
            row.branch,
            places[row.branch],
            row.day.isoformat(),
            "" if row.entry == "paper" else _time(row.at),
            said("case_word", row.kind, of="cases"),
            said("topics_word", row.topics, row.branch, of="cases"),
            masked(row.words),
            said("entry_word", row.entry),
            row.about,
            names[row.about],
            said("case_state_word", row.state, of="cases"),
            row.responsible,
            names[row.responsible],
            _day(row.must_by),
            spoken_moment(row.replied_at) if row.replied_at else "",
            said("answer_word", row, today, of="cases"),
            said("cause_word", row.cause, of="cases") if row.cause else "",
            said("level_word", row.level, of="cases") if row.level else "",
        ]


def _cards(rows: Sequence[Given]) -> Iterator[list[Cell]]:
    places = downloads.places_of({row.branch for row in rows})
    names = _names({row.clerk for row in rows})
    for branch, card in rows:
        yield [
            branch,
            places[branch],
            card.day.isoformat(),
            "" if card.entry == "paper" else _time(card.at),
            said("mark_word", card.mark),
            card.clerk,
            names[card.clerk],
            said("entry_word", card.entry),
            masked(card.comment),
        ]


def _calls(rows: Sequence[HelpNow]) -> Iterator[list[Cell]]:
    places = downloads.places_of({row.branch for row in rows})
    names = _names({row.comer for row in rows})
    for row in rows:
        yield [
            row.branch,
            places[row.branch],
            row.day.isoformat(),
            _time(row.at),
            row.station[:8],
            row.comer,
            names[row.comer],
            "" if row.came_after is None else row.came_after // 1000,
        ]


def _boxes(rows: Sequence[BoxOpened]) -> Iterator[list[Cell]]:
    places = downloads.places_of({row.branch for row in rows})
    names = _names({n for row in rows for n in (row.clerk, row.witness)})
    for row in rows:
        yield [
            row.branch,
            places[row.branch],
            row.day.isoformat(),
            _time(row.at),
            row.clerk,
            names[row.clerk],
            names[row.witness],
            row.found,
        ]


def _withdrawn(rows: Sequence[Withdrawn]) -> Iterator[list[Cell]]:
    places = downloads.places_of({row.branch for row in rows})
    names = _names({row.clerk for row in rows})
    for row in rows:
        yield [
            row.branch,
            places[row.branch],
            row.day.isoformat(),
            _time(row.row.at) if row.row else "",
            said("mark_word", row.mark),
            row.clerk,
            names[row.clerk],
            said("reasons_word", row.row.reasons) if row.row else "",
            masked(row.row.words) if row.row else "",
            row.station[:8],
        ]


_WRITTEN: dict[str, Callable[[Any], Iterator[list[Cell]]]] = {
    "cases": _cases,
    "cards": _cards,
    "help": _calls,
    "boxes": _boxes,
    "withdrawn": _withdrawn,
}
