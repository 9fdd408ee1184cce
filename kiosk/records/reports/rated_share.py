"""Of how many served customers there is a rating: by branch, clerk, day and month, read from the
tallies and their sums."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, Literal, NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import tallies
from kiosk.records.ledger.tallies import BOUND
from kiosk.rules.feedback.wilson import FEW, Interval, interval

Group = Literal["branch", "clerk", "day", "month"]
_KINDS = ("served", "rating", BOUND)
MOST_DAYS = 92
"""Longer periods are judged by month, so that no page reads years of days."""


class Share(NamedTuple):
    """How many customers were served, how many ratings there are, and how many of these are bound
    to a ticket or a service."""

    served: int
    rated: int
    bound: int

    @property
    def share(self) -> Interval | None:
        """The share of customers who rated, with its 95 % interval. None with few customers, and
        where ratings are more than customers: then not everyone who was served was reported."""
        known = self.served >= FEW and 0 <= self.rated <= self.served
        return interval(self.rated, self.served) if known else None


class Asked(NamedTuple):
    """Whose customers and ratings are counted: days inclusive, '' for any branch or clerk; `within`
    are the branches that are looked at, None for all."""

    first: datetime.date
    last: datetime.date
    branch: str = ""
    clerk: str = ""
    within: Collection[str] | None = None


def by(db: Database, group: Group, asked: Asked) -> list[tuple[Any, Share]]:
    """The share of each branch, clerk, day or month (YYYY-MM). Days and months come newest first,
    the others with most customers first; those without customers and ratings are left out.

    Ratings count only for days on which their branch reported customers, since those of a hall
    without a ticket system say nothing about a share; of all branches, and of periods longer than
    MOST_DAYS, only for such months.
    """
    unit = "day" if group == "day" or _is_daily(asked) else "month"
    which: tallies.Which = {"entry": "screen", "first": asked.first, "last": asked.last}
    if asked.branch:
        which["branch"] = asked.branch
    if asked.within is not None:
        which["branches"] = asked.within
    which["kinds"] = ("served",)
    reported = tallies.sums(db, ["branch", unit], **which)
    which["kinds"] = _KINDS
    if asked.clerk:
        which["clerk"] = asked.clerk
    groups = ["branch", unit, "kind", *(["clerk"] if group == "clerk" else [])]
    found: dict[Any, Counter[str]] = {}
    for (branch, time, kind, *clerk), n in tallies.sums(db, groups, **which).items():
        if reported.get((branch, time), 0) > 0:
            names = {"branch": branch, "day": time, "month": str(time)[:7]}
            key = clerk[0] if clerk else names[group]
            found.setdefault(key, Counter())[kind] += n
    shares = [(key, Share(*(counted[kind] for kind in _KINDS))) for key, counted in found.items()]
    if group in ("day", "month"):
        return sorted(shares, key=lambda one: one[0], reverse=True)
    return sorted(shares, key=lambda one: (-one[1].served, one[0]))


def _is_daily(asked: Asked) -> bool:
    return asked.branch != "" and (asked.last - asked.first).days < MOST_DAYS


def total(shares: Iterable[Share]) -> Share:
    """Several shares together."""
    added = [sum(numbers) for numbers in zip(Share(0, 0, 0), *shares, strict=True)]
    return Share(*added)
