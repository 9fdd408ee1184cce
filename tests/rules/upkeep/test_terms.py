"""Whole months alone move, and none before its term is over."""

import datetime

import pytest

from kiosk.rules.upkeep import terms


@pytest.mark.parametrize(
    ("today", "months", "last"),
    [
        ("2026-11-27", 36, "2023-10-31"),
        ("2026-11-01", 36, "2023-10-31"),
        ("2026-10-31", 36, "2023-09-30"),
        ("2027-03-31", 36, "2024-02-29"),
        ("2027-01-01", 36, "2023-12-31"),
        ("2026-11-27", 1200, "1926-10-31"),
        ("0002-01-01", 12, None),
        ("0003-01-01", 12, "0001-12-31"),
    ],
)
def test_the_last_day_that_can_move(today: str, months: int, last: str | None):
    found = terms.last_day(datetime.date.fromisoformat(today), months)
    assert found == (None if last is None else datetime.date.fromisoformat(last))


def test_each_day_that_moves_is_as_old_as_the_term():
    for n in range(800):
        today = datetime.date(2026, 1, 1) + datetime.timedelta(n)
        last = terms.last_day(today, 36)
        assert last is not None and (today - last).days >= 1096
        assert (last + datetime.timedelta(1)).day == 1
