"""Fewer cases than the product of all axes: each pair of values is in one of them.

What breaks a page is seldom more than two values at once: this screen in English,
large type without scripts. The product itself is run with EVERY_CASE=1, by `make audit`.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations, product
from typing import Any

Case = tuple[Any, ...]
Pair = tuple[tuple[int, Any], tuple[int, Any]]
"""Two values, each with the number of its axis."""


def anything(*_: Any) -> bool:
    return True


def cases(*axes: Iterable[Any], fits: Callable[..., bool] = anything) -> list[Case]:
    """What a test runs: `pairs`, or every case where the environment asks for it."""
    if os.environ.get("EVERY_CASE"):
        return [case for case in product(*axes) if fits(*case)]
    return pairs(*axes, fits=fits)


def pairs(*axes: Iterable[Any], fits: Callable[..., bool] = anything) -> list[Case]:
    """Cases of the product, in its order, that hold each pair of values which fits.

    The next case is always the one with most pairs that are still missing; among
    equals the one whose pairs were used least, so that all are used about as often.
    """
    every = {case: pairs_of(case) for case in product(*axes) if fits(*case)}
    missing = set().union(*every.values())
    used: Counter[Pair] = Counter()
    chosen: set[Case] = set()
    while missing:
        best = max(every, key=lambda one: (len(every[one] & missing), -_sum(used, every[one])))
        chosen.add(best)
        missing -= every[best]
        used.update(every[best])
    return [case for case in every if case in chosen]


def pairs_of(case: Case) -> set[Pair]:
    return set(combinations(enumerate(case), 2))


def _sum(used: Counter[Pair], some: set[Pair]) -> int:
    return sum(used[pair] for pair in some)
