"""Of how many served customers there is a rating, by clerk and day."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.records.feedback import ratings
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.ledger import tallies


class Share(NamedTuple):
    """How many customers were served, how many ratings there are, and how many of these are bound
    to a ticket or a service."""

    served: int
    rated: int
    bound: int

    @property
    def per_cent(self) -> int | None:
        """Ratings per hundred customers, rounded; None without customers, and where ratings are
        more than customers: then not everyone who was served was reported."""
        known = self.served > 0 and self.rated <= self.served
        return round(100 * self.rated / self.served) if known else None


class Shares(NamedTuple):
    """The share of a period as a whole, by day, newest first, and by clerk, those with most
    customers first; days and clerks with neither customers nor ratings are left out."""

    whole: Share
    by_day: list[tuple[datetime.date, Share]]
    by_clerk: list[tuple[str, Share]]


def shares(
    db: Database, branch: str, first: datetime.date, last: datetime.date, clerk: str = ""
) -> Shares | None:
    """The shares of these days, both included, of one clerk, or of all (''); None if no customer
    was reported as served."""
    which: tallies.Which = {"branch": branch, "first": first, "last": last, "entry": "screen"}
    if clerk:
        which["clerk"] = clerk
    served = _counted(db, ServedNow, [], which)
    if not served:
        return None
    graded = ratings.grades(db, ["day", "clerk"], **which)
    rated: Cells = {cell: sum(n.values()) for cell, n in graded.items()}
    bound = _counted(db, FeedbackNow, [FeedbackNow.ticket != ""], which)
    found = {
        cell: Share(served.get(cell, 0), rated.get(cell, 0), bound.get(cell, 0))
        for cell in served.keys() | rated.keys()
    }
    by_day = _by(found, 0)
    by_clerk = sorted(_by(found, 1).items(), key=lambda one: (-one[1].served, one[0]))
    return Shares(_sum(found.values()), sorted(by_day.items(), reverse=True), by_clerk)


Cells = dict[tuple[Any, ...], int]
"""Numbers by day and badge."""


def _counted(
    db: Database,
    model: type[ServedNow] | type[FeedbackNow],
    more: Sequence[Any],
    which: tallies.Which,
) -> Cells:
    """The rows of a period that were not taken back, by day and clerk."""
    wanted: Any = (model.branch == which["branch"]) & (model.withdrawn == 0)
    wanted &= model.day.between(which["first"], which["last"])
    for one in more:
        wanted &= one
    if (clerk := which.get("clerk")) is not None:
        wanted &= model.clerk == clerk
    groups = (model.day, model.clerk)
    query = model.select(*groups, peewee.fn.COUNT(model.event_id)).where(wanted)
    return {tuple(row[:2]): row[2] for row in db.rows(query.group_by(*groups).tuples())}


def _by(found: Mapping[tuple[Any, ...], Share], place: int) -> dict[Any, Share]:
    """The shares by one part of their cells."""
    parts: dict[Any, list[Share]] = {}
    for cell, share in found.items():
        parts.setdefault(cell[place], []).append(share)
    return {part: _sum(some) for part, some in parts.items()}


def _sum(shares: Iterable[Share]) -> Share:
    added = [sum(numbers) for numbers in zip(*shares, strict=True)]
    return Share(*added)
