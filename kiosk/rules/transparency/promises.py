"""Within how many days head office holds what a hall received: what it has promised in its log,
and which of several promises counts (docs/log.md). Every page that names the day asks here."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

ZERO = datetime.date(1970, 1, 1)


class Promise(NamedTuple):
    """For receipts of the day `first` (days since 1970-01-01) or later: within `days` days; 0 for
    as many as every hall has."""

    first: int
    days: int


def number(day: datetime.date) -> int:
    """A day as the log writes it; 0 for one before 1970."""
    return max(0, (day - ZERO).days)


def within(of_hall: Sequence[Promise], of_all: Sequence[Promise], day: datetime.date) -> int:
    """Within how many days head office must hold what this hall received on `day`, by promises in
    the order in which they were made; 0 if it has promised nothing."""
    for some in (of_hall, of_all):
        begun = [one for one in _counted(some) if one.first <= number(day)]
        if begun and begun[-1].days:
            return begun[-1].days
    return 0


def _counted(some: Iterable[Promise]) -> Iterator[Promise]:
    """Without those made for days before an earlier one's: the past can't be promised again."""
    first = 0
    for one in some:
        if one.first >= first:
            first = one.first
            yield one


def to_make(in_force: Sequence[Promise], made: Promise | None) -> list[Promise]:
    """Of what is in force and was before, by day, the promises that follow the last one `made` of a
    hall; None for a hall of which there is none."""
    found: list[Promise] = []
    last = made or Promise(0, 0)
    for one in in_force:
        if one.first >= last.first and one.days != last.days:
            found.append(one)
            last = one
    return found
