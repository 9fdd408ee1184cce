"""What is reported of a month's diaries."""

import datetime

import pytest

from kiosk.rules.recognition.diary import counts
from kiosk.rules.recognition.diary.counts import Reported


@pytest.mark.parametrize(
    ("counted", "reported"),
    [
        ({}, Reported({}, ())),
        ({"hurt": 4}, Reported({}, ("hurt",))),
        ({"hurt": 5}, Reported({"hurt": 5}, ())),
        ({"praise": 1, "hurt": 6, "deed": 0}, Reported({"hurt": 6}, ("praise",))),
    ],
)
def test_few_are_not_told(counted: dict[str, int], reported: Reported):
    assert counts.reported(counted) == reported


def test_few_stay_untold_in_a_sum():
    halls = [
        Reported({"hurt": 5}, ("deed",)),
        Reported({"hurt": 7, "praise": 5}, ()),
        Reported({}, ("hurt",)),
    ]
    assert counts.added(halls) == Reported({"hurt": 12, "praise": 5}, ("deed", "hurt"))


@pytest.mark.parametrize(
    ("month", "today", "over"),
    [((2026, 10), (2026, 11, 1), True), ((2026, 11), (2026, 11, 30), False),
     ((2026, 12), (2026, 11, 30), False), ((2025, 12), (2026, 1, 1), True)],
)  # fmt: skip
def test_a_month_is_over_on_the_first_of_the_next(
    month: tuple[int, int], today: tuple[int, int, int], over: bool
):
    assert counts.is_over(datetime.date(*month, 1), datetime.date(*today)) is over
