"""Numbers of an office; tests/web.machines.consumers/test_metrics.py has how they are read."""

from kiosk.records.ledger.ledger import Chain
from kiosk.records.stations import last_calls
from kiosk.records.stations import states as stations
from kiosk.records.stations.enrolment import Station
from kiosk.records.upkeep import measured
from kiosk.rules.office.stations import SILENT_MS as DAY
from tests.cast import THERE, Machine


def test_an_office_without_stations_has_zeros(office: Machine):
    found = measured.measure(office.db, office.time.utc)
    assert found.stations == {"heard": 0, "silent": 0, "revoked": 0}
    assert found.messages == {"waiting": 0, "failed": 0} and found.alarms == {}
    office.db.run(Chain.delete())
    assert measured.measure(office.db, office.time.utc).entries == 0
    assert found.size == office.db.size > 0
    assert (found.leaves, found.witnessed) == (0, None)


def test_stations_are_heard_silent_or_revoked(office: Machine, hall: Machine, another_hall):
    other = another_hall("other", THERE)
    assert states(office, 0) == {"heard": 2, "silent": 0, "revoked": 0}
    called = office.db.first(last_calls.LastCall.select()).at
    assert states(office, called + DAY - office.time.utc)["heard"] == 2
    assert states(office, called + DAY + 1 - office.time.utc)["heard"] == 0
    revoked = Station.update(revoked_at=office.time.utc)
    office.db.run(revoked.where(Station.station == other.keys.fingerprint))
    assert states(office, 0) == {"heard": 1, "silent": 0, "revoked": 1}


def test_one_that_never_called_is_silent_once_the_pages_of_stations_say_so(
    office: Machine, hall: Machine
):
    office.db.run(last_calls.LastCall.delete())
    enrolled = office.db.first(Station.select()).enrolled_at
    for later, number in ((DAY, 0), (DAY + 1, 1)):
        at = enrolled + later
        assert measured.measure(office.db, at).stations["silent"] == number
        assert stations.silent(office.db, at, None) == number


def states(office: Machine, later: int) -> dict[str, int]:
    return measured.measure(office.db, office.time.utc + later).stations
