"""When a station calls again, and how much it sends at once."""

import pytest

from kiosk.rules.office import backoff


@pytest.mark.parametrize(
    ("failures", "chance", "pause"),
    [(0, 0, 150), (0, 1, 300), (1, 0, 300), (1, 1, 600), (2, 1, 900), (9, 1, 900)],
)
def test_a_station_calls_later_after_each_failure(failures: int, chance: float, pause: float):
    assert backoff.next_call(300, failures, chance) == pause


@pytest.mark.parametrize(("chance", "pause"), [(0, 0), (0.5, 75), (1, 150)])
def test_the_first_call_after_a_start_is_spread_over_half_the_interval(chance: float, pause: float):
    assert backoff.first_call(300, chance) == pause


@pytest.mark.parametrize(
    ("asked", "chance", "pause"), [(600, 0, 600), (600, 1, 1200), (60, 1, 300)]
)
def test_stations_that_were_refused_together_do_not_come_back_together(
    asked: float, chance: float, pause: float
):
    assert backoff.next_call(300, 0, chance, asked) == pause


def test_a_station_never_calls_before_the_office_asked_it_to():
    assert backoff.next_call(10, 0, 0, retry_after=60) == 60


@pytest.mark.parametrize("asked", [3601, 10**9, 10**400, float("inf")])
def test_an_office_can_ask_for_an_hour_at_most(asked: float):
    assert backoff.next_call(10, 0, 0, retry_after=asked) == 3600


@pytest.mark.parametrize(
    ("size", "successes", "failed", "then"),
    [(500, 0, True, 250), (1, 0, True, 1), (100, 3, False, 200), (100, 4, False, 100),
     (400, 6, False, 500), (100, 0, False, 100)],
)  # fmt: skip
def test_batches_halve_on_failure_and_double_after_three_successes(
    size: int, successes: int, failed: bool, then: int
):
    assert backoff.batch_size(size, successes, failed) == then
