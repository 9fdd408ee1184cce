"""The funnel's limits and who is outside, by tables of values."""

from math import comb, sqrt
from statistics import NormalDist

import pytest

from kiosk.rules.office.funnel import between, funnel, limits
from kiosk.rules.office.ranking import Unit


def upto(count: int, n: int, share: float) -> float:
    """The binomial distribution."""
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(count + 1))


@pytest.mark.parametrize(
    ("average", "n", "expected"),
    [
        (0.9, 10, (0.4573, 0.6213, 1.0, 1.0)),
        (0.1, 10, (0.0, 0.0, 0.3787, 0.5427)),
        (0.5, 1, (0.0, 0.0, 1.0, 1.0)),
        (0.95, 1_000, (0.9270, 0.9356, 0.9636, 0.9705)),
        (1.0, 50, (1.0, 1.0, 1.0, 1.0)),
        (0.0, 50, (0.0, 0.0, 0.0, 0.0)),
    ],
)
def test_limits(average: float, n: int, expected: tuple[float, ...]):
    assert tuple(limits(average, 0, n)) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("n", [1, 5, 10, 30, 200])
@pytest.mark.parametrize("average", [0.5, 0.9, 0.97])
def test_a_count_is_outside_exactly_where_it_is_rarer_than_the_limit_says(average: float, n: int):
    bounds = limits(average, 0, n)
    for count in range(n + 1):
        low, high = upto(count, n, average), upto(n - count, n, 1 - average)
        assert (count / n < bounds.outer_low) == (low < 0.001), count
        assert (count / n < bounds.inner_low) == (low < 0.025), count
        assert (count / n > bounds.outer_high) == (high < 0.001), count
        assert (count / n > bounds.inner_high) == (high < 0.025), count


def test_differences_between_units_widen_limits_most_where_ratings_are_many():
    few, many = limits(0.95, 0, 30), limits(0.95, 0, 10_000)
    wide_few, wide_many = limits(0.95, 0.0004, 30), limits(0.95, 0.0004, 10_000)
    assert (wide_few.inner_high - wide_few.inner_low) / (few.inner_high - few.inner_low) < 1.4
    assert (wide_many.inner_high - wide_many.inner_low) > 8 * (many.inner_high - many.inner_low)
    assert wide_many.inner_low == pytest.approx(0.904, abs=0.001), "skewed to the left"


@pytest.mark.parametrize(
    ("total", "deviation"), [(0.0, 0.0), (0.005, 0.0), (0.0194, 0.0169), (0.0313, 0.0298)]
)
@pytest.mark.parametrize("n", [9, 10, 66])
def test_the_variance_between_units_is_what_exceeds_chance(total: float, deviation: float, n: int):
    """With 1,000 ratings each, whose own standard deviation is 0.0095."""
    scores = [NormalDist().inv_cdf((at + 0.5) / n) for at in range(n)]
    scale = total * sqrt(n / sum(one * one for one in scores))
    units = [Unit(str(at), round(900 + 1_000 * scale * z), 1_000) for at, z in enumerate(scores)]
    assert sqrt(between(units, 0.9)) == pytest.approx(deviation, rel=0.12, abs=1e-3)
    assert between(units[:1], 0.9) == 0


def test_one_outlier_hides_neither_itself_nor_others():
    """It is winsorised before the variance between units is judged."""
    usual = [Unit(f"h{at:02}", 940 + at, 1_000) for at in range(20)]
    found = funnel([*usual, Unit("bad", 700, 1_000)])
    assert found is not None
    verdicts = {one.unit.key: one.verdict for one in found.points}
    assert verdicts.pop("bad") == "very_low"
    assert set(verdicts.values()) <= {"within", "high"}


def test_who_is_outside():
    others = [Unit(f"h{at:02}", 950, 1_000) for at in range(40)]
    for satisfied, verdict in [
        (920, "very_low"), (932, "low"), (950, "within"), (966, "high"), (985, "very_high"),
    ]:  # fmt: skip
        found = funnel([*others, Unit("one", satisfied, 1_000)])
        assert found is not None and found.between == 0
        assert found.points[-1].verdict == verdict, satisfied


def test_without_ratings_there_is_no_funnel_and_without_differences_none_is_outside():
    assert funnel([]) is None and funnel([Unit("a", 0, 0)]) is None
    found = funnel([Unit("a", 5, 5), Unit("b", 900, 900)])
    assert found is not None and {one.verdict for one in found.points} == {"within"}
