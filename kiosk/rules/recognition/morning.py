"""The sheet of the morning meeting (晨会, P28): which day it looks back on, whose words are quoted,
and what fits on its one page.

A rule chooses, so that no one picks what is praised or left out.
"""

import datetime
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

BACK_DAYS = 7
"""How far back the day is looked for on which the hall was last open."""
AHEAD_DAYS = 7
"""Fees that change within so many days are on the sheet."""
LINES = 23
"""Lines that the lists of a sheet have together, beside their headings."""
CUT = "…"


class Card(Protocol):
    """A card with words: what the customer wrote, and when (UTC ms)."""

    @property
    def words(self) -> str: ...
    @property
    def at(self) -> int: ...
    @property
    def event_id(self) -> str: ...


Found = TypeVar("Found", bound=Card)


def looked_back_on(day: datetime.date, days: Iterable[datetime.date]) -> datetime.date:
    """The last of these days before `day`, at most BACK_DAYS ago; else the day before. On a Monday
    that is Saturday, if the hall was closed on Sunday."""
    first = day - datetime.timedelta(BACK_DAYS)
    return max((one for one in days if first <= one < day), default=day - datetime.timedelta(1))


def story(cards: Sequence[Found]) -> Found | None:
    """The card whose words are quoted: the longest; of several the earliest. None without cards."""
    order = sorted(cards, key=lambda one: (-len(one.words), one.at, one.event_id))
    return order[0] if order else None


def dealt(
    wanted: Mapping[str, int], costs: Mapping[str, int], lines: int = LINES
) -> dict[str, int]:
    """How many rows of each list are shown: lines are dealt out one row at a time, so that no list
    pushes another off the page. `wanted` are the rows of each list, `costs` the lines of one row;
    the row that counts what is left out is a line more."""
    shown = dict.fromkeys(wanted, 0)
    left = lines - len(wanted)
    while True:
        taken = False
        for name, number in wanted.items():
            if shown[name] < number and costs[name] <= left:
                shown[name] += 1
                left -= costs[name]
                taken = True
        if not taken:
            return shown


def width(text: str) -> int:
    """How wide a text is, in halves of a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


def cut(text: str, most: int) -> str:
    """A text on one line, of at most this width (`width`); what is cut off is a sign."""
    line = " ".join(text.split())
    if width(line) <= most:
        return line
    kept, left = [], most - width(CUT)
    for one in line:
        left -= width(one)
        if left < 0:
            break
        kept.append(one)
    return "".join(kept) + CUT
