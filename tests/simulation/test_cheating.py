"""Patterns of manipulation."""

import datetime
from random import Random

import pytest

from kiosk.simulation import cheating, halls
from kiosk.simulation.cheating import PATTERNS, Cheat
from kiosk.simulation.halls import Given, Thanks
from tests.simulated_halls import hall_of

DAY = datetime.date(2026, 10, 5)
HALL = hall_of(1)
ONE, OTHER = (one.badge for one in halls.on_duty(HALL, DAY)[:2])


def cheats(pattern: cheating.Pattern, strength: float = 1) -> list[Cheat]:
    return [Cheat(pattern, ONE, strength, DAY, DAY, OTHER)]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_of_no_strength_is_a_day_like_others(pattern: cheating.Pattern):
    without = cheating.one_day(Random(1), HALL, DAY)
    assert cheating.one_day(Random(1), HALL, DAY, cheats(pattern, 0)) == without


@pytest.mark.parametrize("pattern", ["burst", "drip", "edge", "screen"])
def test_stuffing_adds_best_marks_and_says_which(pattern: cheating.Pattern):
    day = cheating.one_day(Random(1), HALL, DAY, cheats(pattern))
    added = [one for one in day if isinstance(one, Given) and one.cheat]
    assert len(added) > 5
    assert all(one.clerk == ONE and one.mark not in "4321" for one in added)
    if pattern == "burst":
        assert added[-1].at - added[0].at <= cheating.BURST_MINUTES * halls.MINUTE
    if pattern == "screen":
        assert len({one.screen for one in added}) == 1


def test_refused_low_grades_are_missing():
    days = [DAY + datetime.timedelta(n) for n in range(40)]
    cheat = [Cheat("refused", ONE, 1, days[0], days[-1])]
    for day in days:
        events = cheating.one_day(Random(1), HALL, day, cheat)
        given = [one for one in events if isinstance(one, Given) and one.clerk == ONE]
        assert not any(one.mark in ("1", "2") for one in given)


def test_a_ring_gives_cards_in_both_directions():
    day = cheating.one_day(Random(1), HALL, DAY, cheats("ring"))
    given = [(one.by, one.clerk) for one in day if isinstance(one, Thanks) and one.cheat]
    assert set(given) == {(ONE, OTHER), (OTHER, ONE)}


def test_what_is_usual_is_about_what_the_days_give():
    days = [DAY + datetime.timedelta(n) for n in range(70)]
    clerk = next(one for one in HALL.clerks if one.badge == ONE)
    dice, there = Random(2), [day for day in days if clerk in halls.on_duty(HALL, day)]
    number = sum(
        isinstance(one, Given) and one.clerk == ONE
        for day in there
        for one in cheating.one_day(dice, HALL, day)
    )
    assert cheating.usual(HALL, clerk) == pytest.approx(number / len(there), rel=0.5)
