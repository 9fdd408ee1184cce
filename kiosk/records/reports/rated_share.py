"""Of how many served customers there is a rating: by branch, clerk, day and month, read from the
tallies and their sums."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Literal, NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import tallies
from kiosk.records.ledger.tallies import BOUND
from kiosk.records.oversight import second_count
from kiosk.rules.feedback.wilson import FEW, Interval, interval
from kiosk.vocabulary.facts import GRADES

Group = Literal["branch", "clerk", "day", "month"]
_KINDS, _FLAGGED = ("served", "rating", BOUND), "flagged"
MOST_DAYS = 92
"""Longer periods are judged by month, so that no page reads years of days."""


class Share(NamedTuple):
    """How many customers were served, how many ratings there are, how many of these are bound to a
    ticket or a service, and how many are in flags."""

    served: int
    rated: int
    bound: int
    flagged: int = 0

    @property
    def unflagged(self) -> "Share":
        """The same without what is in flags."""
        return self._replace(rated=max(0, self.rated - self.flagged), flagged=0)

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
    unit: Literal["day", "month"] = "day" if group == "day" or _is_daily(asked) else "month"
    which: tallies.Which = {"entry": "screen", "first": asked.first, "last": asked.last}
    if asked.branch:
        which["branch"] = asked.branch
    if asked.within is not None:
        which["branches"] = asked.within
    which["kinds"] = _KINDS
    groups = ["branch", unit, "kind", *(["clerk"] if group == "clerk" else [])]
    summed = tallies.sums(db, groups, **which | _of_clerk(asked))
    reported = Counter[tuple[Any, ...]]()
    if asked.clerk:
        which["kinds"] = ("served",)
        reported.update(tallies.sums(db, ["branch", unit], **which))
    else:
        for key, n in summed.items():
            if key[2] == "served":
                reported[key[:2]] += n
    found = defaultdict[Any, Counter[str]](Counter)
    place = groups.index(unit if group == "month" else group)
    for key, n in summed.items():
        if reported.get(key[:2], 0) > 0:
            found[str(key[1])[:7] if group == "month" else key[place]][key[2]] += n
    for (branch, time, clerk, mark), n in _flagged(db, unit, asked).items():
        names = {"branch": branch, "clerk": clerk, "day": time, "month": str(time)[:7]}
        known = mark in GRADES and asked.clerk in ("", clerk)
        if known and reported.get((branch, time), 0) > 0 and (key := names[group]) in found:
            found[key][_FLAGGED] += n
    names_of = (*_KINDS, _FLAGGED)
    shares = [(key, Share(*(counted[kind] for kind in names_of))) for key, counted in found.items()]
    if group in ("day", "month"):
        return sorted(shares, key=lambda one: one[0], reverse=True)
    return sorted(shares, key=lambda one: (-one[1].served, one[0]))


def _of_clerk(asked: Asked) -> tallies.Which:
    return tallies.Which(clerk=asked.clerk) if asked.clerk else tallies.Which()


def _flagged(db: Database, unit: Literal["day", "month"], asked: Asked) -> Counter[tuple[Any, ...]]:
    halls = asked.within
    if asked.branch:
        halls = [asked.branch] if halls is None or asked.branch in halls else []
    by: tuple[second_count.Group, ...] = ("branch", unit, "clerk", "mark")
    return second_count.counts(db, by, asked.first, asked.last, halls)


def _is_daily(asked: Asked) -> bool:
    return asked.branch != "" and (asked.last - asked.first).days < MOST_DAYS


def total(shares: Iterable[Share]) -> Share:
    """Several shares together."""
    added = [sum(numbers) for numbers in zip(Share(0, 0, 0, 0), *shares, strict=True)]
    return Share(*added)
