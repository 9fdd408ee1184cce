"""Whether several counts differ by more than chance: Pearson's χ² test against equal shares.

Equal shares are what would be expected if each card were as likely as any other. A small p says
that the differences are hard to explain by chance; it does not say why they are there.
"""

from collections.abc import Mapping
from math import exp, lgamma, log
from typing import NamedTuple

LEAST_EXPECTED = 5
"""So many are needed on average (Cochran's rule); with fewer nothing is said."""
SURE = 0.05
"""Differences with a smaller p are called more than chance. Our choice."""
_STEPS, _EXACT, _TINY = 500, 1e-12, 1e-300


class Evenness(NamedTuple):
    """How unevenly counts are spread: χ² with its degrees of freedom, the chance of one at least
    as large among equal shares, and which were counted least (several where they are equal)."""

    chi2: float
    df: int
    p: float
    least: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the counts differ by more than chance."""
        return self.p < SURE


def evenness(counts: Mapping[str, int]) -> Evenness | None:
    """Compares counts, by name, with equal shares; None if they are too few to say anything."""
    total, number = sum(counts.values()), len(counts)
    if number < 2 or total < LEAST_EXPECTED * number:
        return None
    mean = total / number
    chi2 = sum((n - mean) ** 2 for n in counts.values()) / mean
    fewest = min(counts.values())
    least = tuple(name for name, n in counts.items() if n == fewest)
    return Evenness(chi2, number - 1, tail(chi2, number - 1), least)


def tail(chi2: float, df: int) -> float:
    """The chance that χ² with `df` > 0 degrees of freedom is at least `chi2` ≥ 0: the regularised
    upper incomplete gamma function Q(df/2, chi2/2). Raises ValueError outside that."""
    if chi2 < 0 or df < 1:
        raise ValueError(f"chi2 {chi2} with {df} degrees of freedom")
    a, x = df / 2, chi2 / 2
    if x == 0:
        return 1.0
    scale = exp(a * log(x) - x - lgamma(a))
    # the series converges fast below the mean, the continued fraction (Lentz) above it
    return 1 - scale * _series(a, x) if x < a + 1 else scale * _fraction(a, x)


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    for n in range(1, _STEPS):
        term *= x / (a + n)
        total += term
        if term < total * _EXACT:
            break
    return total


def _fraction(a: float, x: float) -> float:
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    found = d
    for n in range(1, _STEPS):
        factor = -n * (n - a)
        b += 2
        d = 1 / (factor * d + b or _TINY)
        c = b + factor / c or _TINY
        found *= d * c
        if abs(d * c - 1) < _EXACT:
            break
    return found
