"""Fewer cases than the product of all axes: each pair of values is in one of them.

A page is seldom broken by more than two values at once: this screen in English, or
large type without scripts. With EVERY_CASE=1 in the environment, as `make audit` sets
it, the whole product is run.
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
    """What a test runs: `pairs`, or the product with EVERY_CASE."""
    if os.environ.get("EVERY_CASE"):
        return [case for case in product(*axes) if fits(*case)]
    return pairs(*axes, fits=fits)


def pairs(*axes: Iterable[Any], fits: Callable[..., bool] = anything) -> list[Case]:
    """Few cases that hold each pair of values that goes together, in the product's order.

    `fits` takes a case's values and says whether they go together. Greedy: next is the
    case with most pairs still missing; among equals, the one whose pairs were used least.
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
