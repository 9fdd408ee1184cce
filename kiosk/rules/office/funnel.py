"""A funnel of shares: which units differ from the average by more than chance and the usual
differences between them explain (Spiegelhalter: Funnel plots for comparing institutional
performance, Statistics in Medicine, 2005).

Over-dispersion comes first, as an additive variance between units, tau squared: what halls do not
choose, such as whom they serve, differs however many ratings there are. It is the one at which the
units' z-scores, winsorised by a tenth at each end, vary as chance alone would make them (Paule and
Mandel's equation; our choice, since the moments of that paper are too small where some units have
many more ratings than others).

Limits are those of the beta-binomial distribution with that variance, which without it is the
binomial, so that they are exact for few ratings too: a unit is outside where a count as far out as
its own is rarer than the limit says. Between two counts they are interpolated as in the paper's
appendix A.1, from each side.
"""

from collections.abc import Iterable, Sequence
from math import sqrt
from statistics import NormalDist
from typing import Literal, NamedTuple

from kiosk.rules.office.ranking import Unit

_TAILS = (0.001, 0.025)
"""On each side of the 99.8 % and of the 95 % limits."""
_WINSORISED = 10
"""One z-score in so many is winsorised at each end."""
_MOST_ALIKE = 0.5
"""So much of the variance of single ratings can lie between units; more is no funnel."""
_HALVINGS = 40
_NOTHING = 1e-18

Verdict = Literal["very_low", "low", "within", "high", "very_high"]


class Limits(NamedTuple):
    """Between which shares 99.8 % (outer) and 95 % (inner) of units like the average lie."""

    outer_low: float
    inner_low: float
    inner_high: float
    outer_high: float


class Point(NamedTuple):
    """A unit in the funnel."""

    unit: Unit
    share: float
    limits: Limits
    verdict: Verdict


class Funnel(NamedTuple):
    """The average of all ratings, the standard deviation between units beyond chance, and the
    units, in their order."""

    average: float
    between: float
    points: tuple[Point, ...]


def funnel(units: Iterable[Unit]) -> Funnel | None:
    """The funnel of all units with ratings, None if there are none."""
    some = [one for one in units if one.rated > 0 and 0 <= one.satisfied <= one.rated]
    if not some:
        return None
    average = sum(one.satisfied for one in some) / sum(one.rated for one in some)
    spread = between(some, average)
    by_number = {n: limits(average, spread, n) for n in {one.rated for one in some}}
    points = [_point(one, by_number[one.rated]) for one in some]
    return Funnel(average, sqrt(spread), tuple(points))


def between(units: Sequence[Unit], average: float) -> float:
    """The variance between units beyond chance, tau squared; 0 if there is none."""
    noise = average * (1 - average)
    if noise == 0 or len(units) < 2:
        return 0.0
    apart = [(one.satisfied / one.rated - average, noise / one.rated) for one in units]

    def is_more(variance: float) -> bool:
        """Whether the units differ by more than chance and this variance."""
        return _squares(by / sqrt(own + variance) for by, own in apart) > len(units) - 1

    low, high = 0.0, _MOST_ALIKE * noise
    if not is_more(low):
        return low
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_more(middle) else (low, middle)
    return high


def _squares(z: Iterable[float]) -> float:
    """The squares of winsorised z-scores added up, enlarged by what winsorising takes away from
    scores that vary by chance alone."""
    ordered = sorted(z)
    cut = len(ordered) // _WINSORISED
    low, high = ordered[cut], ordered[-1 - cut]
    found = sum(min(max(one, low), high) ** 2 for one in ordered)
    if not cut:
        return found
    part, normal = cut / len(ordered), NormalDist()
    at = normal.inv_cdf(1 - part)
    kept = 1 - 2 * part - 2 * at * normal.pdf(at) + 2 * part * at * at
    return found / kept


def limits(average: float, spread: float, n: int) -> Limits:
    """The limits for a unit with `n` > 0 ratings, where units differ by the variance `spread`."""
    noise = average * (1 - average)
    if noise == 0:
        return Limits(average, average, average, average)
    first, chances = _chances(average, spread / noise, n)
    beyond = n - first - len(chances) + 1
    low = [_quantile(first, chances, tail) / n for tail in _TAILS]
    high = [1 - _quantile(beyond, chances[::-1], tail) / n for tail in _TAILS]
    return Limits(low[0], low[1], high[1], high[0])


def _chances(average: float, alike: float, n: int) -> tuple[int, list[float]]:
    """The first count that matters, and how likely it and each that follows are, up to a factor.
    `alike` is the share of the variance that lies between units."""

    def ratio(count: int) -> float:
        """How much likelier `count` + 1 is than `count`."""
        over = (1 - alike) * average + alike * count
        under = (1 - alike) * (1 - average) + alike * (n - count - 1)
        return (n - count) / (count + 1) * over / under

    middle = min(n, round(average * n))
    above, below = [1.0], list[float]()
    for count in range(middle, n):
        above.append(above[-1] * ratio(count))
        if above[-1] < _NOTHING:
            break
    weight = 1.0
    for count in range(middle - 1, -1, -1):
        weight /= ratio(count)
        below.append(weight)
        if weight < _NOTHING:
            break
    return middle - len(below), below[::-1] + above


def _quantile(first: int, chances: Sequence[float], tail: float) -> float:
    """The count below which this share of units lies, interpolated; a count is below it exactly
    where it and all smaller ones together are rarer than `tail`."""
    wanted, upto = tail * sum(chances), 0.0
    for at, one in enumerate(chances):
        if upto + one >= wanted:
            return max(0.0, first + at - (upto + one - wanted) / one)
        upto += one
    return first + len(chances)


def _point(unit: Unit, bounds: Limits) -> Point:
    share = unit.satisfied / unit.rated
    return Point(unit, share, bounds, _verdict(share, bounds))


def _verdict(share: float, bounds: Limits) -> Verdict:
    if share < bounds.outer_low:
        return "very_low"
    if share < bounds.inner_low:
        return "low"
    if share > bounds.outer_high:
        return "very_high"
    return "high" if share > bounds.inner_high else "within"
