"""Months on the roster: a table of values with its edges."""

import datetime
import itertools

import pytest

from kiosk.rules.recognition.sources.tenure import Change, months, stretches


def day(said: str) -> datetime.date:
    return datetime.date.fromisoformat(said)


def counted(changes: str, last: str) -> int:
    """`changes` are days: joined, left, joined again."""
    made = [Change(day(one), n % 2 == 0) for n, one in enumerate(changes.split())]
    return months(stretches(made, day(last)))


@pytest.mark.parametrize("changes, last, number", [
    ("", "2026-12-31", 0),
    ("2026-01-01", "2026-12-31", 12),
    ("2026-01-01", "2026-12-30", 11),
    ("2026-01-02", "2026-12-31", 11),  # joined mid-month
    ("2026-03-15", "2026-03-31", 0),
    ("2026-03-15", "2026-04-13", 0),
    ("2026-03-15", "2026-04-14", 1),
    ("2026-03-15", "2026-04-15", 1),
    ("2026-01-31", "2026-02-26", 0),  # no 31st in the month that follows
    ("2026-01-31", "2026-02-28", 1),
    ("2026-01-31", "2026-04-29", 3),
    ("2024-02-29", "2025-02-27", 12),
    ("2026-12-31", "2026-12-31", 0),
    ("2027-01-01", "2026-12-31", 0),  # joins later
    ("2026-01-01 2026-04-01", "2026-12-31", 3),  # left
    ("2026-01-01 2027-04-01", "2026-12-31", 12),  # leaves later
    ("2026-01-01 2026-04-01 2026-10-01", "2026-12-31", 6),  # came back
    ("2026-01-20 2026-03-10 2026-10-20", "2026-12-31", 3),  # 49 and 73 days are 1 and 2 months
    ("2024-01-01", "2026-12-31", 36),
])  # fmt: skip
def test_months_are_full_ones_of_each_stretch(changes: str, last: str, number: int):
    assert counted(changes, last) == number


def test_another_branch_or_name_begins_nothing_again():
    moved = [Change(day("2026-01-01"), True), Change(day("2026-06-15"), True)]
    assert months(stretches(moved, day("2026-12-31"))) == 12


def test_the_order_of_publishing_does_not_matter():
    changes = [Change(day("2026-01-01"), True), Change(day("2026-04-01"), False),
               Change(day("2026-10-01"), True)]  # fmt: skip
    for some in itertools.permutations(changes):
        assert months(stretches(some, day("2026-12-31"))) == 6


def test_no_month_is_lost_or_counted_twice_as_days_pass():
    first = day("2024-01-31")
    before = 0
    for n in range(800):
        now = months(stretches([Change(first, True)], first + datetime.timedelta(n)))
        assert before <= now <= before + 1 and abs(now - (n + 1) / 30.44) < 1.2
        before = now
