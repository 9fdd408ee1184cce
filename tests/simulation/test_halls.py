"""A hall's day, drawn by chance."""

import datetime
from random import Random

from kiosk.simulation import halls
from tests.simulated_halls import hall_of

DAY = datetime.date(2026, 10, 5)


def test_the_same_dice_give_the_same_day():
    assert halls.one_day(Random(1), hall_of(1), DAY) == halls.one_day(Random(1), hall_of(1), DAY)


def test_a_day_has_shifts_services_and_feedback_in_the_order_of_time():
    hall = hall_of(1)
    events = halls.one_day(Random(1), hall, DAY)
    assert [one.at for one in events] == sorted(one.at for one in events)
    on = {one.clerk for one in events if isinstance(one, halls.Duty)}
    assert on == {one.badge for one in halls.on_duty(hall, DAY)}
    given = [one for one in events if isinstance(one, halls.Given)]
    served = [one for one in events if isinstance(one, halls.Served)]
    assert 0 < len(given) < len(served)
    assert {one.clerk for one in given} <= on and not any(one.cheat for one in given)


def test_everyone_rests_one_day_in_seven():
    hall = hall_of(1)
    for n in range(len(hall.clerks)):
        week = [DAY + datetime.timedelta(d) for d in range(7)]
        assert sum(hall.clerks[n] in halls.on_duty(hall, day) for day in week) == 6


def test_poissons_numbers_have_their_mean():
    for mean in (0.5, 8, 80):
        drawn = [halls.poisson(Random(n), mean) for n in range(800)]
        assert abs(sum(drawn) / 800 - mean) < 0.2 * mean
