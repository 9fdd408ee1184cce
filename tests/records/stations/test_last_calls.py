"""When each station last called, and what it lacks."""

import pytest

from kiosk.records.ledger import alarms as raised
from kiosk.records.ledger import identity
from kiosk.records.publishing import documents
from kiosk.records.stations import last_calls
from kiosk.sync.client import Answer
from kiosk.vocabulary.refusals import NoLine
from tests.cast import HERE, WANG, Machine, Time, sync_round, wire_to
from tests.records.publishing.cast import released, service
from tests.sync.cast import alarms, counts, tap


def missing(office: Machine) -> list[tuple[str, int]]:
    """The number of versions that each station has not reported, by its branch."""
    return [(one.branch, len(n)) for one, _, n in last_calls.missing_versions(office.db).rows]


def test_a_message_that_was_overtaken_is_no_rollback(hall: Machine, office: Machine, time: Time):
    """It left first, arrived last: the line was slow and the station asked again."""
    real, late = wire_to(office), []

    def slow(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if method == "POST" and not late:
            late.append((method, path, body, headers))
            raise NoLine("timed out")
        return real(method, path, body, headers)

    tap(hall, 1)
    with pytest.raises(NoLine):
        sync_round(hall, office, slow)
    time.pass_by(20_000)
    tap(hall, 2)
    sync_round(hall, office)
    assert real(*late[0]).status == 200
    assert alarms(office) == set()
    contact = office.db.first(last_calls.LastCall.select())
    assert contact.tip_seq == 2


def test_stations_say_what_they_lack(office: Machine, hall: Machine):

    sync_round(hall, office)
    assert missing(office) == [(HERE, 0)]
    released(office, service("洗车", office.today()), service("擦窗", office.today(), "b"))
    assert missing(office) == [(HERE, 2)]
    sync_round(hall, office)
    assert missing(office) == [(HERE, 0)]
    assert documents.newest(office.db, "clerk", WANG) is not None


def test_a_recorded_message_changes_nothing_that_the_office_knows(
    hall: Machine, office: Machine, time: Time
):
    """Yesterday's message makes no silent station healthy, and no false alarm."""
    real, recorded = wire_to(office), []

    def recording(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        recorded.append((method, path, body, headers))
        return real(method, path, body, headers)

    tap(hall, 1)
    sync_round(hall, office, recording)
    time.reboot("later")
    time.pass_by(86_400_000)
    tap(hall, 2)
    sync_round(hall, office)
    before = office.db.first(last_calls.LastCall.select()).__data__
    time.pass_by(86_400_000)
    for message in recorded:
        assert real(*message).status == 200
    assert office.db.first(last_calls.LastCall.select()).__data__ == before
    assert alarms(office) == set() and counts(office) == counts(hall)


def test_what_is_open_at_a_station_is_seen_at_the_office(hall: Machine, office: Machine):
    of = identity.me(hall.db).chain
    for seq in (1, 2):
        raised.alarm(hall.db, of, seq, "clock_doubt", "", 1)
    sync_round(hall, office)
    call = office.db.first(last_calls.LastCall.select())
    assert call.open_alarms == {"clock_doubt": 2}
    assert alarms(office) == set(), "a station's own alarms stay its own"
