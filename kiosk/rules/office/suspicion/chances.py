"""How unlikely a number is: the upper tails of Poisson's, the binomial and the negative binomial
distribution, and of the largest number in a window that is moved over a day."""

from math import exp, lgamma, log, log1p

LEAST = 1e-300


def poisson_at(k: int, mean: float) -> float:
    """The chance of exactly `k`."""
    if mean <= 0:
        return 1.0 if k == 0 else 0.0
    return exp(k * log(mean) - mean - lgamma(k + 1))


def poisson_tail(k: int, mean: float) -> float:
    """The chance of `k` or more."""
    if k <= 0:
        return 1.0
    if k <= mean:
        return max(LEAST, 1 - sum(poisson_at(i, mean) for i in range(k)))
    found, term, i = 0.0, poisson_at(k, mean), k
    while term > found * 1e-12 and i < k + 10_000:
        found, i = found + term, i + 1
        term *= mean / i
    return max(LEAST, found)


def binomial_tail(k: int, n: int, p: float) -> float:
    """The chance of `k` or more successes among `n`."""
    if k <= 0:
        return 1.0
    if p <= 0 or k > n:
        return LEAST
    if p >= 1:
        return 1.0
    odds = log(p) - log1p(-p)
    start = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + n * log1p(-p) + k * odds
    if k <= n * p:
        return max(LEAST, 1 - _below(k, n, p))
    found, term, ratio = 0.0, exp(max(-690.0, start)), p / (1 - p)
    for i in range(k, n + 1):
        found += term
        term *= ratio * (n - i) / (i + 1)
        if term < found * 1e-12:
            break
    return max(LEAST, found)


def _below(k: int, n: int, p: float) -> float:
    found = 0.0
    for i in range(k):
        at = lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * log(p) + (n - i) * log1p(-p)
        found += exp(at)
    return found


def gamma_poisson_tail(k: int, shape: float, odds: float) -> float:
    """The chance of `k` or more of a Poisson distribution whose mean is itself drawn from a gamma
    distribution of this shape, and `odds` times the shape on average."""
    if k <= 0:
        return 1.0
    p = odds / (1 + odds)
    below, term = 0.0, (1 - p) ** shape
    for i in range(k):
        below += term
        term *= p * (shape + i) / (i + 1)
    found, i = 0.0, k
    while term > found * 1e-12 and i < k + 10_000:
        found, i = found + term, i + 1
        term *= p * (shape + i - 1) / i
    return max(LEAST, found if below > 0.5 else 1 - below)


def scan_tail(k: int, mean: float, windows: float) -> float:
    """The chance that some window holds `k` or more, where a window holds `mean` of a Poisson
    process and `windows` of them fit into the day side by side (Alm 1983, On the distribution of
    the scan statistic of a Poisson process)."""
    if k <= mean:
        return 1.0
    rate = (1 - mean / k) * mean * max(0.0, windows - 1) * poisson_at(k - 1, mean)
    return min(1.0, poisson_tail(k, mean) + rate)
