"""The tests that cross axes hold each pair of two values, in few cases."""

from collections.abc import Callable, Sequence
from itertools import combinations, product
from typing import Any

import pytest

from kiosk.vocabulary.facts import CASE_KINDS
from tests.browser import test_every_screen, test_grades, test_journeys, test_print
from tests.browser.pairs import anything, cases, pairs
from tests.browser.screens import SCREENS

Axes = Sequence[Sequence[Any]]
FIVE = ("abc", "de", "fgh", "ij", "klmn")
CROSSED: dict[str, tuple[list[Any], Axes, Callable[..., bool]]] = {
    "screens": (test_every_screen.ALL, test_every_screen.AXES, test_every_screen.fits),
    "journeys": (test_journeys.WAYS, test_journeys.AXES, anything),
    "cases": (
        [(*way, kind) for way, kind in test_journeys.FILED],
        (*test_journeys.AXES, CASE_KINDS),
        anything,
    ),
    "grades": (test_grades.LOOKS, test_grades.AXES, anything),
    "sheets": (test_print.PRINTED, test_print.AXES, anything),
    "five axes": (pairs(*FIVE), FIVE, anything),
}
"""What is run, the axes that it crosses, and which of their values go together."""


@pytest.mark.parametrize("chosen, axes, fits", CROSSED.values(), ids=CROSSED)
def test_each_pair_of_values_is_in_a_case(chosen: list[Any], axes: Axes, fits: Callable[..., bool]):
    every = [case for case in product(*axes) if fits(*case)]
    for i, j in combinations(range(len(axes)), 2):
        possible = {(case[i], case[j]) for case in every}
        assert possible - {(case[i], case[j]) for case in chosen} == set()
    assert set(chosen) <= set(every)


def test_cases_are_few_and_the_same_each_time():
    assert len(pairs(*test_journeys.AXES)) == 4, "of 8"
    assert len(pairs(*FIVE)) <= 15, "of 144; fewer than 12 can't be"
    assert pairs(*FIVE) == pairs(*FIVE)
    screens = pairs(*test_every_screen.AXES, fits=test_every_screen.fits)
    assert len(screens) == 2 * len(SCREENS)


def test_every_case_is_run_where_the_environment_asks_for_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EVERY_CASE", "1")
    assert cases(*FIVE) == list(product(*FIVE))
    assert len(cases(*FIVE, fits=lambda *case: case[0] == "a")) == 48
    monkeypatch.delenv("EVERY_CASE")
    assert cases(*FIVE) == pairs(*FIVE)
