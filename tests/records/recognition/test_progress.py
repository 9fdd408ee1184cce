"""Which tier is next, and whether a clerk is shown it."""

import datetime

import pytest

from kiosk.records.feedback import cards
from kiosk.records.people import clerks
from kiosk.records.recognition import progress
from kiosk.records.recognition.progress import NextTier
from kiosk.vocabulary.facts import Awarded
from tests.cast import HERE, WANG, Machine, by_visit, sync_round
from tests.records.recognition.cast import publish, scheme
from tests.rules.recognition.test_awards import award

NEXT_YEAR = datetime.date(2027, 12, 31)


def of_wang(hall: Machine, *held: Awarded) -> NextTier | None:
    day = hall.today()
    clerk = clerks.on_roster(hall.db, HERE, WANG, day)
    return progress.next_tier(hall.db, WANG, clerk, held, day)


@pytest.fixture
def announced(hall: Machine, office: Machine) -> Machine:
    publish(office, {
        "tier-1": scheme("铜", 5, announced=True),
        "tier-2": scheme("银", 9, announced=True, level=2),
        "for-advisers": scheme("咨询", 1, announced=True, group="adviser"),
        "star": scheme("星", 1, announced=True, level=0),
    })  # fmt: skip
    sync_round(hall, office)
    return hall


def test_nothing_is_shown_unless_it_is_announced(hall: Machine, office: Machine):
    publish(office, {"tier-1": scheme()})
    sync_round(hall, office)
    assert of_wang(hall) is None


def test_the_lowest_tier_that_is_not_held_is_next(announced: Machine):
    cards.give(announced.db, by_visit(announced.db, announced.time()), "a" * 32, WANG, "polite", "")
    found = of_wang(announced)
    assert found is not None and found.scheme.name.zh == "铜" and found.needed.cards == 4
    assert found.span.first == datetime.date(2026, 1, 1)
    higher = of_wang(announced, award("tier-1", 1, until=NEXT_YEAR))
    assert higher is not None and higher.scheme.name.zh == "银" and higher.needed.cards == 8


def test_an_expired_tier_is_earned_again_and_above_the_last_there_is_none(announced: Machine):
    again = of_wang(announced, award("tier-2", 2, until=datetime.date(2025, 12, 31)))
    assert again is not None and again.scheme.name.zh == "铜"
    assert of_wang(announced, award("tier-2", 2, until=None)) is None
