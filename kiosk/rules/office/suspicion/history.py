"""What suspicion is judged by: a hall's recent days one by one, and in numbers what was usual
before."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from kiosk.vocabulary.facts import LOW_GRADES, FlagKind

WINDOW_DAYS, PAST_DAYS = 30, 90
"""The days that are judged, and those before them by which they are."""
Kind = FlagKind
Tone = Literal["top", "middle", "low"]


class Seen(NamedTuple):
    """A card or rating that a customer gave at a screen: on which day it counts, in which local
    minute of the day it was given, for whom, and at which screen."""

    event_id: str
    day: datetime.date
    minute: int
    clerk: str
    mark: str
    screen: str

    @property
    def tone(self) -> Tone:
        return tone_of(self.mark)


class Thanked(NamedTuple):
    """A card that the colleague `by` gave a clerk."""

    event_id: str
    day: datetime.date
    by: str
    clerk: str


class Cell(NamedTuple):
    """What is counted together in the past."""

    day: datetime.date
    hour: int
    clerk: str
    tone: Tone


class Duty(NamedTuple):
    """The local minutes of the day at which a clerk's shift began and ended."""

    on: int
    off: int


Served = Mapping[tuple[datetime.date, str], int]
"""How many customers each clerk served on each day, where that is reported."""


class Finding(NamedTuple):
    """What a person should look at. `seen` of `of` were found where about `expected` are usual;
    `events` are the facts concerned. `strength` is how far past the limit of its kind it is, 1 at
    the limit. `other` is the colleague of a ring, with `back` cards in the other direction, or the
    screen; `begin` and `end` are the minutes of a burst."""

    kind: Kind
    clerk: str
    first: datetime.date
    last: datetime.date
    seen: int
    of: int
    expected: float
    strength: float
    events: tuple[str, ...] = ()
    other: str = ""
    back: int = 0
    begin: int = 0
    end: int = 0


def tone_of(mark: str) -> Tone:
    """Cards and the best grade are what is stuffed; the two worst grades are what is refused."""
    if mark in LOW_GRADES:
        return "low"
    return "middle" if mark in ("3", "4") else "top"


class History:
    """A hall's recent days. `settled` is up to which day a person has judged this kind for this
    clerk; `left_out` are the days of clerks that are no measure of what is usual, since they are in
    a flag that was not dismissed. `past_thanked` are the cards between two clerks in the days
    before, by who gave them and to whom."""

    def __init__(
        self,
        seen: Iterable[Seen],
        past: Mapping[Cell, int],
        past_screens: Mapping[tuple[str, str], int],
        duty: Mapping[tuple[datetime.date, str], Duty],
        thanked: Sequence[Thanked] = (),
        settled: Mapping[tuple[Kind, str], datetime.date] | None = None,
        left_out: Collection[tuple[datetime.date, str]] = (),
        served: Served | None = None,
        past_thanked: Mapping[tuple[str, str], int] | None = None,
    ) -> None:
        self.seen = sorted(seen, key=lambda one: (one.day, one.minute, one.event_id))
        self.past = {cell: n for cell, n in past.items() if (cell.day, cell.clerk) not in left_out}
        self.past_screens, self.duty, self.thanked = past_screens, duty, thanked
        self.settled = settled or {}
        self.left_out = frozenset(left_out)
        self.served, self.past_thanked = served or {}, past_thanked or {}

    @cached_property
    def by_clerk(self) -> dict[str, dict[datetime.date, list[Seen]]]:
        """What each clerk was given on each day of the window, by time."""
        found: dict[str, dict[datetime.date, list[Seen]]] = {}
        for one in self.seen:
            found.setdefault(one.clerk, {}).setdefault(one.day, []).append(one)
        return {clerk: found[clerk] for clerk in sorted(found)}

    @cached_property
    def now(self) -> Counter[Cell]:
        """The window in the same numbers as the past."""
        return Counter(Cell(o.day, o.minute // 60, o.clerk, o.tone) for o in self.seen)

    def unsettled(self, kind: Kind, clerk: str) -> dict[datetime.date, list[Seen]]:
        """The days of a clerk that no person has judged yet for this kind."""
        until = self.settled.get((kind, clerk), datetime.date.min)
        days = self.by_clerk.get(clerk, {})
        return {day: given for day, given in days.items() if day > until}
