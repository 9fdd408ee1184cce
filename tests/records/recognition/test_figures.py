"""Own figures: what customers gave in the hall, and nothing else."""

from decimal import Decimal

import pytest

from kiosk.records.feedback import cards
from kiosk.records.feedback import thanks as thank_you
from kiosk.records.recognition import figures
from kiosk.vocabulary.schemes import FIGURES, MISSING
from tests.cast import FORM, HERE, LI, THERE, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import file
from tests.records.feedback.cast import by_phone, rate
from tests.records.recognition.cast import FIRST, LAST, give


def of(machine: Machine, badge: str = WANG) -> dict[str, Decimal | None]:
    today = machine.today()
    return dict(figures.read(machine.db, "clerk", [badge], today, today)[badge])


def test_every_name_of_a_figure_has_its_number(hall: Machine):
    given = set(FIGURES) - {"roster_months"}
    assert set(of(hall)) == given
    assert {name for name, value in of(hall).items() if value is None} == set(MISSING) & given


@pytest.mark.parametrize("giver", ["colleague", "superior", "subordinate"])
def test_only_customers_cards_count(hall: Machine, giver: str):
    give(hall, WANG, 2, more=1)
    give(hall, WANG, 4, giver=giver)
    found = figures.read(hall.db, "clerk", [WANG, LI], FIRST, LAST)
    assert (found[WANG]["cards"], found[WANG]["least"], found[WANG]["professional"]) == (11, 2, 3)
    assert found[LI]["cards"] == 0


def test_days_are_inclusive(hall: Machine):
    give(hall, WANG, 1, day="01-01")
    give(hall, WANG, 1, day="12-31")
    assert figures.read(hall.db, "clerk", [WANG], FIRST, LAST)[WANG]["cards"] == 10
    later = FIRST.replace(day=2)
    assert figures.read(hall.db, "clerk", [WANG], later, LAST)[WANG]["cards"] == 5


def test_a_card_that_was_taken_back_is_none(hall: Machine):
    visit = by_visit(hall.db, hall.time(), "v1")
    given = cards.give(hall.db, visit, "1" * 32, WANG, "polite", "")
    assert of(hall)["polite"] == 1
    thank_you.undo(hall.db, visit, FORM, given.event_id)
    assert of(hall)["polite"] == 0


def test_satisfaction_is_the_share_of_ratings_and_its_bound_is_wilsons(hall: Machine):
    for number, grade in enumerate(["5", "4", "3", "5", "1"], 1):
        rate(hall, number, grade)
    found = of(hall)
    assert (found["ratings"], found["low_grades"], found["satisfaction"]) == (5, 1, 80)
    assert found["satisfaction_low"] is not None and round(found["satisfaction_low"], 2) == Decimal(
        "37.55"
    )


def test_ratings_from_phones_do_not_count(hall: Machine):
    by_phone(hall, 1, "5")
    assert of(hall)["ratings"] == 0 and of(hall)["satisfaction"] is None


def test_complaints_count_for_the_clerk_named_and_for_the_hall(hall: Machine, office: Machine):
    file(hall, 1)
    file(hall, 2, badge="")
    file(hall, 3, kind="suggestion")
    sync_round(hall, office)
    for machine in (hall, office):
        assert of(machine)["complaints"] == 1 and of(machine, LI)["complaints"] == 0
        today = machine.today()
        branches = figures.read(machine.db, "branch", [HERE, THERE], today, today)
        assert branches[HERE]["complaints"] == 2 and branches[THERE]["complaints"] == 0


def test_more_units_than_fit_one_query_are_all_read(hall: Machine):
    badges = [f"{number:05}" for number in range(1_100)]
    found = figures.read(hall.db, "clerk", [*badges, WANG], FIRST, LAST)
    assert len(found) == 1_101
