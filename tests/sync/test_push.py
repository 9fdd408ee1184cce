"""Facts reach the office once each, whatever either side lost."""

import contextlib
from collections.abc import Callable

import msgspec
import pytest

from kiosk.ground.db import Database
from kiosk.records.exchange import arrivals, epochs
from kiosk.records.feedback import thanks
from kiosk.records.ledger import identity, ledger, office_marks
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.verify import verify
from kiosk.records.publishing import documents
from kiosk.sync import push, rounds
from kiosk.vocabulary.refusals import NoLine, Refusal
from kiosk.vocabulary.wire import GivenEpoch, HighWater, Push
from tests.cast import (
    FORM,
    HERE,
    LI,
    THERE,
    WANG,
    Machine,
    Time,
    by_visit,
    sync_round,
    wire_to,
)
from tests.records.exchange.cast import is_sound
from tests.sync.cast import alarms, counts, cutting, put_back, reported, saved, tap


def test_bodies_arrive_byte_for_byte(hall: Machine, office: Machine):
    tap(hall, 1)
    sync_round(hall, office)
    one, other = (
        [bytes(row.body) for row in machine.db.rows(ledger.Ledger.select())]
        for machine in (hall, office)
    )
    assert one == other


def test_small_batches_bring_the_same(hall: Machine, office: Machine):
    for n in range(10):
        tap(hall, n)
    done = rounds.run(hall.db, wire_to(office), hall.keys, hall.time, hall.new_id, size=3)
    assert done.sent == 10
    assert counts(office) == counts(hall)


def test_a_copy_and_its_original_lose_nothing_and_count_nothing_twice(
    hall: Machine, office: Machine
):
    tap(hall, 0)
    sync_round(hall, office)
    saved(hall, "copy.db")
    copy = Machine(hall.config, Database(hall.config.folder / "copy.db"), hall.keys,
                   Time(hall.time.utc, hall.time.mono, "another-boot"))  # fmt: skip
    for n in range(1, 9, 2):
        tap(hall, n)
        tap(copy, n + 1, mark="patient")
        sync_round(copy, office)
        sync_round(hall, office)
    sync_round(copy, office)
    assert counts(office) == counts(hall) == counts(copy) == {
        (HERE, WANG, "polite"): 5, (HERE, WANG, "patient"): 4,
    }  # fmt: skip
    assert {identity.me(one.db).epoch for one in (hall, copy)} == {1, 2}, "they do not swap epochs"
    assert "two_copies" in alarms(office)
    assert is_sound(hall, copy, office)
    copy.db.close()


def test_a_round_cut_anywhere_while_it_heals_heals_in_the_next(hall: Machine, office: Machine):
    for step in range(12):
        saved(hall, f"old-{step}.db")
        tap(hall, 100 + step)
        sync_round(hall, office)
        put_back(hall, f"old-{step}.db")
        tap(hall, 200 + step)
        with contextlib.suppress(NoLine):
            sync_round(hall, office, cutting(office, step, before=False))
        for _ in range(2):
            sync_round(hall, office)
        assert counts(office) == counts(hall) == {(HERE, WANG, "polite"): 2 * (step + 1)}
    assert is_sound(hall, office)


def test_an_office_put_back_an_hour_gets_everything_again(hall: Machine, office: Machine):
    tap(hall, 1)
    sync_round(hall, office)
    saved(office, "old.db")
    for n in range(2, 8):
        tap(hall, n)
    sync_round(hall, office)
    assert office_marks.held_by_office(hall.db, identity.me(hall.db).chain) == 7
    put_back(office, "old.db")
    tap(hall, 8)
    assert sync_round(hall, office).sent == 7
    assert counts(office) == counts(hall) == {(HERE, WANG, "polite"): 8}
    assert verify(office.db) is None and alarms(office) == set() == alarms(hall)


def test_an_office_that_lost_everything_gets_everything_again(hall: Machine, office: Machine):
    saved(office, "enrolled.db")
    for n in range(3):
        tap(hall, n)
    sync_round(hall, office)
    put_back(office, "enrolled.db")
    assert sync_round(hall, office).sent == 3


def test_a_second_station_of_a_branch_gets_the_firsts_facts(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine]
):
    tap(hall, 1)
    sync_round(hall, office)
    second = another_hall("second", HERE)
    assert counts(second) == counts(hall)
    tap(second, 2, LI)
    sync_round(second, office)
    assert sync_round(hall, office).received == 1
    assert counts(second) == counts(hall) == counts(office)
    assert verify(second.db, second.keys.fingerprint) is None


def test_no_branch_sees_anothers_facts_or_clerks(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine]
):
    tap(hall, 1)
    sync_round(hall, office)
    other = another_hall("other", THERE)
    assert counts(other) == {}
    assert set(documents.read_all(other.db, "clerk", other.today())) == {"0400"}


def test_an_undo_is_honoured_at_the_office(hall: Machine, office: Machine):
    tap(hall, 1)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, f"{1:032x}")
    sync_round(hall, office)
    assert counts(office) == {}
    assert ledger.chains(office.db, HERE)[0].seq == 2
    assert alarms(office) == set()


@pytest.mark.parametrize("code, raised", [("broken_chain", {"broken_chain"}), ("revoked", set())])
def test_only_a_refusal_of_the_chain_itself_is_an_alarm_of_the_station(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch, code: str, raised: set[str]
):
    def refuse(*_: object, **__: object) -> int:
        raise Refusal(code, "1-1")

    monkeypatch.setattr(arrivals, "receive", refuse)
    tap(hall, 1)
    with pytest.raises(Refusal, match=code):
        sync_round(hall, office)
    assert alarms(hall) == raised


def test_a_station_that_lost_its_last_entries_says_which(hall: Machine, office: Machine):
    for n in range(4):
        tap(hall, n)
    hall.db.run(ledger.Ledger.delete().where(ledger.Ledger.seq > 2))
    with pytest.raises(Refusal, match="broken_chain"):
        sync_round(hall, office)
    (alarm,) = hall.db.rows(Alarm.select().where(Alarm.code == "broken_chain"))
    assert (alarm.seq, alarm.detail) == (3, "3-4")
    assert counts(office) == {(HERE, WANG, "polite"): 2}, "what is before it has arrived"


def test_a_message_says_since_when_the_next_entry_waits(hall: Machine, time: Time):
    of, begun = identity.me(hall.db).chain, time.utc
    for n in range(3):
        tap(hall, n)
        time.pass_by(60_000)
    made = [push.message(hall.db, of, time(), 1, size, 0, 1) for size in (0, 1, 2, 3)]
    assert [len(one.batch.entries) for one in made] == [0, 1, 2, 3]
    assert [one.oldest for one in made] == [begun, begun + 60_000, begun + 120_000, 0]
    assert {one.tip for one in made} == {3}
    hall.db.run(ledger.Ledger.delete().where(ledger.Ledger.seq == 2))
    assert push.message(hall.db, of, time(), 1, 1, 0, 1).oldest == 0, "it is not known"


class Giving:
    """An office that gives this epoch, and says that it holds these marks."""

    def __init__(self, epoch: int, *held: HighWater) -> None:
        self.given = GivenEpoch(epoch, held)

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        assert (method, path) == ("POST", "/intake/v1/epoch")
        return msgspec.json.encode(self.given)


@pytest.mark.parametrize(("given", "epoch"), [(1, 2), (2, 2), (7, 7)])
def test_a_station_never_goes_on_in_an_epoch_that_it_had(hall: Machine, given: int, epoch: int):
    """Whatever an office that was restored gives."""
    push.renew(hall.db, Giving(given), set(), 1)
    assert identity.me(hall.db).epoch == epoch


def test_a_mark_that_the_station_did_not_name_keeps_no_fact_back(hall: Machine):
    for n in (1, 2):
        tap(hall, n)
    push.renew(hall.db, Giving(2, HighWater(1, 2, b"made up")), {1}, 1)
    assert ledger.chain(hall.db, identity.me(hall.db).chain).seq == 2


def test_a_station_begins_three_epochs_in_a_round_and_then_gives_up(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    def differ(*_: object) -> None:
        raise push.Differs({identity.me(hall.db).epoch})

    monkeypatch.setattr(push, "take", differ)
    with pytest.raises(Refusal, match="mark_mismatch again and again"):
        sync_round(hall, office)
    assert identity.me(hall.db).epoch == 4


@pytest.mark.parametrize(
    ("held", "sent"), [(True, [(2, 0), (2, 1)]), (False, [(2, 0), (1, 2), (2, 1)])]
)
def test_what_an_older_epoch_has_not_sent_goes_first(
    hall: Machine, office: Machine, held: bool, sent: list[tuple[int, int]]
):
    """After a message that asks how far head office holds it."""
    for n in (1, 2):
        tap(hall, n)
    if held:
        sync_round(hall, office)
    epochs.renew(hall.db, 2, [], set(), 1)
    tap(hall, 3)
    seen: list[Push] = []
    done = sync_round(hall, office, reported(office, seen))
    assert done.sent == sum(number for _, number in sent) and counts(office) == counts(hall)
    assert [(one.batch.epoch, len(one.batch.entries)) for one in seen] == sent


def test_a_report_that_head_office_did_not_note_is_sent_once_more(hall: Machine, office: Machine):
    sync_round(hall, office)
    wanted = identity.me(hall.db).next_call
    hall.db.run(identity.Identity.update(next_call=wanted + 5))
    seen: list[Push] = []
    sync_round(hall, office, reported(office, seen))
    assert [one.number for one in seen] == [wanted + 5, wanted]
    assert identity.me(hall.db).next_call == wanted + 1
