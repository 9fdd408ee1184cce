"""What a damaged database still holds counts once in the one that follows, at the hall and at the
office."""

from pathlib import Path

import pytest

from kiosk.ground import pages
from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_store, filing
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.exchange import joining, projections
from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms, identity, ledger
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.records.ledger.writing import writing
from kiosk.records.stations import enrolment
from kiosk.records.upkeep import checks, salvage
from kiosk.records.upkeep.salvage import Salvaged
from kiosk.sync import rounds
from kiosk.vocabulary import facts
from tests.cast import (
    HERE,
    NOON,
    WANG,
    Machine,
    by_machine,
    by_visit,
    enrol,
    from_backup,
    sync_round,
    wire_to,
)  # fmt: skip
from tests.records.exchange.cast import moved
from tests.records.upkeep.cast import at_random, give_key, key_after, succeed

WORDS = "谢谢您，王师傅，讲得很清楚。" * 10


def give(hall: Machine, first: int, number: int) -> None:
    for n in range(first, first + number):
        author = by_visit(hall.db, hall.time(), "v")
        cards.give(hall.db, author, f"{n:032x}", WANG, "polite", WORDS)


def counted(machine: Machine) -> int:
    return cards.count(machine.db, ["kind"]).get(("polite",), 0)


def keys_of(machine: Machine) -> dict[str, int]:
    """How often each card counts, by its key."""
    rows = machine.db.rows(Ledger.select().where((Ledger.kind == "card") & (Ledger.counted == 1)))
    names = [row.event_id for row in rows]
    return {name: names.count(name) for name in names}


def codes(machine: Machine) -> set[str]:
    return set(alarms.by_code(machine.db))


def is_sound(machine: Machine) -> bool:
    at_office = machine.config.role == "office"
    return checks.check(machine.db, machine.keys, at_office=at_office) is None


def test_facts_of_a_damaged_hall_count_once_at_hall_and_office(hall: Machine, office: Machine):
    give(hall, 0, 120)
    sync_round(hall, office)
    give(hall, 120, 120)
    before = identity.me(hall.db)
    aside = succeed(hall, at_random(0.15))
    assert identity.me(hall.db).epoch == before.epoch + 1
    assert counted(hall) == 0 and is_sound(hall)
    give(hall, 500, 3)  # customers go on meanwhile
    taken = salvage.take_in(hall.db, salvage.sorted_out(pages.rows(aside)), NOON)
    here = keys_of(hall)
    assert set(here.values()) == {1} and counted(hall) == len(here)
    assert 100 < taken.found < 240 and taken.found == len(here) - 3
    assert taken.missing == 240 - taken.found
    assert is_sound(hall)
    sync_round(hall, office)
    sync_round(hall, office)
    there = keys_of(office)
    assert keys_of(hall) == there and set(there.values()) == {1}
    assert set(here) | {f"{n:032x}" for n in range(120)} == set(there), "the office's come back"
    assert is_sound(hall) and is_sound(office)
    assert {"damaged_database", "database_salvaged"} <= codes(hall)


def test_what_is_whole_keeps_its_chain_and_is_not_sent_again(hall: Machine, office: Machine):
    give(hall, 0, 50)
    sync_round(hall, office)
    aside = succeed(hall, at_random(0))  # the first page alone
    taken = salvage.take_in(hall.db, salvage.sorted_out(pages.rows(aside)), NOON)
    assert taken == Salvaged(50, 0)
    chain = ChainId(HERE, hall.keys.fingerprint, 1)
    assert ledger.chain(hall.db, chain).seq == 50
    assert sync_round(hall, office).sent == 0
    assert keys_of(hall) == keys_of(office) and is_sound(hall) and is_sound(office)


def test_taking_in_twice_or_after_a_cut_adds_nothing(hall: Machine, office: Machine):
    give(hall, 0, 90)
    aside = succeed(hall, at_random(0.1))
    wreck = salvage.sorted_out(pages.rows(aside))
    first = salvage.take_in(hall.db, wreck, NOON)
    rows = len(hall.db.rows(Ledger.select()))
    assert salvage.take_in(hall.db, wreck, NOON) == first
    assert len(hall.db.rows(Ledger.select())) == rows and is_sound(hall)


def test_a_row_that_was_altered_is_not_taken(hall: Machine, office: Machine):
    """An overwritten page can leave a row that looks like one; its hash does not fit."""
    give(hall, 0, 30)
    aside = succeed(hall, at_random(0))
    wreck = salvage.sorted_out(pages.rows(aside))
    chain = wreck.entries[ChainId(HERE, hall.keys.fingerprint, 1)]
    chain[10] = chain[10]._replace(body=chain[10].body.replace(b"polite", b"patient"))
    assert salvage.take_in(hall.db, wreck, NOON) == Salvaged(29, 1)
    assert counted(hall) == 29 and is_sound(hall)


def test_sealed_contact_details_that_were_not_sent_are_kept(hall: Machine, office: Machine):
    reach = Reach("王女士", "13812345678", b"0" * 16)
    author, filed = by_visit(hall.db, hall.time(), "v1"), Filed("question", ["fees"])
    case = filing.open_case(hall.db, author, hall.keys, "a" * 32, filed, reach).case
    aside = succeed(hall, at_random(0))
    assert contact_store.find(hall.db, HERE, case.contact) is None
    salvage.take_in(hall.db, salvage.sorted_out(pages.rows(aside)), NOON)
    assert contact_store.find(hall.db, HERE, case.contact) is not None
    sync_round(hall, office)
    assert contact_store.find(office.db, HERE, case.contact) is not None


def test_a_hall_without_an_office_keeps_what_can_be_read_and_can_join_one(
    alone: Machine, office: Machine
):
    give(alone, 0, 80)
    aside = succeed(alone, at_random(0.1))
    taken = salvage.take_in(alone.db, salvage.sorted_out(pages.rows(aside)), NOON)
    assert counted(alone) == taken.found and is_sound(alone)
    assert joining.brought(alone.db)[1] == 0
    enrol(alone, office, HERE)
    sync_round(alone, office)
    assert counted(office) == taken.found and is_sound(office) and is_sound(alone)


@pytest.mark.sqlite
def test_a_damaged_office_gets_everything_again_from_its_halls(hall: Machine, office: Machine):
    give(hall, 0, 60)
    sync_round(hall, office)
    aside = succeed(office, at_random(0.3))
    assert counted(office) == 0
    salvage.take_in(office.db, salvage.sorted_out(pages.rows(aside)), NOON)
    give(hall, 60, 5)
    sync_round(hall, office)
    assert keys_of(office) == keys_of(hall) and len(keys_of(office)) == 65
    assert is_sound(office) and is_sound(hall)
    assert "damaged_database" in codes(office) and "mark_mismatch" not in codes(office)


def test_a_damaged_station_still_hands_back_what_it_wrote_in_the_branch_that_it_left(
    hall: Machine, office: Machine, tmp_path: Path
):
    """Head office was put back from a backup of before, and no other machine has these facts."""
    office.db.backup(tmp_path / "hour-ago.db")
    give(hall, 0, 20)
    moved(hall, office)
    sync_round(hall, office)
    aside = succeed(hall, at_random(0))
    salvage.take_in(hall.db, salvage.sorted_out(pages.rows(aside)), NOON)
    office.db.close()
    office.db = from_backup(tmp_path / "hour-ago.db")
    office.apps.clear()
    for _ in range(2):
        sync_round(hall, office)
    assert keys_of(office) == keys_of(hall) and len(keys_of(office)) == 20
    assert is_sound(office) and is_sound(hall)


@pytest.mark.parametrize("later", [True, False])
def test_what_was_filed_again_under_a_new_key_counts_under_it_after_damage(
    hall: Machine, office: Machine, later: bool
):
    """Else a further key, which takes along what counts under the last one, would leave it."""
    give(hall, 0, 3)
    give_key(hall, office, key_after(hall.keys.fingerprint, later))
    aside = succeed(hall, at_random(0))
    salvage.take_in(hall.db, salvage.sorted_out(pages.rows(aside)), NOON)
    give_key(hall, office, Keys(b"another key, of thirty-two bytes"))
    sync_round(hall, office)
    assert keys_of(office) == keys_of(hall) and len(keys_of(office)) == 3
    assert is_sound(office) and is_sound(hall)


@pytest.mark.parametrize(
    "row", [[1, 2], ["a"] * 6, ["b", "s", 1, 2, "e", "k", *["x"] * 10], [None]]
)
def test_odd_rows_are_passed_over(row: list[pages.Value]):
    wreck = salvage.sorted_out([row])
    assert not wreck.entries and not wreck.heads and not wreck.contacts


def test_the_rows_computed_from_facts_are_as_if_nothing_had_happened(
    hall: Machine, office: Machine
):
    give(hall, 0, 40)
    aside = succeed(hall, at_random(0))
    salvage.take_in(hall.db, salvage.sorted_out(pages.rows(aside)), NOON)
    for one in projections.PROJECTIONS:
        assert list(one.differences(hall.db, hall.keys)) == [], one.name
    assert hall.db.first(Alarm.select()) is not None


def test_what_a_hall_decided_in_all_its_epochs_goes_along_to_an_office(
    alone: Machine, office: Machine
):
    """Else the code, drawn for the newest epoch alone, would refuse the hall."""

    def decide(key: str) -> None:
        at_office = by_machine(alone.db, alone.time())._replace(
            chain=identity.me(alone.db).own_office, office=True
        )
        with writing(alone.db, at_office, key) as entry:
            entry.write(facts.PinChanged, clerk=WANG)

    decide("1" * 32)
    decide("2" * 32)
    salvage.go_on(alone.db, NOON)
    decide("3" * 32)
    assert joining.brought(alone.db)[1] == 3
    enrol_alone(alone, office)
    sync_round(alone, office)
    wanted = (Ledger.kind == "pin_changed") & (Ledger.counted == 1)
    assert len(office.db.rows(Ledger.select().where(wanted))) == 3
    assert is_sound(office) and is_sound(alone)


def enrol_alone(alone: Machine, office: Machine) -> None:
    """With a code for exactly three entries."""
    secret = bytes.fromhex(office.new_id())[-10:]
    now = office.time().utc
    code = enrolment.issue_code(office.db, HERE, office.keys, secret, now, decided=3)
    rounds.enrol(
        alone.db, wire_to(office), alone.keys, "http://office", code, alone.time(), alone.new_id
    )
