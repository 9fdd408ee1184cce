"""With which region each branch is summed up (kiosk/records/ledger/regions/sums.py): the one that
its document names today. Head office follows it every ten minutes; until it has, pages add the
branches up by themselves, which says the same and takes longer."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, slot
from kiosk.records.ledger.regions import sums
from kiosk.records.ledger.regions.sums import (
    FIGURES,
    OF_DAY,
    RegionDay,
    RegionMonth,
    RegionOf,
    RegionsPlaced,
    RegionWeek,
)
from kiosk.records.ledger.tallies import BranchWeek, Tally
from kiosk.records.publishing import documents
from kiosk.records.publishing.branches import by_region

_AT_ONCE = 50
"""Branches that are placed in one transaction, so that stations are received meanwhile."""
_PUT = Prepared(
    RegionOf.insert(branch=slot("branch"), region=slot("region")).on_conflict(
        conflict_target=[RegionOf.branch], preserve=[RegionOf.region]
    ),
    cached=False,
)


def _stamp(db: Database, today: datetime.date) -> str:
    return " ".join(map(str, (today, *documents.stamp(db, "branch"))))


def place(db: Database, today: datetime.date) -> int:
    """Sums each branch up with its region of today; returns how many moved. Ends early at no harm:
    what is left is placed the next time."""
    stamp = _stamp(db, today)
    if _is_placed(db, stamp):
        return 0
    held = dict(db.rows(RegionOf.select(RegionOf.branch, RegionOf.region).tuples()))
    moved = 0
    for region, branches in by_region(db, today).items():
        others = [one for one in branches if held.get(one) != region]
        for start in range(0, len(others), _AT_ONCE):
            some = others[start : start + _AT_ONCE]
            with db.writing():
                _move(db, some, region)
            moved += len(some)
    with db.writing():
        db.run(RegionsPlaced.delete())
        db.run(RegionsPlaced.insert(stamp=stamp))
    return moved


def _is_placed(db: Database, stamp: str) -> bool:
    return db.first(RegionsPlaced.select().where(RegionsPlaced.stamp == stamp)) is not None


def _move(db: Database, branches: Sequence[str], region: str) -> None:
    """Takes the sums of these branches out of the regions where they were, if any, and adds them to
    another; inside `db.writing()`."""
    query = RegionOf.select(RegionOf.region, RegionOf.branch)
    before: dict[str, list[str]] = {}
    for old, branch in db.rows(query.where(RegionOf.branch.in_(branches)).tuples()):
        before.setdefault(old, []).append(branch)
    for old, some in before.items():
        sums.add_to(db, old, 0, _days(db, some, -1), _weeks(db, some, -1))
    sums.add_to(db, region, 0, _days(db, branches, 1), _weeks(db, branches, 1))
    db.each(_PUT, [{"branch": one, "region": region} for one in branches])


def _days(db: Database, branches: Sequence[str], sign: int) -> Iterator[sums.Row]:
    parts = [getattr(Tally, name) for name in OF_DAY]
    query = Tally.select(*parts, peewee.fn.SUM(Tally.n)).where(Tally.branch.in_(branches))
    for day, *key, one in db.rows(query.group_by(*parts).tuples()):
        yield dict(zip(OF_DAY, (day.isoformat(), *key), strict=True)) | {"n": sign * int(one)}


def _weeks(db: Database, branches: Sequence[str], sign: int) -> Iterator[sums.Row]:
    added = [peewee.fn.SUM(getattr(BranchWeek, name)) for name in FIGURES]
    query = BranchWeek.select(BranchWeek.week, *added).where(BranchWeek.branch.in_(branches))
    for week, *counts in db.rows(query.group_by(BranchWeek.week).tuples()):
        found = (sign * int(one) for one in counts)
        yield {"week": week.isoformat(), **dict(zip(FIGURES, found, strict=True))}


def whole(
    db: Database, today: datetime.date, within: Collection[str] | None
) -> tuple[str, ...] | None:
    """The regions that these branches are all of, None for all of them; None if they are not whole
    regions, or if their sums are not kept today."""
    if not _is_placed(db, _stamp(db, today)):
        return None
    regions = by_region(db, today)
    if within is None:
        return tuple(regions)
    wanted = set(within)
    inside = [name for name, some in regions.items() if wanted.issuperset(some)]
    number = sum(len(regions[name]) for name in inside)
    return tuple(inside) if inside and number == len(wanted) else None


def weeks(
    db: Database, regions: Sequence[str], first: datetime.date, last: datetime.date,
    by: Sequence[str], names: Sequence[str],
) -> list[tuple[Any, ...]]:  # fmt: skip
    """The sums by `region` or `week`, or both, of these regions, as rows that begin with what they
    are of; Mondays from the first to the last."""
    groups = [getattr(RegionWeek, name) for name in by]
    added = [peewee.fn.SUM(getattr(RegionWeek, name)) for name in names]
    wanted = RegionWeek.region.in_(list(regions)) & RegionWeek.week.between(first, last)
    return db.rows(RegionWeek.select(*groups, *added).where(wanted).group_by(*groups).tuples())


def differences(db: Database) -> Iterator[tuple[str, str]]:
    """('', what) of each region whose sums are not those of its branches."""
    there = RegionOf.branch == Tally.branch
    of_days = Tally.select(RegionOf.region, Tally.day, Tally.kind, peewee.fn.SUM(Tally.n))
    of_days = of_days.join(RegionOf, on=there).group_by(RegionOf.region, Tally.day, Tally.kind)
    keys = (RegionDay.region, RegionDay.day, RegionDay.kind)
    kept = RegionDay.select(*keys, peewee.fn.SUM(RegionDay.n)).group_by(*keys)
    yield from _unequal(db, of_days, kept)
    month = peewee.fn.SUBSTR(RegionDay.day.cast("TEXT"), 1, 7)
    by_day = RegionDay.select(RegionDay.region, month, RegionDay.kind, peewee.fn.SUM(RegionDay.n))
    of_month = (RegionMonth.region, RegionMonth.month, RegionMonth.kind)
    by_month = RegionMonth.select(*of_month, peewee.fn.SUM(RegionMonth.n)).group_by(*of_month)
    by_day = by_day.group_by(RegionDay.region, month, RegionDay.kind)
    yield from _unequal(db, by_day, by_month)
    same = RegionOf.branch == BranchWeek.branch
    added = [peewee.fn.SUM(getattr(BranchWeek, name)) for name in FIGURES]
    of_weeks = BranchWeek.select(RegionOf.region, BranchWeek.week, *added)
    of_weeks = of_weeks.join(RegionOf, on=same).group_by(RegionOf.region, BranchWeek.week)
    added = [peewee.fn.SUM(getattr(RegionWeek, name)) for name in FIGURES]
    by_week = RegionWeek.select(RegionWeek.region, RegionWeek.week, *added)
    yield from _unequal(db, of_weeks, by_week.group_by(RegionWeek.region, RegionWeek.week))


def _unequal(db: Database, counted: Any, kept: Any) -> Iterator[tuple[str, str]]:
    key = 3 if len(counted.selected_columns) == 4 else 2
    two = []
    for query in (counted, kept):
        rows = (tuple(row) for row in db.rows(query.tuples()))
        numbers = {row[:key]: tuple(map(int, row[key:])) for row in rows}
        two.append({name: some for name, some in numbers.items() if any(some)})
    for name in sorted(two[0].keys() | two[1].keys()):
        if two[0].get(name) != two[1].get(name):
            yield "", f"region {' '.join(map(str, name))} is not the sum of its branches"
