"""Stations by what is wrong with them: counted by branch, and listed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import peewee

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
    conditions = {
        "silent": LastCall.at.is_null() | (LastCall.at < now - rule.SILENT_MS),
        "behind": LastCall.waiting > 0,
        "old_version": (LastCall.version < version) | (LastCall.version > version),
        "clock": (LastCall.skew > rule.CLOCK_MS) | (LastCall.skew < -rule.CLOCK_MS),
        "disk": LastCall.disk < rule.DISK,
    }
    return IN_USE & conditions[state]


def of(call: LastCall | None, now: int, version: str) -> tuple[str, ...]:
    """What is wrong with a station that last called so."""
    said = Reported(call.at, call.version, call.waiting, call.skew, call.disk) if call else None
    return rule.wrong(said, now, version)


def silent(db: Database, now: int, within: Collection[str] | None) -> int:
    """How many stations in use are silent, of these branches, None for all."""
    query = Station.select(Station.station).join(LastCall, peewee.JOIN.LEFT_OUTER, on=_CALLED)
    query = query.where(is_wrong("silent", now, ""))
    if within is not None:
        query = query.where(among(Station.branch, within))
    return int(query.count(db.peewee))


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


def by_branch(db: Database, now: int, version: str) -> dict[str, Counts]:
    """The stations in use of each branch."""
    states = [
        peewee.fn.SUM(peewee.Case(None, [(is_wrong(state, now, version), 1)], 0))
        for state in STATES
    ]
    query = Station.select(Station.branch, peewee.fn.COUNT(Station.station), *states)
    query = query.join(LastCall, peewee.JOIN.LEFT_OUTER, on=_CALLED).where(IN_USE)
    rows = db.rows(query.group_by(Station.branch).tuples())
    return {branch: Counts(*map(int, counts)) for branch, *counts in rows}


def summed(
    counted: Mapping[str, Counts], regions: Mapping[str, Sequence[str]]
) -> list[tuple[str, Counts]]:
    """The regions that have stations, '' for branches of none, the one with the most wrong
    first."""
    found = []
    for region, branches in regions.items():
        counts = [counted[one] for one in branches if one in counted]
        if counts:
            found.append((region, Counts(*map(sum, zip(*counts, strict=True)))))
    return sorted(found, key=lambda one: (-one[1].wrong, one[0]))
