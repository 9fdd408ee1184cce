"""An office that was restored from a backup, and what its stations hand back."""

from pathlib import Path

import msgspec
import pytest

from kiosk.ground.db import Database
from kiosk.records.cases import state, steps
from kiosk.records.exchange import projections, restoring
from kiosk.records.ledger import ledger
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.arriving import arrived
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.ledger.verify import verify
from kiosk.records.publishing import documents
from kiosk.records.stations import enrolment, last_calls
from kiosk.vocabulary import wire
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Batch, ComeBack
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, machine, sync_round
from tests.records.cases.cast import D, accepted, central, file, k, look, rows
from tests.records.exchange.cast import moved, same
from tests.records.exchange.test_arrivals import batch, card, counted, take
from tests.records.publishing.cast import name_on, released, service
from tests.sync.cast import alarms, counts, put_back, saved, tap


def accept(office: Machine, case_id: str, key: str) -> None:
    steps.accept(office.db, central(office), office.case(case_id), key, LI, False, "")


def test_what_it_lost_it_gets_back_on_its_own_signature(hall: Machine, office: Machine):
    receipt = file(hall)
    case_id = receipt.case.event_id
    sync_round(hall, office)
    saved(office, "old.db")
    accept(office, case_id, k(1))
    steps.reply(office.db, central(office), office.case(case_id), k(2), "fixed", "")
    sync_round(hall, office)
    put_back(office, "old.db")
    assert office.case(case_id).state == "opened"
    sync_round(hall, office)
    assert office.case(case_id).state == "replied" == look(hall, receipt).state
    assert central(office).chain.epoch == 1, "nothing was written meanwhile: the chain goes on"
    assert "office_restored" in alarms(office)
    sync_round(hall, office)
    assert same(office, hall)


def test_what_it_decided_otherwise_meanwhile_is_one_truth_and_a_conflict(
    hall: Machine, office: Machine
):
    receipt = file(hall)
    case_id = receipt.case.event_id
    sync_round(hall, office)
    saved(office, "old.db")
    accept(office, case_id, k(1))
    sync_round(hall, office)
    put_back(office, "old.db")
    steps.accept(office.db, central(office), office.case(case_id), k(3), MANAGER, False, "")
    steps.extend(office.db, central(office), office.case(case_id), k(2), D(2026, 12, 1), "延期")
    for _ in range(3):
        sync_round(hall, office)
    assert office.case(case_id) == look(hall, receipt)
    assert {told.step.event_id for told in look(hall, receipt).trail} == {k(1), k(2), k(3)}
    assert central(office).chain.epoch == 2
    assert arrived.when(office.db, central(office).chain, 1) is not None, "programs read it too"
    assert {"office_restored", "decision_conflict"} <= alarms(office)
    kept = rows(office)
    projections.rebuild(office.db)
    assert rows(office) == kept != []
    assert same(office, hall)


def test_a_decision_on_another_case_is_no_conflict(hall: Machine, office: Machine):
    one, other = (file(hall, number).case.event_id for number in (1, 2))
    accepted(hall, file(hall, 3))  # neither is what the hall itself decides
    sync_round(hall, office)
    saved(office, "old.db")
    accept(office, one, k(11))
    sync_round(hall, office)
    put_back(office, "old.db")
    accept(office, other, k(12))
    for _ in range(2):
        sync_round(hall, office)
    assert office.case(one).state == office.case(other).state == "accepted"
    assert "decision_conflict" not in alarms(office) and same(office, hall)


def handed_back(office: Machine, some: Batch) -> bool:
    """What a station says by handing this back under the office's signature."""
    last = some.first + len(some.entries) - 1
    said = wire.signed_head(HERE, some.station, some.epoch, last, some.head)
    signed = msgspec.structs.replace(some, signature=office.keys.sign(said))
    return restoring.take_back(office.db, office.keys, HERE, signed, 1)


def test_what_overlaps_is_taken_and_what_contradicts_is_not(office: Machine):
    one, two, three = card("1"), card("2"), card("3")
    take(office, batch(one, two))
    whole = batch(one, two, three)
    asks, first = batch(first=4, prev=whole.head), batch(one)
    for wrong in (asks, batch(three, first=3, prev=bytes(32)),
                  batch(card("x"), three, first=2, prev=first.head)):  # fmt: skip
        with pytest.raises(Refusal, match="mark_mismatch"):
            handed_back(office, wrong)
    assert counted(office) == [1, 1] and alarms(office) == set()
    assert handed_back(office, whole) and handed_back(office, asks) and handed_back(office, first)
    assert counted(office) == [1, 1, 1] and alarms(office) == {"office_restored"}
    raised = {(alarm.seq, alarm.detail) for alarm in office.db.rows(Alarm.select())}
    assert raised == {(2, whole.station), (3, whole.station)}, "where this office's chain ended"
    assert not handed_back(office, batch(one, three)), "all of them are here, in another chain"
    assert handed_back(office, batch(one, b"[")), "what is not here takes the place"
    assert sorted(counted(office)) == [0, 0, 1, 1, 1] and verify(office.db) is None


def test_a_made_up_head_moves_nothing(hall: Machine, office: Machine):
    receipt = file(hall)
    sync_round(hall, office)
    accept(office, receipt.case.event_id, k(1))
    sync_round(hall, office)
    batch = ledger.batch(hall.db, ChainId(HERE, "office", 1), 0, 500, 10**6)
    before = len(office.db.rows(ledger.Ledger.select()))
    for forged in (batch, msgspec.structs.replace(batch, signature=bytes(64))):
        with pytest.raises(Refusal, match="unsigned head"):
            restoring.take_back(office.db, office.keys, HERE, forged, 1)
    assert len(office.db.rows(ledger.Ledger.select())) == before and alarms(office) == set()


def test_what_another_station_sent_comes_back_from_its_peer(
    hall: Machine, office: Machine, another_hall
):
    second = another_hall("second", HERE)
    saved(office, "old.db")
    for n in range(3):
        tap(hall, n)
    sync_round(hall, office)
    sync_round(second, office)
    put_back(office, "old.db")  # and the first station never speaks again
    for _ in range(2):
        sync_round(second, office)
    assert counts(office) == counts(second) == counts(hall) != {}
    assert same(office, second)


def test_halls_take_what_a_restored_office_publishes_next(
    hall: Machine, office: Machine, time: Time
):
    saved(office, "old.db")
    released(office, service("洗车", office.today()))
    time.pass_by(3_600_000)
    sync_round(hall, office)
    released(office, service("洗车甲", office.today()))
    sync_round(hall, office)
    put_back(office, "old.db")
    tap(hall, 1)
    sync_round(hall, office)
    assert counts(office) == counts(hall), "facts go up whatever documents do"
    released(office, service("洗车乙", office.today()))
    sync_round(hall, office)
    assert name_on(hall, hall.today()) == "洗车乙"
    sync_round(hall, office)
    assert documents.versions(hall.db, "service", "wash") == documents.versions(
        office.db, "service", "wash"
    )


def test_a_station_that_it_no_longer_knows_comes_back_on_its_certificate(
    office: Machine, tmp_path: Path, time: Time, another_hall
):
    saved(office, "old.db")
    late = another_hall("late", HERE)
    tap(late, 1)
    put_back(office, "old.db")
    assert last_calls.listed(office.db).rows == []
    sync_round(late, office)
    assert counts(office) == counts(late) != {}
    (alarm,) = office.db.rows(Alarm.select())
    assert (alarm.code, alarm.epoch, alarm.seq, alarm.detail) == ("station_returned", 1, 0, "")
    assert [station.station for station, *_ in last_calls.listed(office.db).rows] == [
        late.keys.fingerprint
    ]
    stranger = machine(tmp_path / "stranger", "station", time)
    short = b"k" * 31, office.keys.sign(wire.certified(HERE, b"k" * 31))
    for key, signature in ((stranger.keys.public, bytes(64)), short):
        with pytest.raises(Refusal, match="unsigned certificate"):
            forged = ComeBack(HERE, key, signature)
            restoring.take_in_again(office.db, office.keys, forged, 1)
    assert enrolment.find(office.db, stranger.keys.fingerprint) is None
    said = office.keys.sign(wire.certified(HERE, stranger.keys.public))
    own = ComeBack(HERE, stranger.keys.public, said)
    for _ in range(2):
        again = restoring.take_in_again(office.db, office.keys, own, 1)
        assert (again.station, again.branch) == (stranger.keys.fingerprint, HERE)
    stranger.db.close()


def test_states_agree_on_every_case(hall: Machine, office: Machine):
    filed = [file(hall, number, reach=True).case.event_id for number in (1, 2, 3)]
    sync_round(hall, office)
    saved(office, "old.db")
    for number, case_id in enumerate(filed):
        accept(office, case_id, k(50 + number))
    sync_round(hall, office)
    put_back(office, "old.db")
    for _ in range(2):
        sync_round(hall, office)
    for case_id in filed:
        assert state.row(office.case(case_id)) == state.row(hall.case(case_id))


def test_a_restored_office_and_an_old_copy_that_speaks_first_lose_no_fact_of_the_original(
    hall: Machine, office: Machine
):
    tap(hall, 1)
    sync_round(hall, office)
    hall.db.backup(hall.config.folder / "copy.db")
    saved(office, "old.db")
    for n in (2, 3):
        tap(hall, n)
    sync_round(hall, office)
    put_back(office, "old.db")
    copy = Machine(hall.config, Database(hall.config.folder / "copy.db"), hall.keys, hall.time)
    tap(copy, 4, mark="patient")
    sync_round(copy, office)
    for _ in range(2):
        sync_round(hall, office)
    sync_round(copy, office)
    assert counts(office) == counts(hall) == counts(copy) == {
        (HERE, WANG, "polite"): 3, (HERE, WANG, "patient"): 1,
    }  # fmt: skip
    assert same(office, hall, copy)
    copy.db.close()


@pytest.mark.parametrize("wrote", ["itself", "another station, which is gone"])
def test_what_a_station_wrote_or_held_before_it_moved_is_handed_back_by_it(
    hall: Machine, office: Machine, another_hall, wrote: str
):
    saved(office, "old.db")
    writer = hall if wrote == "itself" else another_hall("second", HERE)
    tap(writer, 1)
    sync_round(writer, office)
    moved(hall, office)
    put_back(office, "old.db")
    for _ in range(2):
        sync_round(hall, office)
    assert counts(office) == {(HERE, WANG, "polite"): 1}
    assert verify(office.db) is None
