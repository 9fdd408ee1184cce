"""What a replaced station had not sent is awaited, or given up by a person by name."""

import pytest

from kiosk.records.exchange import revocation
from kiosk.records.ledger import alarms
from kiosk.records.stations import enrolment, unsent
from kiosk.records.stations.enrolment import Station
from kiosk.records.stations.last_calls import LastCall
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, Machine, sync_round
from tests.records.stations.test_states import enrolled
from tests.sync.cast import tap


def replaced(hall: Machine, office: Machine, more: int) -> Station:
    """The hall's station, which has reported `more` entries than it sent, and was replaced."""
    tap(hall, 1)
    sync_round(hall, office)
    old = hall.keys.fingerprint
    office.db.run(LastCall.update(tip_seq=LastCall.tip_seq + more))
    new = enrolled(office)
    office.db.run(Station.update(replaces=old).where(Station.station == new))
    successor = enrolment.find(office.db, new)
    assert successor is not None
    revocation.retire_replaced(office.db, successor, office.time().utc)
    found = enrolment.find(office.db, old)
    assert found is not None and found.revoked_at is not None
    return found


def test_the_tail_of_a_replaced_station_is_named_with_an_alarm(hall: Machine, office: Machine):
    old = replaced(hall, office, 3)
    found = unsent.found(office.db, old)
    assert found is not None and (found.number, found.last - found.first) == (3, 2)
    (one,) = alarms.of_group(office.db, HERE, "unsent_tail").rows
    assert one.detail == f"{found.first}-{found.last}"
    assert enrolment.successor(office.db, old.station) is not None


def test_a_station_that_sent_everything_leaves_nothing(hall: Machine, office: Machine):
    old = replaced(hall, office, 0)
    assert unsent.found(office.db, old) is None
    assert alarms.by_code(office.db) == {}
    with pytest.raises(Refusal, match="not_retired"):
        unsent.give_up(office.db, old, "anna", "找不到了", 5)


def test_a_person_gives_the_tail_up_once_and_by_name(hall: Machine, office: Machine):
    old = replaced(hall, office, 2)
    with pytest.raises(Refusal, match="text_required"):
        unsent.give_up(office.db, old, "anna", " ", 5)
    unsent.give_up(office.db, old, "anna", "硬盘损坏", 5)
    again = enrolment.find(office.db, old.station)
    assert again is not None
    assert (again.lost_at, again.lost_by, again.lost_note) == (5, "anna", "硬盘损坏")
    assert alarms.by_code(office.db) == {}
    (kept,) = alarms.of_group(office.db, HERE, "unsent_tail", settled=True).rows
    assert (kept.settled_by, kept.note) == ("anna", "硬盘损坏")
    unsent.give_up(office.db, again, "bert", "再说一次", 9)
    kept_row = enrolment.find(office.db, old.station)
    assert kept_row is not None and kept_row.lost_by == "anna"


def test_a_station_in_use_is_not_given_up(hall: Machine, office: Machine):
    tap(hall, 1)
    sync_round(hall, office)
    office.db.run(LastCall.update(tip_seq=LastCall.tip_seq + 1))
    known = enrolment.find(office.db, hall.keys.fingerprint)
    assert known is not None
    with pytest.raises(Refusal, match="not_retired"):
        unsent.give_up(office.db, known, "anna", "不想等", 5)
