"""A small, seeded part of `python -m tests.bench.suspicion`: clean halls raise no flag, a lift by
half is found, a small one is not."""

import pytest

from kiosk.simulation.cheating import Pattern
from tests.simulated_halls import BEGIN, DAY, Played, clean_year, find, found_after, hall_of


def test_a_clean_quarter_of_three_halls_raises_no_flag():
    assert [one for seed in (1, 2, 4) for one in clean_year(seed, 90)] == []


@pytest.mark.parametrize("pattern", ["burst", "drip", "edge", "screen"])
def test_a_lift_by_half_is_found_within_five_open_days(pattern: Pattern):
    assert found_after(2, pattern, 0.5)


def test_a_small_lift_is_not_seen():
    assert not found_after(2, "drip", 0.1)


def test_the_same_history_gives_the_same_findings():
    played = Played(hall_of(5), 5)
    for n in range(60):
        played.play(BEGIN + n * DAY)
    last = BEGIN + 59 * DAY
    assert find(played.history(last)) == find(played.history(last))
