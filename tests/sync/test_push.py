"""Facts reach the office once each, whatever either side lost."""

from collections.abc import Callable

import pytest

from kiosk.ground.db import Database
from kiosk.records.feedback import thanks
from kiosk.records.ledger import identity, ledger, office_marks
from kiosk.records.ledger.verify import verify
from kiosk.records.publishing import documents
from kiosk.sync import rounds
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, HERE, LI, THERE, WANG, Machine, by_visit, sync_round, wire_to
from tests.sync.cast import alarms, counts, tap


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


def test_a_station_put_back_to_an_old_file_stops_with_an_alarm_on_both_sides(
    hall: Machine, office: Machine
):
    tap(hall, 1)
    sync_round(hall, office)
    hall.db.backup(hall.config.folder / "old.db")
    tap(hall, 2)
    tap(hall, 3, LI)
    sync_round(hall, office)
    before = counts(office)
    hall.db.close()
    hall.db = Database(hall.config.folder / "old.db")
    tap(hall, 4, LI, "patient")  # the lobby goes on, and nothing of it is lost
    for _ in range(2):
        with pytest.raises(Refusal, match="mark_mismatch"):
            sync_round(hall, office)
    assert counts(office) == before
    assert counts(hall)[HERE, LI, "patient"] == 1
    assert "mark_mismatch" in alarms(hall) and "mark_mismatch" in alarms(office)


def test_a_station_put_back_that_has_nothing_new_is_noticed_too(hall: Machine, office: Machine):
    hall.db.backup(hall.config.folder / "old.db")
    tap(hall, 1)
    sync_round(hall, office)
    hall.db.close()
    hall.db = Database(hall.config.folder / "old.db")
    with pytest.raises(Refusal, match="mark_mismatch"):
        sync_round(hall, office)
    assert "mark_mismatch" in alarms(hall) and "mark_mismatch" in alarms(office)


def test_a_cloned_station_stops_with_an_alarm(hall: Machine, office: Machine):
    hall.db.backup(hall.config.folder / "clone.db")
    tap(hall, 1)
    sync_round(hall, office)
    clone = Machine(hall.config, Database(hall.config.folder / "clone.db"), hall.keys, hall.time)
    tap(clone, 2, mark="patient")
    with pytest.raises(Refusal, match="mark_mismatch"):
        sync_round(clone, office)
    clone.db.close()
    assert counts(office) == {(HERE, WANG, "polite"): 1}


def test_an_office_put_back_an_hour_gets_everything_again(hall: Machine, office: Machine):
    tap(hall, 1)
    sync_round(hall, office)
    office.db.backup(office.config.folder / "old.db")
    for n in range(2, 8):
        tap(hall, n)
    sync_round(hall, office)
    assert office_marks.held_by_office(hall.db, identity.me(hall.db).chain) == 7
    office.db.close()
    office.db = Database(office.config.folder / "old.db")
    office.apps.clear()
    tap(hall, 8)
    assert sync_round(hall, office).sent == 7
    assert counts(office) == counts(hall) == {(HERE, WANG, "polite"): 8}
    assert verify(office.db) is None and alarms(office) == set() == alarms(hall)


def test_an_office_that_lost_everything_gets_everything_again(hall: Machine, office: Machine):
    office.db.backup(office.config.folder / "enrolled.db")
    for n in range(3):
        tap(hall, n)
    sync_round(hall, office)
    office.db.close()
    office.db = Database(office.config.folder / "enrolled.db")
    office.apps.clear()
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
