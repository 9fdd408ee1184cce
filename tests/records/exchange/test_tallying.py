"""Tallies follow what arrives, also where a day is corrected with it."""

import datetime

from kiosk.records.exchange import tallying
from kiosk.records.feedback import cards
from kiosk.records.ledger import tallies
from kiosk.vocabulary import facts
from tests.cast import HERE, LI, Machine, by_visit, plant, sync_round
from tests.records.cases.cast import central, k

TODAY = datetime.date(2026, 11, 21)


def test_a_fact_whose_day_is_corrected_is_tallied_once_on_the_right_day(
    hall: Machine, office: Machine
):
    early = by_visit(hall.db, hall.time())._replace(day=TODAY + datetime.timedelta(30))
    cards.give(hall.db, early, k(1), LI, "polite", "")
    cards.give(hall.db, by_visit(hall.db, hall.time()), k(2), LI, "polite", "")
    for _ in range(2):  # the correction comes back with the second
        sync_round(hall, office)
    for machine in (hall, office):
        assert tallies.sums(machine.db, ["day"], branch=HERE) == {(TODAY,): 2}
        assert list(tallying.differences(machine.db, machine.keys)) == []


def test_the_same_batch_twice_is_tallied_once(hall: Machine, office: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time()), k(1), LI, "polite", "")
    for _ in range(2):
        sync_round(hall, office)
    assert tallies.sums(office.db, ["branch", "kind"]) == {(HERE, "card"): 1}


def test_a_fact_that_comes_with_the_correction_of_another_is_tallied_once(
    hall: Machine, office: Machine
):
    early = by_visit(hall.db, hall.time())._replace(day=TODAY + datetime.timedelta(1))
    cards.give(hall.db, early, k(1), LI, "polite", "")
    sync_round(hall, office)
    assert tallies.sums(hall.db, ["day"], branch=HERE) == {(early.day,): 1}
    of = central(office)
    given = facts.CardGiven(
        event_id=k(2), **of.says, mark="polite", clerk=LI, giver="customer", entry="screen"
    )
    corrected = facts.DaysCorrected(event_id=k(3), **of.says, counted_for=TODAY, events=(k(1),))
    with office.db.writing():
        plant(office.db, of.chain, [facts.encode(given), facts.encode(corrected)])
    sync_round(hall, office)
    assert tallies.sums(hall.db, ["day"], branch=HERE) == {(TODAY,): 2}
    assert list(tallying.differences(hall.db, hall.keys)) == []
