"""The sheet of a meeting as page and PDF both show it: that of the morning meeting is one page of
A4, always.

Each list shows as many rows as fit, says how many it leaves out, and where those are read.
"""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from kiosk.records.ledger.writing import Author
from kiosk.records.people.clerks import Charge
from kiosk.records.receipts import heads
from kiosk.records.recognition import morning
from kiosk.rules.recognition import morning as rule
from kiosk.web.desk.meetings.copies import Own, Shared
from kiosk.web.desk.meetings.sections import Section, word
from kiosk.web.frame.here import here
from kiosk.web.frame.words import language, spoken_day

HALL = 70
"""The width of the hall's name (`rule.width`)."""
PADDING = 3
"""What is between two columns, in halves of a character."""
LISTS = (
    "cards", "low", "due", "fees", "notices", "lines", "actions", "quoted", "praise", "awarded",
    "cases", "mistakes",
)  # fmt: skip
"""The sections with rows that can be too many."""


class Printed(NamedTuple):
    """The sheet; `shared` if it is the copy that everyone reads. `head` is that of the station's
    chain, '' for none."""

    title: str
    lang: str
    hall: str
    day: str
    about: str
    shared: bool
    sections: list[Section]
    head: str = ""


def data(printed: Printed) -> dict[str, Any]:
    """What the template of the PDF reads."""
    return printed._asdict() | {"sections": [one._asdict() for one in printed.sections]}


def printed(
    of: Author, hall: str, day: datetime.date, shared: bool, kept: Sequence[Charge]
) -> Printed:
    """The sheet of a day, for the manager `of` or, if `shared`, for everyone; `kept` as in
    `morning.of_day`."""
    found = morning.of_day(here.db, of.branch, day, kept)
    reader = None if shared else of.by
    found = found._replace(due=[one for one in found.due if not morning.is_hidden(one, reader)])
    copy = (Shared if shared else Own)(found, kept, of.branch)
    return Printed(
        title=word("title_word"),
        lang=language(),
        hall=rule.cut(hall, HALL),
        day=spoken_day(day),
        about=word("copy_said", shared, spoken_day(found.of)),
        shared=shared,
        sections=fitted(copy.sections()),
        head=word("head_said", head) if (head := heads.printed(here.db, day)) else "",
    )


def fitted(sections: Sequence[Section], lines: int = rule.LINES) -> list[Section]:
    """The sections with the rows that fit so many lines together."""
    wanted = {one.name: len(one.rows) for one in sections if one.name in LISTS}
    shown = rule.dealt(wanted, {one.name: one.lines for one in sections}, lines)
    return [_cut(one, shown[one.name]) if one.name in shown else one for one in sections]


def _cut(section: Section, most: int) -> Section:
    """A section with so many of its rows, each cell cut to its column, and what is left out."""
    wide = [section.lines * (width - PADDING) for width in section.columns]
    rows = [
        [rule.cut(cell, most) for cell, most in zip(row, wide, strict=True)]
        for row in section.rows[:most]
    ]
    left = max(section.number, len(section.rows)) - most
    more = word("more_said", section.name, left) if left > 0 else ""
    return section._replace(rows=rows, more=more)
