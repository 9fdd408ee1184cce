"""A simulated day of a hall: within its hours, the same each time, looked after, in no flood."""

import datetime

import pytest

from kiosk.demo import month
from kiosk.demo.hall import Hall, Written
from kiosk.demo.living import days
from kiosk.demo.month import Manner
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import FeedbackHandled
from tests.cast import HERE, MANAGER, Machine

DAY_MS = 86_400_000
DAILY = max(one.daily for one in month.MANNERS.values())
"""Ratings of the busiest hall."""


@pytest.fixture
def lives(hall: Machine, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setitem(month.MANNERS, HERE, Manner(DAILY, 0.06, 0.06))
    return Hall(hall.db, hall.keys, hall.time())


def written(lives: Hall, day: datetime.date) -> list[Written]:
    return [one for one in days.of_day(lives, day) if isinstance(one, Written)]


@pytest.mark.parametrize("ago, closed", [(1, 17.0), (6, 15.0)], ids=["weekday", "sunday"])
def test_all_of_it_is_within_the_hours_of_that_day(lives: Hall, ago: int, closed: float):
    day = lives.today - datetime.timedelta(ago)
    opened = month.moment(day, month.OPEN - 0.5, lives.zone)
    ended = month.moment(day, closed, lives.zone)
    made = written(lives, day)
    of_day = [one for one in made if not isinstance(facts.decode(one.body), FeedbackHandled)]
    assert of_day and all(opened <= one.at <= ended for one in of_day)
    kinds = {type(facts.decode(one.body)) for one in of_day}
    assert {facts.Rated, facts.DutyChanged} <= kinds


def test_a_day_is_drawn_the_same_each_time(lives: Hall):
    day = lives.today
    assert list(days.of_day(lives, day)) == list(days.of_day(lives, day))
    ids = [one.event_id for n in range(30) for one in written(lives, day + datetime.timedelta(n))]
    assert len(ids) == len(set(ids))


def test_nine_halls_together_have_less_than_a_fact_a_minute(lives: Hall):
    each = [len(written(lives, lives.today + datetime.timedelta(n))) for n in range(28)]
    assert sum(each) / 28 * 9 < 8.5 * 60


def test_the_manager_looks_at_low_grades_two_days_later(lives: Hall):
    made = [
        (one.at, facts.decode(one.body))
        for n in range(60)
        for one in written(lives, lives.today + datetime.timedelta(n))
    ]
    low = {fact.event_id: at for at, fact in made
           if isinstance(fact, facts.Rated) and fact.mark in facts.LOW_GRADES
           and fact.clerk != MANAGER}  # fmt: skip
    handled = {fact.subject: at for at, fact in made if isinstance(fact, FeedbackHandled)}
    assert low and set(low) == set(handled)
    assert all(DAY_MS < handled[one] - at < 2 * DAY_MS for one, at in low.items())


def test_only_what_follows_a_moment_is_taken_to_the_end_of_the_day(lives: Hall):
    day = datetime.timedelta(1)
    after = lives.utc - 3 * DAY_MS
    some = list(days.since(lives, after))
    every = [one for n in range(-5, 1) for one in days.of_day(lives, lives.today + n * day)]
    assert some and sorted(some, key=str) == sorted(
        (one for one in every if one.at > after), key=str
    )
