"""A station that goes on in a new epoch, and the heads that it keeps of other chains."""

from collections.abc import Callable

import msgspec
import pytest

from kiosk.records.exchange import epochs
from kiosk.records.exchange.epochs import SignedHead
from kiosk.records.feedback import thanks
from kiosk.records.ledger import alarms as raising
from kiosk.records.ledger import identity, ledger, times
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.records.ledger.verify import verify
from kiosk.records.upkeep import checks
from kiosk.vocabulary.wire import HighWater
from tests.cast import FORM, HERE, LI, THERE, WANG, Machine, Time, by_visit, sync_round
from tests.records.exchange.cast import is_sound
from tests.sync.cast import alarms, counts, put_back, saved, tap

DAY_MS = 86_400_000


def mark(hall: Machine, seq: int) -> HighWater:
    head = ledger.hash_at(hall.db, identity.me(hall.db).chain, seq)
    return HighWater(1, seq, head or b"")


def test_what_is_under_no_common_mark_is_filed_again_and_the_rest_set_aside(hall: Machine):
    for n in range(4):
        tap(hall, n)
    old = identity.me(hall.db).chain
    bodies = [bytes(row.body) for row in ledger.in_order(hall.db.rows(Ledger.select()))]
    new = epochs.renew(hall.db, 3, [mark(hall, 2)], {1}, 1)
    assert new == old._replace(epoch=3) == identity.me(hall.db).chain
    again = ledger.batch(hall.db, new, 0, 9, 10**6).entries
    assert list(again) == bodies[2:], "byte for byte"
    (aside,) = [one for one in ledger.chains(hall.db, HERE) if ledger.ASIDE in one.station]
    rows = ledger.in_order(hall.db.rows(Ledger.select().where(Ledger.station == aside.station)))
    assert [(row.seq, row.counted) for row in rows] == [(1, 1), (2, 1), (3, 0), (4, 0)]
    assert ledger.writer(aside.station) == old.station and ledger.chain(hall.db, old).seq == 0
    assert counts(hall) == {(HERE, WANG, "polite"): 4}
    assert verify(hall.db, hall.keys.fingerprint) is None
    (alarm,) = hall.db.rows(Alarm.select())
    assert (alarm.code, alarm.epoch, alarm.seq, alarm.detail) == ("new_epoch", 3, 0, "1")


def test_what_is_filed_again_counts_for_the_day_that_head_office_has_given_it(
    hall: Machine, office: Machine
):
    hall.time = Time(hall.time.utc, 700_000, "hall-boot")
    times.confirm(hall.db, hall.time.utc + 30 * DAY_MS, hall.time())
    tap(hall, 1)
    sync_round(hall, office)
    today = hall.today()
    epochs.renew(hall.db, 2, [], {1}, 1)
    wanted = (Ledger.kind == "card") & (Ledger.counted == 1)
    (again,) = hall.db.rows(Ledger.select().where(wanted))
    assert (again.epoch, again.counted_day) == (2, today) != (2, again.day)
    assert checks.check(hall.db, hall.keys, at_office=False) is None


def test_an_epoch_that_only_lacks_at_the_office_stays_where_it_is(hall: Machine):
    tap(hall, 1)
    epochs.renew(hall.db, 2, [], set(), 1)
    assert [(one.epoch, one.seq) for one in ledger.chains(hall.db, HERE)] == [(1, 1), (2, 0)]
    assert counts(hall) == {(HERE, WANG, "polite"): 1}


def test_a_station_put_back_to_an_old_file_goes_on_in_a_new_epoch(hall: Machine, office: Machine):
    tap(hall, 1)
    sync_round(hall, office)
    saved(hall, "old.db")
    tap(hall, 2)
    tap(hall, 3, LI)
    sync_round(hall, office)
    put_back(hall, "old.db")
    tap(hall, 4, LI, "patient")  # the lobby goes on
    sync_round(hall, office)
    assert counts(office) == counts(hall) == {
        (HERE, WANG, "polite"): 2, (HERE, LI, "polite"): 1, (HERE, LI, "patient"): 1,
    }  # fmt: skip
    assert identity.me(hall.db).epoch == 2
    assert {"mark_mismatch", "new_epoch"} <= alarms(hall) & alarms(office)
    tap(hall, 5)
    assert sync_round(hall, office).sent == 1
    assert counts(office) == counts(hall) and is_sound(hall, office)
    assert identity.me(hall.db).epoch == 2, "once is enough"


def test_a_station_put_back_that_has_nothing_new_gets_its_own_facts_back(
    hall: Machine, office: Machine
):
    saved(hall, "old.db")
    tap(hall, 1)
    sync_round(hall, office)
    put_back(hall, "old.db")
    assert counts(hall) == {}
    sync_round(hall, office)
    assert counts(hall) == counts(office) == {(HERE, WANG, "polite"): 1}
    assert "new_epoch" in alarms(office) and is_sound(hall, office)


def test_a_taken_back_card_stays_taken_back_in_the_new_epoch(hall: Machine, office: Machine):
    saved(hall, "old.db")
    tap(hall, 1)
    sync_round(hall, office)
    put_back(hall, "old.db")
    tap(hall, 2)
    tap(hall, 3)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, f"{2:032x}")
    sync_round(hall, office)
    assert counts(office) == counts(hall) == {(HERE, WANG, "polite"): 2}
    assert "void_refused" not in alarms(office)


def test_signed_heads_are_kept_thinly_and_lead_from_one_to_the_next(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine],
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    second = another_hall("second", HERE)
    for n in range(6):
        tap(hall, n)
        sync_round(hall, office)
        sync_round(second, office)
    of = ChainId(HERE, hall.keys.fingerprint, 1)
    kept = second.db.rows(SignedHead.select().order_by(SignedHead.seq))
    assert [row.seq for row in kept] == [1, 6], "the first of each thousand, and the newest"
    batches = epochs.returnable(second.db, of, 0)
    assert [(one.first, len(one.entries)) for one in batches] == [(1, 1), (2, 5)]
    (rest,) = epochs.returnable(second.db, of, 3)
    assert (rest.first, len(rest.entries)) == (4, 3)
    second.db.run(SignedHead.update(head=b"other").where(SignedHead.seq == 1))
    (whole,) = epochs.returnable(second.db, of, 0)
    assert (whole.first, len(whole.entries)) == (1, 6), "a head of another chain ends nothing"
    with monkeypatch.context() as narrow:
        narrow.setattr(epochs, "RETURN_BYTES", 1)
        (first,) = epochs.returnable(second.db, of, 5)
        assert (first.first, len(first.entries)) == (6, 1)
        assert epochs.returnable(second.db, of, 1) == [], "no message holds what was signed"
    (probe,) = epochs.probes(second.db, of)
    assert (probe.first, probe.entries) == (7, ())
    assert epochs.returnable(second.db, of, 6) == [], "nothing follows the newest"
    far = msgspec.structs.replace(batches[1], first=999)
    epochs.note_signed(second.db, of, far)
    seqs = [row.seq for row in second.db.rows(SignedHead.select().order_by(SignedHead.seq))]
    assert seqs == [1, 6, 1003]


def test_of_each_thousand_the_first_head_is_kept_and_the_newest_of_each_chain_alone(hall: Machine):
    of = ChainId(HERE, "s" * 24, 1)
    others = (of._replace(epoch=2), of._replace(station="t" * 24))
    for one in others:
        epochs.note_head(hall.db, one, HighWater(one.epoch, 999, b"theirs"), b"signed")
    for seq in (997, 998, 999, 1000, 1001, 1002):
        epochs.note_head(hall.db, of, HighWater(1, seq, b"ours"), b"signed")
    rows = hall.db.rows(SignedHead.select())
    kept = sorted(row.seq for row in rows if bytes(row.head) == b"ours")
    assert kept == [997, 999, 1000, 1002]
    assert len(rows) == len(kept) + len(others), "the other chains' are as they were"


@pytest.mark.parametrize(("seq", "signature"), [(0, b"signed"), (1, b"")])
def test_a_head_without_entries_or_signature_proves_nothing(
    hall: Machine, seq: int, signature: bytes
):
    epochs.note_head(hall.db, ChainId(HERE, "s" * 24, 1), HighWater(1, seq, b"x"), signature)
    assert hall.db.rows(SignedHead.select()) == []


def test_what_is_not_signed_yet_is_in_no_question_about_a_head(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine]
):
    second = another_hall("second", HERE)
    for n in range(3):
        tap(hall, n)
        sync_round(hall, office)
        sync_round(second, office)
    of = ChainId(HERE, hall.keys.fingerprint, 1)
    second.db.run(SignedHead.delete().where(SignedHead.seq > 1))
    epochs.note_head(second.db, of._replace(epoch=2), HighWater(2, 9, b"another"), b"signed")
    (probe,) = epochs.probes(second.db, of)
    assert (probe.first, probe.entries) == (2, ())
    second.db.run(SignedHead.update(head=b"other"))
    assert epochs.probes(second.db, of) == []


def test_a_head_that_is_no_longer_ours_leads_nowhere(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine]
):
    second = another_hall("second", HERE)
    tap(hall, 1)
    sync_round(hall, office)
    sync_round(second, office)
    of = ChainId(HERE, hall.keys.fingerprint, 1)
    second.db.run(SignedHead.update(head=b"other"))
    assert epochs.returnable(second.db, of, 0) == []
    epochs.take_other(second.db, of, 1)
    assert second.db.rows(SignedHead.select()) == []
    (alarm,) = second.db.rows(Alarm.select())
    head = bytes(ledger.chain(office.db, of).head).hex()
    assert (alarm.code, alarm.seq, alarm.detail) == ("chain_differs", 1, head[:16])
    sync_round(second, office)
    assert counts(second) == counts(office) and verify(second.db) is None


def test_of_chains_set_aside_each_keeps_its_name(hall: Machine):
    of = identity.me(hall.db).chain
    for _ in range(3):
        with hall.db.writing():
            ledger.set_head(hall.db, of, b"", 1, b"same head")
            epochs.set_aside(hall.db, of)
    names = {one.station for one in ledger.chains(hall.db, HERE)}
    first = f"{of.station}{ledger.ASIDE}{b'same head'.hex()[:8]}"
    assert names == {first, f"{first}.1", f"{first}.2"}
    assert all(ledger.writer(name) == of.station for name in names)


def test_rows_counts_and_alarms_go_along_and_no_others(hall: Machine):
    tap(hall, 1)
    of = identity.me(hall.db).chain
    raising.alarm(hall.db, of, 1, "conflict", "x", 1)
    others = {of._replace(branch=THERE), of._replace(station="t" * 24), of._replace(epoch=2)}
    for other in others:
        raising.alarm(hall.db, other, 1, "conflict", "x", 1)
    before = counts(hall)
    with hall.db.writing():
        aside = epochs.set_aside(hall.db, of)
    assert counts(hall) == before and ledger.chain(hall.db, of).seq == 0
    (row,) = hall.db.rows(Ledger.select())
    assert ledger.chain_of(row) == aside != of
    raised = {ChainId(one.branch, one.station, one.epoch) for one in hall.db.rows(Alarm.select())}
    assert raised == {aside, *others}
    assert verify(hall.db) is None
