"""A database that was put back begins another log, under another key."""

import pytest

from kiosk.records.transparency import checkpoints, log, renewing, sequencing
from kiosk.records.upkeep import new_database, salvage
from tests.cast import Machine
from tests.records.transparency.cast import begun, entries, given, taken_in

pytestmark = pytest.mark.both


def test_another_log_has_another_key_and_everything_in_it(office: Machine, hall: Machine):
    given(hall, 2)
    taken_in(office, hall)
    first, size = begun(office), len(entries(office))
    checkpoints.publish(office.db, checkpoints.sign(office.keys, first), [], 0, 1)
    office.time.pass_by(60_000)
    salvage.go_on(office.db, office.time.utc)
    assert log.state(office.db) is None and checkpoints.newest(office.db) is None
    second = begun(office)
    assert second.origin != first.origin
    keys = [log.verifier(office.keys, one.origin).public for one in (first, second)]
    assert keys[0] != keys[1]
    sequencing.take_in(office.db)
    assert len(entries(office)) == size


def test_every_table_of_the_log_is_forgotten():
    of_log = {one for one in new_database.models() if one.__name__.startswith("Log")}
    assert of_log == set(renewing.TABLES)
