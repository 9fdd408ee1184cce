"""The sums of each region's branches together, by day, month and week, so that no page of a nation
adds up thousands of branches.

They follow the tallies in the same transaction. A branch is summed up with the region in which it
was placed (kiosk/records/reports/regions.py); one that is not placed yet is in no sum.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, adding, slot
from kiosk.ground.tables import DayField, Local


class RegionOf(Local):
    """The region with which a branch is summed up, '' for none."""

    branch = peewee.TextField(primary_key=True)
    region = peewee.TextField()


class RegionsPlaced(Local):
    """By which publications of branches, and on which day, all of them were placed last."""

    stamp = peewee.TextField(primary_key=True)


class RegionDay(Local):
    """A region's day: the sum over all lanes (`Database.take_sums`)."""

    lane = peewee.SmallIntegerField()
    region = peewee.TextField()
    day = DayField()
    hour = peewee.SmallIntegerField()
    kind = peewee.TextField()
    mark = peewee.TextField()
    giver = peewee.TextField()
    entry = peewee.TextField()
    n = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey(
            "region", "day", "hour", "kind", "mark", "giver", "entry", "lane"
        )
        without_rowid = True


class RegionMonth(Local):
    """A region's month, as YYYY-MM, in the same way."""

    lane = peewee.SmallIntegerField()
    region = peewee.TextField()
    month = peewee.TextField()
    kind = peewee.TextField()
    mark = peewee.TextField()
    giver = peewee.TextField()
    entry = peewee.TextField()
    n = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey(
            "region", "month", "kind", "mark", "giver", "entry", "lane"
        )
        without_rowid = True


class RegionWeek(Local):
    """A region's week, by its Monday, with the figures of `BranchWeek`."""

    lane = peewee.SmallIntegerField()
    region = peewee.TextField()
    week = DayField()
    rated = peewee.IntegerField()
    satisfied = peewee.IntegerField()
    low = peewee.IntegerField()
    cards = peewee.IntegerField()
    paper = peewee.IntegerField()
    cases = peewee.IntegerField()
    help = peewee.IntegerField()
    came = peewee.IntegerField()
    withdrawn = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("region", "week", "lane")
        without_rowid = True


OF_DAY = ("day", "hour", "kind", "mark", "giver", "entry")
FIGURES = ("rated", "satisfied", "low", "cards", "paper", "cases", "help", "came", "withdrawn")
PLACE = Prepared(RegionOf.select(RegionOf.region).where(RegionOf.branch == slot("branch")))
_ADD_DAY = adding(RegionDay, ("region", *OF_DAY, "lane"))
_OF_MONTH = ("month", "kind", "mark", "giver", "entry")
_ADD_MONTH = adding(RegionMonth, ("region", *_OF_MONTH, "lane"))
_ADD_WEEK = adding(RegionWeek, ("region", "week", "lane"), FIGURES)
Row = Mapping[str, Any]


def add(db: Database, branch: str, lane: int, days: Iterable[Row], weeks: Iterable[Row]) -> None:
    """Adds what a branch was given to the sums of its region, inside the transaction that stored
    it and after the lane was taken."""
    for (region,) in db.tuples(PLACE, branch=branch):
        add_to(db, region, lane, days, weeks)


def add_to(db: Database, region: str, lane: int, days: Iterable[Row], weeks: Iterable[Row]) -> None:
    """Adds to a region's sums; rows of days have OF_DAY and `n`, those of weeks FIGURES."""
    where, months = {"region": region, "lane": lane}, Counter[tuple[str, ...]]()
    of_days = [{**row, **where} for row in days]
    for row in of_days:
        months[row["day"][:7], *(row[name] for name in _OF_MONTH[1:])] += row["n"]
    db.each(_ADD_DAY, of_days)
    db.each(
        _ADD_MONTH,
        [{**where, **dict(zip(_OF_MONTH, key, strict=True)), "n": n} for key, n in months.items()],
    )
    db.each(_ADD_WEEK, [{**row, **where} for row in weeks])


def empty(db: Database) -> None:
    """Takes every branch out of the sums of its region, until it is placed again."""
    for model in (RegionsPlaced, RegionOf, RegionDay, RegionMonth, RegionWeek):
        db.run(model.delete())
