"""Sums of a branch's day for other programs, read from the tallies."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.records.ledger.tallies import Tally
from kiosk.rules.input import days

AT_ONCE = 200
"""Days of branches on a page."""
FIGURES: dict[str, Any] = {
    "cards": (Tally.kind == "card") & (Tally.giver == "customer"),
    "ratings": Tally.kind == "rating",
    "cases": Tally.kind == "case",
}
"""What is counted; ratings by phone are counted by themselves, and are not among these."""


class Place(NamedTuple):
    """Up to which branch and day a program has read."""

    branch: str
    day: datetime.date


class Sums(NamedTuple):
    """How often each mark (a card, a grade, a kind of case) came in a branch on a day."""

    branch: str
    day: datetime.date
    counts: dict[str, int]


class Read(NamedTuple):
    """Sums by branch and day, in that order, and up to where they were read; None at the end."""

    rows: list[Sums]
    place: Place | None


def after(
    db: Database, name: str, first: datetime.date, last: datetime.date, branch: str,
    place: Place | None,
) -> Read:  # fmt: skip
    """The next sums after a place, as they are now; of one branch, or of all (''). What was there
    from the beginning is given exactly once, whatever arrives meanwhile."""
    within: Any = Tally.day.between(first, last)
    if branch:
        within &= Tally.branch == branch
    pairs = Tally.select(Tally.branch, Tally.day).where(within).distinct()
    part = paging.part(db, pairs, (Tally.branch, Tally.day), place, AT_ONCE)
    if not part.rows:
        return Read([], None)
    rows = _summed(db, name, within, part.rows)
    newest = part.rows[-1]
    return Read(rows, Place(newest.branch, _day(newest.day)) if part.more else None)


def _summed(db: Database, name: str, within: Any, pairs: Sequence[Tally]) -> list[Sums]:
    begin, end = pairs[0], pairs[-1]
    between = (Tally.branch > begin.branch) | (Tally.day >= begin.day)
    between &= (Tally.branch < end.branch) | (Tally.day <= end.day)
    between &= Tally.branch.between(begin.branch, end.branch)
    by = (Tally.branch, Tally.day, Tally.mark)
    query = Tally.select(*by, peewee.fn.SUM(Tally.n)).where(within & between & FIGURES[name])
    found: dict[tuple[str, datetime.date], dict[str, int]] = {}
    for at, day, mark, n in db.rows(query.group_by(*by).order_by(*by).tuples()):
        if n:
            found.setdefault((at, _day(day)), {})[mark] = n
    return [Sums(at, day, counts) for (at, day), counts in found.items()]


def _day(value: Any) -> datetime.date:
    return days.day(str(value))
