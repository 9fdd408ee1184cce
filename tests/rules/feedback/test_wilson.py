"""Wilson's interval against worked numbers."""

import pytest

from kiosk.rules.feedback.wilson import interval


@pytest.mark.parametrize(
    ("good", "n", "low"),
    [(2, 2, 0.3424), (5, 5, 0.5655), (20, 20, 0.8389), (100, 100, 0.9630), (100, 101, 0.9460),
     (197, 200, 0.9568), (996, 1000, 0.9898)],
)  # fmt: skip
def test_the_lower_bound_is_the_worked_one(good: int, n: int, low: float):
    assert round(interval(good, n).low, 4) == low


def test_a_large_good_share_ranks_above_a_small_perfect_one():
    assert interval(197, 200).low > interval(20, 20).low


@pytest.mark.parametrize("n", [1, 2, 10, 1000])
def test_the_share_lies_within_and_both_ends_mirror(n: int):
    for good in {0, n // 2, n}:
        found, mirrored = interval(good, n), interval(n - good, n)
        assert 0 <= found.low <= found.share <= found.high <= 1
        assert found.low == pytest.approx(1 - mirrored.high, abs=1e-9)


@pytest.mark.parametrize(("good", "n"), [(0, 0), (3, 2), (-1, 5)])
def test_nobody_asked_is_no_share(good: int, n: int):
    with pytest.raises(ValueError):
        interval(good, n)
