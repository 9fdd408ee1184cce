"""Head office checks receipts where the branch that gave them has no hand."""

import datetime
from pathlib import Path

import pytest

from kiosk.ground.keys import Keys
from kiosk.records.exchange import epochs
from kiosk.records.ledger import alarms, identity, times
from kiosk.records.ledger.verify import verify
from kiosk.records.receipts import asked
from kiosk.records.receipts.asked import AskedReceipt
from kiosk.records.stations import enrolment
from kiosk.records.upkeep import checks
from kiosk.rules.ledger.signed_receipts import SignedReceipt
from tests.cast import HERE, THERE, Machine, Time, enrol, from_backup, sync_round
from tests.records.receipts.cast import DAY_MS, give, raised, rewrite

pytestmark = pytest.mark.both


def state(office: Machine, receipt: SignedReceipt) -> str:
    return asked.answer(office.db, receipt, office.time()).state


def remembered(office: Machine) -> int:
    return AskedReceipt.select().count(office.db.peewee)


def test_it_waits_is_remembered_arrives_and_is_forgotten(hall: Machine, office: Machine):
    receipt = give(hall, 1)
    first = asked.answer(office.db, receipt, office.time())
    assert first == ("waiting", receipt.named, HERE, datetime.date(2026, 11, 24), True)
    assert asked.answer(office.db, receipt, office.time()) == first and remembered(office) == 1
    sync_round(hall, office)
    assert state(office, receipt) == "held"
    assert (asked.check(office.db, office.time()), remembered(office), raised(office)) == (0, 0, [])


def test_a_rewritten_entry_is_an_alarm_that_names_station_and_seq(hall: Machine, office: Machine):
    """What SECURITY.md named as the one hole: the branch changes what it has not sent, computes its
    chain again and signs it with its own key. Nothing else shows it."""
    give(hall, 1)
    receipt = give(hall, 2, "等了一个小时")
    give(hall, 3)
    rewrite(hall.db, hall.keys.fingerprint, 2, "等了".encode(), "快了".encode())
    sync_round(hall, office)
    assert verify(hall.db, hall.keys.fingerprint) is None and verify(office.db) is None
    assert raised(office) == []
    assert state(office, receipt) == "differs"
    assert raised(office) == [(HERE, hall.keys.fingerprint, 2, "receipt_differs")]
    (alarm,) = office.db.rows(alarms.Alarm.select())
    assert alarm.detail == f"2026-11-21 {receipt.named.hash.hex()[:16]}"


def test_it_is_caught_although_the_customer_never_comes_back(hall: Machine, office: Machine):
    receipt = give(hall, 1, "等了一个小时")
    assert state(office, receipt) == "waiting"
    rewrite(hall.db, hall.keys.fingerprint, 1, b"polite", b"caring")
    sync_round(hall, office)
    office.time.pass_by(DAY_MS)
    assert checks.check_nightly(office.db, office.keys, office.time(), at_office=True) is None
    assert raised(office) == [(HERE, hall.keys.fingerprint, 1, "receipt_differs")]
    assert remembered(office) == 0


def test_one_that_never_arrives_is_an_alarm_after_its_term(
    hall: Machine, office: Machine, time: Time
):
    receipt = give(hall, 1)
    assert state(office, receipt) == "waiting"
    time.pass_by(3 * DAY_MS)
    assert state(office, receipt) == "waiting" and asked.check(office.db, time()) == 0
    time.pass_by(DAY_MS)
    assert asked.check(office.db, time()) == 1
    assert raised(office) == [(HERE, hall.keys.fingerprint, 1, "receipt_overdue")]
    assert state(office, receipt) == "overdue" and len(raised(office)) == 1
    sync_round(hall, office)
    assert state(office, receipt) == "held", "it came late"


def test_an_alarm_that_was_settled_stays_so(hall: Machine, office: Machine, time: Time):
    receipt = give(hall, 1)
    time.pass_by(9 * DAY_MS)
    assert state(office, receipt) == "overdue"
    newest = office.db.first(alarms.Alarm.select()).at
    alarms.settle_all(office.db, HERE, "receipt_overdue", newest, "anna", "已查明", time.utc)
    assert state(office, receipt) == "overdue" and alarms.by_code(office.db) == {}


def test_a_station_that_claims_a_later_day_gains_no_time(
    hall: Machine, office: Machine, time: Time
):
    named = give(hall, 1).named._replace(day=datetime.date(2099, 1, 1), seq=7)
    receipt = SignedReceipt(named, hall.keys.sign(named.message))
    assert state(office, receipt) == "waiting"
    time.pass_by(4 * DAY_MS)
    assert state(office, receipt) == "overdue"


def test_no_forged_receipt_changes_anything(hall: Machine, office: Machine, time: Time):
    receipt, stranger = give(hall, 1), Keys(b"s" * 32)
    time.pass_by(9 * DAY_MS)
    foreign = receipt.named._replace(station=stranger.fingerprint)
    for forged in (
        receipt._replace(signature=stranger.sign(receipt.named.message)),
        receipt._replace(signature=hall.keys.sign(receipt.named.packed)),
        receipt._replace(named=receipt.named._replace(seq=2)),
        SignedReceipt(foreign, stranger.sign(foreign.message)),
    ):
        answer = asked.answer(office.db, forged, office.time())
        assert answer == ("forged", forged.named, "", None, False)
    assert raised(office) == [] and remembered(office) == 0


def test_receipts_of_a_revoked_station_are_still_checked(hall: Machine, office: Machine):
    receipt = give(hall, 1)
    sync_round(hall, office)
    office.db.run(enrolment.Station.update(revoked_at=office.time.utc))
    assert state(office, receipt) == "held"


@pytest.mark.parametrize(("own", "others"), [(498, 0), (0, 49_998)])
def test_no_more_is_remembered_than_there_is_room(
    hall: Machine, office: Machine, own: int, others: int
):
    """500 of a station and 50,000 in all (docs/receipts.md)."""
    station = hall.keys.fingerprint if own else "other"
    day, fields = hall.today(), AskedReceipt._meta.sorted_fields
    rows = [(HERE, station, 9, n, b"x", day, day, day) for n in range(own + others)]
    for start in range(0, len(rows), 4_000):
        office.db.run(AskedReceipt.insert_many(rows[start : start + 4_000], fields))
    answers = [asked.answer(office.db, give(hall, n), office.time()) for n in (1, 2, 3)]
    assert [one.remembered for one in answers] == [True, True, False]
    assert {one.state for one in answers} == {"waiting"}
    assert remembered(office) == own + others + 2


def test_what_waits_keeps_no_other_from_being_looked_at(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asked, "AT_ONCE", 1)
    receipt = give(hall, 1)
    assert state(office, receipt) == "waiting"
    office.db.run(AskedReceipt.update(hash=b"another"))
    sync_round(hall, office)
    (made,) = office.db.rows(AskedReceipt.select().dicts())
    office.db.run(AskedReceipt.insert_many(made | {"due": office.today()} | one for one in (
        {"branch": THERE}, {"station": "other"}, {"epoch": 2}, {"seq": 2},
    )))  # fmt: skip
    assert asked.check(office.db, office.time()) == 1
    assert remembered(office) == 4 and len(raised(office)) == 1


@pytest.mark.parametrize("before", [0, 1])
def test_what_a_restored_station_filed_again_is_held(
    hall: Machine, office: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int
):
    """Its entries have other numbers and hashes now, but the same bytes in the same order."""
    for _ in range(before):
        give(hall, 1)
    sync_round(hall, office)
    hall.db.backup(tmp_path / "monday.db")
    give(hall, 2)
    give(hall, 3)
    sync_round(hall, office)
    hall.db.close()
    hall.db = from_backup(tmp_path / "monday.db")
    receipts = [give(hall, number) for number in (5, 6, 7)]
    for _ in range(3):
        sync_round(hall, office)
    assert identity.me(hall.db).epoch > 1
    assert [state(office, one) for one in receipts] == ["held"] * 3
    lost = receipts[1].named._replace(hash=bytes(32))
    assert state(office, SignedReceipt(lost, hall.keys.sign(lost.message))) == "differs"
    monkeypatch.setattr(asked, "STARTS", 1)
    assert state(office, receipts[0]) == "held", "the place before it is the first"


def test_one_from_before_a_hall_joined_is_no_reason_for_an_alarm(
    lonely: Machine, office: Machine, time: Time
):
    receipt = give(lonely, 1)
    time.pass_by(5 * DAY_MS)
    enrol(lonely, office, HERE)
    sync_round(lonely, office)
    assert state(office, receipt) in ("before", "held") and raised(office) == []


def test_what_was_filed_again_from_its_beginning_is_held_however_long_it_is(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asked, "STARTS", 1)
    receipts = [give(hall, number) for number in (1, 2, 3)]
    sync_round(hall, office)
    receipts.append(give(hall, 4))
    epochs.renew(hall.db, 2, [], {1}, 1)
    sync_round(hall, office)
    assert [state(office, one) for one in receipts] == ["held"] * 4


def test_an_office_that_may_not_write_or_is_unsure_of_the_day_answers_alone(
    hall: Machine, office: Machine, time: Time, monkeypatch: pytest.MonkeyPatch
):
    receipt, other = give(hall, 1), give(hall, 2)
    with monkeypatch.context() as reading:
        reading.setattr(office.db, "read_only", True)
        answer = asked.answer(office.db, receipt, office.time())
        assert (answer.state, answer.remembered) == ("waiting", False)
    times.note_time(office.db, time())
    assert state(office, receipt) == "waiting" and remembered(office) == 1
    time.reboot("office-2")
    time.pass_by(30 * DAY_MS)
    for one in (receipt, other):
        assert asked.answer(office.db, one, time()).state in ("waiting", "overdue")
    assert asked.check(office.db, time()) == 0
    assert raised(office) == [] and remembered(office) == 1


def test_each_hash_signed_for_each_place_is_looked_for(hall: Machine, office: Machine):
    named = give(hall, 1).named
    for place in ({"seq": 7}, {"seq": 8}, {"epoch": 2, "seq": 8}, {"seq": 8, "hash": b"x" * 32}):
        said = named._replace(**place)
        assert state(office, SignedReceipt(said, hall.keys.sign(said.message))) == "waiting"
    assert remembered(office) == 4


def test_all_of_them_are_looked_at_in_turn(
    hall: Machine, office: Machine, time: Time, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asked, "AT_ONCE", 1)
    assert [state(office, give(hall, number)) for number in (1, 2)] == ["waiting"] * 2
    time.pass_by(5 * DAY_MS)
    assert [asked.check(office.db, time()) for _ in range(3)] == [1, 1, 0]
    assert len(raised(office)) == 2 and remembered(office) == 0


def test_one_of_the_day_on_which_a_hall_joined_can_be_from_before(alone: Machine, office: Machine):
    rewritten = give(alone, 1).named._replace(hash=b"x" * 32)
    enrol(alone, office, HERE)
    later = give(alone, 2)
    sync_round(alone, office)
    unknown = SignedReceipt(rewritten, alone.keys.sign(rewritten.message))
    assert [state(office, one) for one in (unknown, later)] == ["before", "held"]
    assert raised(office) == []
    for days in (1, -1):
        other = rewritten._replace(day=rewritten.day + datetime.timedelta(days))
        assert state(office, SignedReceipt(other, alone.keys.sign(other.message))) != "before"
