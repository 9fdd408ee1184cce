"""Which promise counts for a receipt, and which ones follow those that were made."""

import datetime

import pytest

from kiosk.rules.transparency import promises
from kiosk.rules.transparency.promises import Promise

DAY = promises.ZERO + datetime.timedelta(100)


@pytest.mark.parametrize(
    "of_hall, of_all, days",
    [
        ([], [], 0),
        ([], [(0, 3)], 3),
        ([], [(101, 3)], 0),
        ([], [(0, 3), (100, 5)], 5),
        ([], [(0, 3), (101, 5)], 3),
        ([(100, 30)], [(0, 3)], 30),
        ([(101, 30)], [(0, 3)], 3),
        ([(10, 30), (90, 0)], [(0, 3)], 3),
        ([(10, 30), (90, 0), (95, 9)], [(0, 3)], 9),
        ([(10, 30), (10, 20)], [(0, 3)], 20),
        ([(50, 30)], [], 30),
        ([], [(60, 3), (50, 365)], 3),
        ([(60, 3), (50, 365)], [(0, 9)], 3),
        ([(60, 3), (50, 365), (55, 365), (60, 4)], [], 4),
        ([(2**32 - 1, 3), (50, 365)], [(0, 9)], 9),
    ],
)
def test_the_last_one_that_has_begun_counts_and_none_made_backwards(
    of_hall: list[tuple[int, int]], of_all: list[tuple[int, int]], days: int
):
    made = [[Promise(*one) for one in some] for some in (of_hall, of_all)]
    assert promises.within(made[0], made[1], DAY) == days


@pytest.mark.parametrize(
    "in_force, made, wanted",
    [
        ([(0, 3)], None, [(0, 3)]),
        ([(0, 3), (20, 3), (50, 5)], None, [(0, 3), (50, 5)]),
        ([(20, 0)], None, []),
        ([(20, 0), (30, 9), (40, 0)], None, [(30, 9), (40, 0)]),
        ([(0, 3), (50, 5)], (0, 3), [(50, 5)]),
        ([(0, 3), (50, 5)], (50, 5), []),
        ([(0, 3), (50, 9)], (50, 5), [(50, 9)]),
        ([(0, 3), (40, 7), (50, 5)], (50, 5), []),
        ([(10, 9), (40, 4), (60, 9)], (10, 9), [(40, 4), (60, 9)]),
    ],
)
def test_what_came_into_force_since_is_promised_once(
    in_force: list[tuple[int, int]], made: tuple[int, int] | None, wanted: list[tuple[int, int]]
):
    last = Promise(*made) if made else None
    assert promises.to_make([Promise(*one) for one in in_force], last) == wanted


def test_days_are_counted_from_1970():
    assert promises.number(datetime.date(1970, 1, 2)) == 1
    assert promises.number(datetime.date(1969, 12, 31)) == 0
