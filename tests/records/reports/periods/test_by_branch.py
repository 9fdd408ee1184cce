"""What halls and clerks were given, beside each other."""

import datetime

import pytest

from kiosk.records.feedback import cards
from kiosk.records.reports.periods import by_branch
from kiosk.rules.recognition.periods import Span
from tests.cast import HERE, LI, THERE, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import file, k
from tests.records.feedback.cast import rate

NOVEMBER = Span(datetime.date(2026, 11, 1), datetime.date(2026, 11, 30))


def fill(hall: Machine, office: Machine) -> None:
    """Two cards, three ratings of which one is low, a complaint."""
    for n, (badge, mark) in enumerate(((WANG, "polite"), (LI, "patient"))):
        cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), k(90 + n), badge, mark, "")
    for n, grade in enumerate(("5", "3", "1")):
        rate(hall, n + 1, grade)
    file(hall, 50)
    sync_round(hall, office)


@pytest.mark.both
def test_halls_are_counted_beside_each_other(hall: Machine, office: Machine):
    fill(hall, office)
    found = by_branch.read(office.db, NOVEMBER, [THERE, HERE])
    assert list(found) == [HERE, THERE]
    here, there = found.values()
    assert (here.rated, here.low, here.cases, here.help) == (3, 1, 1, 0)
    assert here.cards["polite"] == here.cards["patient"] == 1 and sum(here.cards.values()) == 2
    assert there.rated == there.cases == sum(there.cards.values()) == 0


@pytest.mark.both
def test_clerks_cards_are_lines_that_an_office_can_import(hall: Machine, office: Machine):
    fill(hall, office)
    found = by_branch.of_clerks(office.db, NOVEMBER, None)
    assert found == {("patient", HERE, LI): 1, ("polite", HERE, WANG): 1}
    assert by_branch.of_clerks(office.db, NOVEMBER, [THERE]) == {}
    first, _ = by_branch.lines(found, NOVEMBER.first)
    assert first == {
        "key": "report-patient", "name": "耐心卡（报表）", "name_en": "Patient cards (report)",
        "branch": HERE, "badge": LI, "amount": "1", "combined": "合计", "in_force": "2026-11-01",
    }  # fmt: skip
