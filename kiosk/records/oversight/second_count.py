"""The second count: how many of customers' cards and ratings are in flags that are open or were
upheld. Every number of head office that includes them is shown with the one without them beside it.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import among, plainly
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import across
from kiosk.records.ledger.tallies import TallyZone
from kiosk.records.oversight.state import FlaggedFact
from kiosk.rules.ledger.time import monday
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.facts import GRADES, LOW_GRADES

Group = Literal["branch", "clerk", "mark", "service", "day", "weekday", "week", "month", "hour"]
"""By what is counted: a `week` by its Monday, a `weekday` from 0 (Monday), a `month` as YYYY-MM, an
`hour` of the hall's day, `service` the item that the customer named ('' for none)."""
Flagged = Counter[tuple[str, str, str]]
"""How much is in flags, by branch, clerk and mark."""
QUARTER_MS = 900_000
"""Zones differ from UTC by whole quarters of an hour."""


class LeftOut(NamedTuple):
    """What the second count leaves out: ratings, satisfied ones among them, and cards."""

    rated: int = 0
    satisfied: int = 0
    cards: int = 0

    def plus(self, n: int, mark: str) -> "LeftOut":
        """With so many more of a mark."""
        if mark not in GRADES:
            return self._replace(cards=self.cards + n)
        satisfied = self.satisfied + (0 if mark in LOW_GRADES else n)
        return self._replace(rated=self.rated + n, satisfied=satisfied)


NOTHING = LeftOut()


def flagged(
    db: Database,
    first: datetime.date,
    last: datetime.date,
    branches: Iterable[str] | None = None,
) -> Flagged:
    """What is in flags in these days, both included, of these branches, None for all."""
    return counts(db, ("branch", "clerk", "mark"), first, last, branches)


def left_out(
    db: Database,
    by: Group,
    first: datetime.date,
    last: datetime.date,
    branches: Iterable[str] | None = None,
) -> dict[Any, LeftOut]:
    """What the second count leaves out in these days, both included, of each branch, clerk, …; of
    these branches, None for all."""
    found: dict[Any, LeftOut] = {}
    for (key, mark), n in counts(db, (by, "mark"), first, last, branches).items():
        found[key] = found.get(key, NOTHING).plus(n, mark)
    return found


def counts(
    db: Database,
    by: Sequence[Group],
    first: datetime.date,
    last: datetime.date,
    branches: Iterable[str] | None = None,
) -> Counter[tuple[Any, ...]]:
    """How many facts of these days are in flags, by these groups; a fact in two flags counts once.

    Of few branches, all of their flagged facts are read; of many, all of the days', since each part
    of the branches would read these again.
    """
    row, of = FlaggedFact, None if branches is None else set(branches)
    parts = (row.branch, *(_READ[one] for one in by))
    wanted = row.day.between(first, last)
    if of is not None and len(of) <= across.AT_ONCE:
        wanted &= among(row.branch, of) & (plainly(row.questioned) == 1)
    else:
        wanted &= row.questioned == 1
    query = row.select(*parts, peewee.fn.COUNT(row.event_id.distinct()))
    if "service" in by:
        same = (FeedbackNow.branch == row.branch) & (FeedbackNow.event_id == row.event_id)
        query = query.join(FeedbackNow, on=same)
    rows = [
        one for one in db.rows(query.where(wanted).group_by(*parts).tuples())
        if of is None or one[0] in of
    ]  # fmt: skip
    zones = _zones(db, {one[0] for one in rows}) if "hour" in by else {}
    found: Counter[tuple[Any, ...]] = Counter()
    for branch, *read, n in rows:
        zone = zones.get(branch, DEFAULT_ZONE)
        found[tuple(_key(one, value, zone) for one, value in zip(by, read, strict=True))] += n
    return found


_READ: dict[Group, Any] = {
    "branch": FlaggedFact.branch,
    "clerk": FlaggedFact.clerk,
    "mark": FlaggedFact.mark,
    "service": FeedbackNow.service,
    "hour": FlaggedFact.at / QUARTER_MS,
    **dict.fromkeys(("day", "weekday", "week", "month"), FlaggedFact.day),
}
"""What is read for each group."""


def _key(by: Group, value: Any, zone: str) -> Any:
    match by:
        case "week":
            return monday(value)
        case "weekday":
            return value.weekday()
        case "month":
            return f"{value:%Y-%m}"
        case "hour":
            return _hour(value, zone)
        case _:
            return value


@lru_cache(maxsize=10_000)
def _hour(quarter: int, zone: str) -> int:
    return datetime.datetime.fromtimestamp(quarter * QUARTER_MS / 1000, ZoneInfo(zone)).hour


def _zones(db: Database, branches: Collection[str]) -> dict[str, str]:
    """The zones by which the hours of these branches are tallied."""
    found: dict[str, str] = {}
    for some in across.parts(branches):
        wanted = TallyZone.branch.in_(some or ())
        query = TallyZone.select(TallyZone.branch, TallyZone.zone).where(wanted)
        found.update(db.rows(query.tuples()))
    return found
