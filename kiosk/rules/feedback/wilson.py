"""How reliable a share is: Wilson's score interval."""

from math import sqrt
from typing import NamedTuple

Z95 = 1.959964
"""Standard deviations around the mean that hold 95 % of a normal distribution."""

FEW = 10
"""Fewer answers than this are shown as counts, not as a share: 样本不足. Our choice."""


class Interval(NamedTuple):
    """A share, and the bounds within which it lies with 95 % confidence, each 0 to 1."""

    share: float
    low: float
    high: float


def interval(good: int, n: int) -> Interval:
    """The share of `good` among `n` > 0 trials, with its bounds.

    Raises ValueError for n = 0: no answers are not the same as 0 %.
    """
    if not 0 <= good <= n or n == 0:
        raise ValueError(f"{good} of {n}")
    share = good / n
    weight = 1 + Z95**2 / n
    middle = (share + Z95**2 / (2 * n)) / weight
    reach = Z95 / weight * sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    # rounding must not push a bound past the share
    return Interval(
        share, min(share, max(0.0, middle - reach)), max(share, min(1.0, middle + reach))
    )
