"""Tails of distributions, against sums written out."""

from math import comb, exp, factorial, gamma

import pytest

from kiosk.rules.office.suspicion.chances import (
    binomial_tail,
    gamma_poisson_tail,
    poisson_tail,
    scan_tail,
)


@pytest.mark.parametrize(("k", "mean"), [(0, 1.0), (1, 0.5), (3, 5.0), (9, 2.0), (1, 0.0)])
def test_poissons_tail_is_its_sum(k: int, mean: float):
    below = sum(exp(-mean) * mean**i / factorial(i) for i in range(k))
    assert poisson_tail(k, mean) == pytest.approx(1 - below, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("k", "n", "p"), [(0, 5, 0.3), (2, 5, 0.3), (5, 5, 0.3), (40, 60, 0.2), (3, 60, 0.2)]
)
def test_the_binomial_tail_is_its_sum(k: int, n: int, p: float):
    tail = sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))
    assert binomial_tail(k, n, p) == pytest.approx(tail, rel=1e-6)


@pytest.mark.parametrize(("k", "shape", "odds"), [(0, 2.0, 0.5), (3, 1.0, 0.1), (6, 3.5, 0.4)])
def test_a_poisson_mean_that_varies_has_its_sum_for_a_tail(k: int, shape: float, odds: float):
    p = odds / (1 + odds)
    ways = [gamma(shape + i) / gamma(shape) / factorial(i) for i in range(60)]
    tail = sum(n * p**i * (1 - p) ** shape for i, n in enumerate(ways) if i >= k)
    assert gamma_poisson_tail(k, shape, odds) == pytest.approx(tail, rel=1e-6)
    assert gamma_poisson_tail(k, 1e6, odds * shape / 1e6) == pytest.approx(
        poisson_tail(k, odds * shape), rel=1e-3
    )


@pytest.mark.parametrize(("k", "n", "p"), [(1, 3, 0.0), (4, 3, 0.5), (1, 3, 1.0)])
def test_no_share_and_no_number_is_odd_enough_to_fail(k: int, n: int, p: float):
    assert 0 < binomial_tail(k, n, p) <= 1


def test_some_window_of_a_day_is_fuller_than_a_certain_one():
    assert poisson_tail(6, 1.0) < scan_tail(6, 1.0, 48) < 48 * 6 * poisson_tail(6, 1.0)
    assert scan_tail(1, 2.0, 48) == 1.0
