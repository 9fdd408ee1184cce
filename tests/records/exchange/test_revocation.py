"""Stations that are revoked, replaced, moved, or get a new key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.ground.db import Database
from kiosk.records.exchange import epochs, revocation
from kiosk.records.feedback import thanks
from kiosk.records.ledger import alarms as raising
from kiosk.records.ledger import identity
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.records.ledger.verify import verify
from kiosk.records.people import authors, pins
from kiosk.records.stations.enrolment import Station
from kiosk.vocabulary.refusals import NoLine, Refusal
from tests.cast import (
    FORM,
    HERE,
    THERE,
    WANG,
    Machine,
    by_machine,
    by_visit,
    plant,
    sync_round,
)
from tests.records.cases.cast import file, look
from tests.records.exchange.cast import apart, code, moved, renamed, set_wrong
from tests.sync.cast import alarms, counts, cut_at, tap


def revoke(office: Machine, hall: Machine) -> None:
    name = hall.keys.fingerprint
    revocation.revoke(office.db, name, "anna", "报失", office.time().utc)


def release(office: Machine, hall: Machine) -> int:
    author = authors.at_office(office.db, HERE, "anna", office.time())
    return revocation.release(office.db, author, hall.keys.fingerprint, "已核实")


def round_of_a_revoked(hall: Machine, office: Machine) -> None:
    with pytest.raises(Refusal, match="revoked"):
        sync_round(hall, office)


def test_what_a_revoked_station_sends_is_kept_and_counts_once_released(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine]
):
    second = another_hall("second", HERE)
    tap(hall, 1)
    sync_round(hall, office)
    revoke(office, hall)
    tap(hall, 2)
    case = file(hall, badge="").case
    round_of_a_revoked(hall, office)
    sync_round(second, office)
    before = {(HERE, WANG, "polite"): 1}
    assert counts(office) == before == counts(second)
    assert alarms(office) == {"revoked"} and revocation.held(office.db) == {
        hall.keys.fingerprint: 2
    }
    assert len(second.db.rows(Ledger.select())) == 1, "no other station gets them"
    assert verify(office.db) is None
    assert release(office, hall) == 2
    assert counts(office) == {(HERE, WANG, "polite"): 2}
    assert office.case(case.event_id).opened == case
    sync_round(second, office)
    assert counts(second) == counts(office) and second.case(case.event_id).opened == case
    assert alarms(office) == {"released"} and verify(office.db) is None
    tap(hall, 3)
    round_of_a_revoked(hall, office)
    assert counts(office) == {(HERE, WANG, "polite"): 2}, "released is what was there"


def test_revoked_twice_it_keeps_the_first_reason(hall: Machine, office: Machine):
    revoke(office, hall)
    revocation.revoke(office.db, hall.keys.fingerprint, "bob", "又一次", 5)
    (station,) = office.db.rows(Station.select())
    assert (station.revoked_by, station.note) == ("anna", "报失")


@pytest.mark.parametrize(
    "station, note, refusal",
    [
        ("nobody", "x", "unknown_station"),
        ("", "  ", "text_required"),
        ("", "x" * 201, "long_comment"),
        ("s" * 60, "x" * 200, f"^unknown_station {'s' * 40}$"),
    ],
)
def test_who_and_why_must_be_said(
    hall: Machine, office: Machine, station: str, note: str, refusal: str
):
    name = station or hall.keys.fingerprint
    with pytest.raises(Refusal, match=refusal):
        revocation.revoke(office.db, name, "anna", note, 1)
    author = authors.at_office(office.db, HERE, "anna", office.time())
    with pytest.raises(Refusal, match=refusal):
        revocation.release(office.db, author, name, note)


def test_with_a_new_key_a_station_is_the_same_hall(hall: Machine, office: Machine):
    tap(hall, 1)
    receipt = file(hall, badge="")
    pins.set_pin(
        hall.db, by_machine(hall.db, hall.time()), hall.keys, hall.new_id(), WANG, "482915"
    )
    sync_round(hall, office)
    tap(hall, 2)
    old = hall.keys.fingerprint
    renamed(hall, office, code(office, replaces=old))
    tap(hall, 3)
    sync_round(hall, office)
    assert identity.me(hall.db).station == hall.keys.fingerprint != old
    assert counts(office) == counts(hall) == {(HERE, WANG, "polite"): 3}
    assert look(hall, receipt).opened == receipt.case, "codes remain valid"
    pins.sign_in(hall.db, hall.keys, "desk", WANG, "482915", hall.time())
    (retired,) = office.db.rows(Station.select().where(Station.station == old))
    assert retired.revoked_at is not None, "the old key is retired once the new one has called"
    assert (retired.revoked_by, hall.keys.fingerprint in retired.note) == ("", True)
    assert verify(hall.db, hall.keys.fingerprint) is None and verify(office.db) is None
    assert alarms(office) == set()


def test_a_station_moves_to_another_branch_once_it_has_sent_what_it_has(
    hall: Machine, office: Machine
):
    tap(hall, 1)
    drawn = code(office, THERE, hall.keys.fingerprint)
    with pytest.raises(Refusal, match="not_sent"):
        renamed(hall, office, drawn)
    assert identity.me(hall.db).branch == HERE
    sync_round(hall, office)
    file(hall, badge="", reach=True)
    with pytest.raises(NoLine):  # the case arrives, the number does not
        sync_round(hall, office, cut_at(office, "/contacts"))
    with pytest.raises(Refusal, match="not_sent"):
        renamed(hall, office, drawn)
    sync_round(hall, office)
    renamed(hall, office, drawn)
    sync_round(hall, office)
    tap(hall, 2, "0400")
    sync_round(hall, office)
    assert identity.me(hall.db).branch == THERE
    assert counts(office) == {(HERE, WANG, "polite"): 1, (THERE, "0400", "polite"): 1}
    assert verify(hall.db, hall.keys.fingerprint) is None and verify(office.db) is None


def test_a_backup_of_before_a_move_goes_back_by_way_of_the_branch_that_was_left(
    hall: Machine, office: Machine, tmp_path: Path
):
    tap(hall, 1)
    hall.db.backup(tmp_path / "before.db")
    moved(hall, office)
    hall.db.close()
    hall.db = Database(tmp_path / "before.db")
    hall.apps.clear()
    renamed(hall, office, code(office))
    moved(hall, office)
    sync_round(hall, office)
    assert counts(office) == {(HERE, WANG, "polite"): 1}, "it had arrived, and counts once"
    assert identity.me(hall.db).branch == THERE
    assert verify(hall.db, hall.keys.fingerprint) is None and verify(office.db) is None


def test_what_a_revoked_station_took_back_stays_taken_back(hall: Machine, office: Machine):
    revoke(office, hall)
    for n in (1, 2):
        tap(hall, n)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, f"{1:032x}")
    round_of_a_revoked(hall, office)
    assert alarms(office) == {"revoked"}
    assert release(office, hall) == 3
    assert counts(office) == counts(hall) == {(HERE, WANG, "polite"): 1}


def test_a_card_taken_back_just_before_the_key_was_lost_stays_so(hall: Machine, office: Machine):
    """The card lies under the office's mark, its withdrawal is filed again by the new key."""
    tap(hall, 1)
    sync_round(hall, office)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, f"{1:032x}")
    renamed(hall, office, code(office, replaces=hall.keys.fingerprint))
    sync_round(hall, office)
    assert counts(office) == counts(hall) == {} and alarms(office) == set()
    assert verify(hall.db, hall.keys.fingerprint) is None and verify(office.db) is None


def test_what_is_released_is_that_stations_alone_and_once(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine]
):
    second = another_hall("second", HERE)
    for n, station in enumerate((hall, second)):
        revoke(office, station)
        tap(station, 10 * n + 1)
        rows = station.db.rows(Ledger.select().where(Ledger.seq == 1))
        with station.db.writing():
            plant(station.db, identity.me(station.db).chain, [bytes(rows[0].body)])
        tap(station, 10 * n + 2)
        round_of_a_revoked(station, office)
    held = {one.keys.fingerprint: 3 for one in (hall, second)}
    assert revocation.held(office.db) == held and counts(office) == {}
    with office.db.writing():  # as where head office holds another chain since
        epochs.set_aside(office.db, identity.me(hall.db).chain)
    assert revocation.held(office.db) == held
    assert release(office, hall) == 2
    assert counts(office) == {(HERE, WANG, "polite"): 2} and verify(office.db) is None
    assert revocation.held(office.db) == {second.keys.fingerprint: 3}
    del held[hall.keys.fingerprint]
    assert release(office, second) == 2 and counts(office) == {(HERE, WANG, "polite"): 4}


def test_what_a_revoked_station_dated_wrong_counts_for_the_day_it_came(
    hall: Machine, office: Machine
):
    """Its withdrawal goes with it, and is no alarm of its own."""
    revoke(office, hall)
    set_wrong(hall, apart(hall), 30)
    tap(hall, 1)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, f"{1:032x}")
    round_of_a_revoked(hall, office)
    assert release(office, hall) == 2
    raised = [(one.seq, one.code) for one in office.db.rows(Alarm.select()) if not one.settled_at]
    assert raised == [(1, "future_day")]
    assert {row.counted_day for row in office.db.rows(Ledger.select())} == {office.today()}


def test_a_chain_is_shown_up_to_the_first_entry_that_is_held(office: Machine):
    of = ChainId(HERE, "s" * 24, 1)
    assert revocation.shown_until(office.db, of) is None
    others = (of._replace(branch=THERE), of._replace(station="t" * 24), of._replace(epoch=2))
    for other in others:
        raising.alarm(office.db, other, 2, "revoked", "", 1)
    raising.alarm(office.db, of, 3, "conflict", "", 1)
    assert revocation.shown_until(office.db, of) is None
    for seq in (9, 5):
        raising.alarm(office.db, of, seq, "revoked", "", 1)
    assert revocation.shown_until(office.db, of) == 4
