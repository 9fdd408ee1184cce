"""Days as people type them."""

import datetime

import pytest

from kiosk.rules.input import days


@pytest.mark.parametrize(
    "typed",
    ["2026-01-05", "2026-1-5", "2026/1/5", "2026.01.05", "2026年1月5日", "2026年01月05", "20260105",
     "２０２６－１－５", " 2026 / 1 / 5 "],
)  # fmt: skip
def test_one_day_in_many_spellings(typed: str):
    assert days.day(typed) == datetime.date(2026, 1, 5)


@pytest.mark.parametrize(
    "typed",
    ["", "2026-13-01", "2026-02-30", "2026-1/5", "26-1-5", "2026年1-5", "0206-01-05", "9999-01-01",
     "1/5/2026", "46027", "2026-01-05 08:00", "昨天"],
)  # fmt: skip
def test_anything_else_is_no_day(typed: str):
    with pytest.raises(days.NotADay):
        days.day(typed)


def test_a_day_that_a_spreadsheet_counted():
    assert days.of_serial(46_027) == days.of_serial(44_565, from_1904=True)
    assert days.of_serial(46_027) == datetime.date(2026, 1, 5)
    assert days.of_serial(367) == datetime.date(1901, 1, 1)


@pytest.mark.parametrize("number", [0, 60, 366, -1, 109_600, 10**9])
def test_a_number_outside_the_calendar_is_no_day(number: int):
    with pytest.raises(days.NotADay):
        days.of_serial(number)
