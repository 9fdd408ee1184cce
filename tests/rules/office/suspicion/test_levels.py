"""What has risen or fallen and stays so."""

from math import log
from random import Random

import pytest

from kiosk.rules.office.suspicion import levels
from kiosk.rules.office.suspicion.levels import Step, limit_of
from kiosk.rules.office.suspicion.shares import Hours
from tests.simulated_halls import BEGIN, Played, hall_of


def test_a_day_as_usual_lowers_the_sum_and_a_lifted_one_raises_it():
    usual = Step(BEGIN, 20, 100, 20 / 120, 30 / 130)
    assert usual.usual == pytest.approx(20)
    assert usual.adds < 0 < usual._replace(x=30).adds


def test_the_limit_keeps_the_stated_time_between_false_findings():
    """With a time short enough to be tried out: within a factor of two of what is stated."""
    p, q, rest, dice = 20 / 120, 30 / 130, 100, Random(5)
    limit = limit_of(300, rest, p, q)
    total, alarms, days = 0.0, 0, 30_000
    for _ in range(days):
        rate = dice.gammavariate(rest, p / (1 - p))
        x = max(0, round(dice.gauss(rate, rate**0.5)))
        total = max(0.0, total + Step(BEGIN, x, rest, p, q).adds)
        if total >= limit:
            alarms, total = alarms + 1, 0.0
    assert 150 < days / alarms < 600


def test_a_longer_time_between_false_findings_asks_for_a_higher_limit():
    often, seldom = (
        limit_of(apart, 100, 20 / 120, 30 / 130) for apart in (10_000, 40_000)
    )  # fmt: skip
    assert seldom - often == pytest.approx(log(4), rel=0.1)


def test_nothing_is_said_of_a_clerk_without_a_past():
    played = Played(hall_of(3), 3)
    played.play(BEGIN)
    history = played.history(BEGIN)
    assert not list(levels.refused(history, Hours(history.now), Hours(history.past)))
