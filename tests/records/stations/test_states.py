"""Stations by what is wrong with them: the counts, the lists and the rule agree."""

import itertools

import pytest

from kiosk import VERSION
from kiosk.records.stations import last_calls, states
from kiosk.records.stations.enrolment import Station
from kiosk.records.stations.last_calls import LastCall
from kiosk.rules.office.stations import CLOCK_MS, DISK, SILENT_MS, STATES
from tests.cast import HERE, NOON, THERE, Machine, Time, sync_round
from tests.sync.cast import tap

BOTH = pytest.mark.both


def enrolled(office: Machine, branch: str = HERE, since: int = 0, **said: object) -> str:
    """A station, and its last call, unless it never called."""
    name = f"{office.new_id()}"[-24:]
    row = {"station": name, "branch": branch, "public_key": b"k", "enrolled_at": since,
           "epoch": 1}  # fmt: skip
    office.db.run(Station.insert(row))
    if said:
        call = {"branch": branch, "station": name, "at": NOON, "tip_seq": 0, "manifest": 0,
                "version": VERSION, "boot": "b", "mono": 1, **said}  # fmt: skip
        office.db.run(LastCall.insert(call))
    return name


def listed(office: Machine, state: str) -> set[str]:
    only = states.is_wrong(state, NOON, VERSION)
    return {one.station.station for one in last_calls.listed(office.db, only=only, size=500).rows}


@BOTH
def test_every_station_is_listed_as_the_rule_says(office: Machine):
    values = itertools.product(
        (NOON, NOON - SILENT_MS - 1),
        (VERSION, "0.1"),
        (0, 3),
        (None, CLOCK_MS, -CLOCK_MS - 1),
        (None, DISK, DISK - 1),
    )
    names = {
        enrolled(office, at=at, version=version, waiting=waiting, skew=skew, disk=disk)
        for at, version, waiting, skew, disk in values
    }
    names |= {enrolled(office), enrolled(office, since=NOON)}
    calls = {call.station: call for call in office.db.rows(LastCall.select())}
    stations = {one.station: one for one in office.db.rows(Station.select())}
    by_rule = {
        state: {n for n in names if state in states.of(stations[n], calls.get(n), NOON, VERSION)}
        for state in STATES
    }
    assert {state: listed(office, state) for state in STATES} == by_rule
    counted = states.by_branch(office.db, NOON, VERSION).of([HERE])
    assert counted == (len(names), *(len(by_rule[state]) for state in STATES))
    assert states.silent(office.db, NOON, None) == len(by_rule["silent"])
    assert states.silent(office.db, NOON, {THERE}) == 0


def test_a_revoked_station_is_in_no_count(office: Machine):
    name = enrolled(office)
    assert states.by_branch(office.db, NOON, VERSION).of([HERE]).silent == 1
    office.db.run(Station.update(revoked_at=1).where(Station.station == name))
    assert states.by_branch(office.db, NOON, VERSION).of([HERE]) == states.Counts()
    assert listed(office, "silent") == set()


def test_regions_with_the_most_wrong_come_first(office: Machine):
    enrolled(office, HERE, at=NOON)
    enrolled(office, THERE)
    regions = {"北": [HERE], "南": [THERE], "空": ["none"]}
    found = states.summed(states.by_branch(office.db, NOON, VERSION), regions)
    assert [(name, one.number, one.silent) for name, one in found] == [("南", 1, 1), ("北", 1, 0)]


def test_a_station_reports_its_clock_its_disk_and_what_waits(
    hall: Machine, office: Machine, time: Time
):
    tap(hall, 1)
    sync_round(hall, office)
    call = office.db.first(LastCall.select())
    assert (call.skew, call.waiting, call.oldest) == (0, 0, None)
    assert call.disk > 0
