"""Months, quarters and years."""

import datetime
from typing import Any

import pytest

from kiosk.rules.recognition import periods

D = datetime.date


@pytest.mark.parametrize(
    "period, day, first, last",
    [
        ("month", D(2024, 2, 29), D(2024, 2, 1), D(2024, 2, 29)),
        ("month", D(2025, 12, 31), D(2025, 12, 1), D(2025, 12, 31)),
        ("quarter", D(2025, 1, 1), D(2025, 1, 1), D(2025, 3, 31)),
        ("quarter", D(2025, 12, 1), D(2025, 10, 1), D(2025, 12, 31)),
        ("year", D(2014, 7, 3), D(2014, 1, 1), D(2014, 12, 31)),
    ],
)
def test_a_day_is_in_one_period(period: Any, day: D, first: D, last: D):
    assert periods.of(period, day) == (first, last)


def test_periods_go_back_without_a_gap_and_not_for_ever():
    found = periods.back("quarter", D(2026, 2, 3), 3)
    assert [one.first for one in found] == [D(2026, 1, 1), D(2025, 10, 1), D(2025, 7, 1)]
    assert [one.last for one in found[1:]] == [D(2025, 12, 31), D(2025, 9, 30)]
    assert periods.back("year", D(2002, 1, 1), 99)[-1].first == D(2000, 1, 1)


@pytest.mark.parametrize(
    "last, months, day",
    [
        (D(2014, 12, 31), 12, D(2015, 12, 31)),
        (D(2025, 11, 30), 3, D(2026, 2, 28)),
        (D(2023, 11, 30), 3, D(2024, 2, 29)),
        (D(2014, 12, 31), 0, None),
    ],
)
def test_an_award_holds_whole_months(last: D, months: int, day: D | None):
    assert periods.until(last, months) == day
