"""What a result says of a target, and how long it still runs."""

import datetime
from decimal import Decimal

import pytest

from kiosk.rules.recognition import targets
from kiosk.rules.recognition.periods import Span

NOVEMBER = Span(datetime.date(2026, 11, 1), datetime.date(2026, 11, 30))


@pytest.mark.parametrize("way, wanted, so_far, said", [
    ("at_least", 300, None, "no_number"),
    ("at_least", 300, "0", "short"),
    ("at_least", 300, "299.9999", "short"),
    ("at_least", 300, "300", "reached"),
    ("at_least", 300, "301", "reached"),
    ("at_least", 0, "0", "reached"),
    ("at_most", 2, None, "no_number"),
    ("at_most", 2, "0", "within"),
    ("at_most", 2, "2", "within"),
    ("at_most", 2, "2.5", "over"),
    ("at_most", 0, "0", "within"),
    ("at_most", 0, "1", "over"),
])  # fmt: skip
def test_a_result_is_compared_and_a_missing_one_is_no_zero(way, wanted, so_far, said):
    number = None if so_far is None else Decimal(so_far)
    assert targets.standing(way, Decimal(wanted), number) == said


@pytest.mark.parametrize("day, left", [
    ("2026-11-01", 30), ("2026-11-29", 2), ("2026-11-30", 1), ("2026-12-01", 0), ("2027-06-01", 0),
])  # fmt: skip
def test_today_is_a_day_that_is_left(day: str, left: int):
    assert targets.days_left(NOVEMBER, datetime.date.fromisoformat(day)) == left
