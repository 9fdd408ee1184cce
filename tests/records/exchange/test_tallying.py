"""Tallies follow what arrives, also where a day is corrected with it."""

import datetime

from kiosk.records.exchange import tallying
from kiosk.records.feedback import cards
from kiosk.records.ledger import tallies
from tests.cast import HERE, LI, Machine, by_visit, sync_round
from tests.records.cases.cast import k

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
