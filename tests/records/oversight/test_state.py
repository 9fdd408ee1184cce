"""The rows of flags follow the facts, at head office and in the hall; a broken one is named."""

import datetime

import pytest

from kiosk.records.exchange import days, projections
from kiosk.records.ledger import ledger
from kiosk.records.ledger.writing import at_station, writing
from kiosk.records.oversight import flags, second_count, state
from kiosk.records.oversight.state import FlaggedFact, FlagNow
from kiosk.rules.ledger.counting import Counted
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import FlagRaised
from tests.cast import FORM, HERE, WANG, Machine, sync_round
from tests.records.oversight.cast import flagged_hall, head

pytestmark = pytest.mark.both


def rows(machine: Machine):
    return [
        sorted((one.__data__ for one in machine.db.rows(model.select())), key=str)
        for model in (FlagNow, FlaggedFact)
    ]


def test_rows_are_the_same_at_station_and_office_and_when_rebuilt(hall: Machine, office: Machine):
    flag, _ = flagged_hall(hall, office)
    flags.handle(office.db, head(office), FORM, flag.event_id, "upheld", "属实")
    for _ in range(2):
        sync_round(hall, office)
    before = rows(office)
    assert rows(hall) == before and len(before[0]) == 1 and len(before[1]) == 9
    for machine in (hall, office):
        projections.rebuild(machine.db)
        assert rows(machine) == before
        assert list(state.differences(machine.db, machine.keys)) == []


def test_facts_that_come_after_their_flag_are_counted_then(hall: Machine, office: Machine):
    """Head office restored from a backup has its flags before it has the hall's facts again."""
    _, burst = flagged_hall(hall, office)
    before = rows(office)
    gone = FlaggedFact.update(clerk="", mark="", questioned=0)
    office.db.run(gone.where(FlaggedFact.event_id == burst[1]))
    (row,) = ledger.find(office.db, HERE, [burst[1]])
    body = bytes(row.body)
    arrived = Counted(facts.columns(body), body, facts.columns(body).day)
    with office.db.writing():
        state.follow(office.db, HERE, [arrived])
    assert rows(office) == before


def test_a_corrected_day_moves_the_fact_in_its_flag(hall: Machine, office: Machine):
    _, burst = flagged_hall(hall, office)
    day = office.today() - datetime.timedelta(9)
    with office.db.writing():
        days.correct(office.db, head(office, ""), {burst[0]: day})
    moved = office.db.rows(FlaggedFact.select().where(FlaggedFact.day == day))
    assert [one.event_id for one in moved] == [burst[0]]
    assert sum(second_count.flagged(office.db, day, day).values()) == 1
    before = rows(office)
    projections.rebuild(office.db)
    assert rows(office) == before


def test_a_station_raises_no_flag(hall: Machine, office: Machine):
    day = hall.today()
    with writing(hall.db, at_station(hall.db, "machine", hall.time()), FORM) as entry:
        entry.write(FlagRaised, mark="burst", about=WANG, other="", first=day, last=day, seen=9,
                    among=9, usual=1)  # fmt: skip
    sync_round(hall, office)
    for machine in (hall, office):
        projections.rebuild(machine.db)
        assert rows(machine) == [[], []]


def test_a_row_that_differs_is_named(hall: Machine, office: Machine):
    flag, burst = flagged_hall(hall, office)
    office.db.run(FlagNow.update(state="explained"))
    office.db.run(FlaggedFact.update(questioned=0).where(FlaggedFact.event_id == burst[0]))
    office.db.run(FlagNow.insert(flag.__data__ | {"event_id": "made up"}))
    assert list(state.differences(office.db, office.keys)) == [
        (HERE, f"flag {flag.event_id}: state"), (HERE, "flag made up has a row but no facts"),
        (HERE, f"fact {burst[0]} in flag {flag.event_id}"),
    ]  # fmt: skip
