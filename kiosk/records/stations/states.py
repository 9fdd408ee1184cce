"""Stations by what is wrong with them: counted by branch, and listed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import peewee

from kiosk.ground.cache import Cache
from kiosk.ground.db import Database
from kiosk.ground.queries import among
from kiosk.records.stations.enrolment import Station
from kiosk.records.stations.last_calls import LastCall
from kiosk.rules.office import stations as rule
from kiosk.rules.office.stations import STATES, Reported

IN_USE = Station.revoked_at.is_null()
_CALLED = (LastCall.branch == Station.branch) & (LastCall.station == Station.station)


def is_wrong(state: str, now: int, version: str) -> Any:
    """The condition that a station is in one of STATES, the same as `rule.wrong` says."""
    before = now - rule.SILENT_MS
    conditions = {
        "silent": (LastCall.at < before) | (LastCall.at.is_null() & (Station.enrolled_at < before)),
        "behind": LastCall.waiting > 0,
        "old_version": (LastCall.version < version) | (LastCall.version > version),
        "clock": (LastCall.skew > rule.CLOCK_MS) | (LastCall.skew < -rule.CLOCK_MS),
        "disk": LastCall.disk < rule.DISK,
    }
    return IN_USE & conditions[state]


def of(station: Station, call: LastCall | None, now: int, version: str) -> tuple[str, ...]:
    """What is wrong with a station that last called so, None if it never did."""
    said = Reported(call.at, call.version, call.waiting, call.skew, call.disk) if call else None
    return rule.wrong(said, station.enrolled_at, now, version)


class Silent(NamedTuple):
    """A station that has not called since `since` (UTC ms)."""

    branch: str
    station: str
    since: int


def silent(db: Database, now: int, within: Collection[str] | None) -> int:
    """How many stations in use are silent, of these branches, None for all."""
    number: int = _silent(now, within).count(db.peewee)
    return number


def longest_silent(
    db: Database, now: int, within: Collection[str] | None, most: int
) -> list[Silent]:
    """The silent stations in use that have not called for longest, since they were enrolled if they
    never did."""
    since = peewee.fn.COALESCE(LastCall.at, Station.enrolled_at)
    query = _silent(now, within).select(Station.branch, Station.station, since)
    rows = db.rows(query.order_by(since, Station.station).limit(most).tuples())
    return [Silent(*row) for row in rows]


def _silent(now: int, within: Collection[str] | None) -> Any:
    query = Station.select(Station.station).join(LastCall, peewee.JOIN.LEFT_OUTER, on=_CALLED)
    query = query.where(is_wrong("silent", now, ""))
    return query if within is None else query.where(among(Station.branch, within))


class Counts(NamedTuple):
    """How many stations are in use, and how many of them are in each of STATES."""

    number: int = 0
    silent: int = 0
    behind: int = 0
    old_version: int = 0
    clock: int = 0
    disk: int = 0

    @property
    def wrong(self) -> int:
        """How much is wrong, to find the worst first."""
        return sum(self[1:])


class Stations(NamedTuple):
    """By branch, how many stations are in use, and those of them with which something is wrong."""

    number: Mapping[str, int]
    wrong: Mapping[str, Counts]

    def of(self, branches: Iterable[str]) -> Counts:
        """The stations of these branches together."""
        several = list(branches)
        number = sum(self.number.get(one, 0) for one in several)
        wrong = [self.wrong[one][1:] for one in several if one in self.wrong]
        return Counts(number, *map(sum, zip(*wrong, strict=True)))


def by_branch(db: Database, now: int, version: str) -> Stations:
    """The stations in use of each branch. What is wrong is found by an index for each state, since
    most stations of a nation's 54,000 are well."""
    numbers = _in_use(db)
    joined = Station.select().join(LastCall, peewee.JOIN.LEFT_OUTER, on=_CALLED)
    found = {state: _numbers(db, joined.where(is_wrong(state, now, version))) for state in STATES}
    wrong = {
        branch: Counts(numbers.get(branch, 0), *(of.get(branch, 0) for of in found.values()))
        for branch in {one for of in found.values() for one in of}
    }
    return Stations(numbers, wrong)


_known: Cache[dict[str, int]] = Cache(4)
"""Stations in use by branch, of the last few databases, until one is enrolled or revoked."""


def _in_use(db: Database) -> dict[str, int]:
    count, newest = peewee.fn.COUNT, peewee.fn.MAX(Station.enrolled_at)
    stamp = Station.select(count(Station.station), count(Station.revoked_at), newest)
    key = db.name, *db.rows(stamp.tuples())[0]
    found = _known.get(key)
    if found is None:
        found = _numbers(db, Station.select().where(IN_USE))
        _known.put(key, found, 1)
    return found


def _numbers(db: Database, query: Any) -> dict[str, int]:
    """How many stations of each branch a query finds."""
    counted = query.select(Station.branch, peewee.fn.COUNT(Station.station))
    return dict(db.rows(counted.group_by(Station.branch).tuples()))


def summed(stations: Stations, regions: Mapping[str, Sequence[str]]) -> list[tuple[str, Counts]]:
    """The regions that have stations, '' for branches of none, the one with the most wrong
    first."""
    counted = ((region, stations.of(branches)) for region, branches in regions.items())
    found = [(region, counts) for region, counts in counted if counts.number]
    return sorted(found, key=lambda one: (-one[1].wrong, one[0]))
