"""After an hour without an office, its stations do not come back as a herd."""

from typing import Any

import pytest

from kiosk.rules.office import backoff
from tests.faults.outage import herd
from tests.faults.outage.herd import CASES

STATIONS, SLOT_S = 2_000, 20.0
"""As many calls in a slot as 40 of 100,000 stations: their chance varies by some tenths."""


@pytest.mark.parametrize("case", CASES, ids=[one.name for one in CASES])
def test_the_busiest_moment_is_at_most_twice_the_mean_and_all_are_served(case: herd.Case):
    seen = herd.play(case, STATIONS, 1, SLOT_S)
    assert seen.unserved == 0
    assert seen.ratio <= herd.MOST


def at_the_same_time(interval: float, failures: int, _chance: float, asked: float) -> float:
    return backoff.next_call(interval, failures, 0.5, asked)


def every_minute(interval: float, failures: int, _chance: float, _asked: float) -> float:
    return 60.0 if failures else interval


@pytest.mark.parametrize(
    ("case", "broken"),
    [
        (CASES[2], {"pause": at_the_same_time, "first": lambda interval, _: interval}),
        (CASES[2], {"pause": every_minute, "first": lambda interval, _: interval}),
        (CASES[3], {"first": lambda interval, chance: chance * interval / 10}),
    ],
    ids=["without chance", "every minute", "at once after a start"],
)
def test_a_schedule_that_makes_a_herd_is_seen(case: herd.Case, broken: dict[str, Any]):
    assert herd.play(case, STATIONS, 1, SLOT_S, **broken).ratio > herd.MOST
