"""Which stations do not show a version yet."""

from kiosk.records.publishing import documents
from kiosk.records.stations import holders
from kiosk.records.stations.enrolment import Station
from tests.cast import HERE, NOON, THERE, Machine, Time, sync_round
from tests.records.publishing.cast import released, service
from tests.records.stations.test_states import enrolled


def without(office: Machine, key: str) -> list[str]:
    """The branches whose stations lack the newest version."""
    row = max(documents.history(office.db, "service", key), key=lambda one: one.version)
    rows = holders.without(office.db, row, office.today(), 1, 50).rows
    return [one.station.branch for one in rows]


def test_a_station_lacks_a_version_until_it_reports_it(hall: Machine, office: Machine, time: Time):
    other = enrolled(office, THERE)
    released(office, service("洗车", office.today(), "wash"))
    assert without(office, "wash") == [HERE, THERE]
    sync_round(hall, office)
    assert without(office, "wash") == [THERE]
    time.pass_by(120_000)
    released(office, service("洗车", office.today(), "dry"))
    assert without(office, "wash") == [THERE] and without(office, "dry") == [HERE, THERE]
    sync_round(hall, office)
    assert without(office, "dry") == [THERE]
    office.db.run(Station.update(revoked_at=NOON).where(Station.station == other))
    assert without(office, "dry") == []


def test_a_region_and_a_branch_are_asked_for_alone(hall: Machine, office: Machine):
    enrolled(office, THERE)
    released(office, service("洗车", office.today(), "wash@region.城北"))
    released(office, service("洗车", office.today(), f"wash@branch.{THERE}"))
    assert without(office, "wash@region.城北") == [HERE]
    assert without(office, f"wash@branch.{THERE}") == [THERE]
