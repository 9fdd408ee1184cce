"""Arriving half an hour ahead of opening (P48)."""

import pytest

from kiosk.rules.standards.arrival import judged, latest


@pytest.mark.parametrize(
    ("opens", "now", "before", "mark"),
    [
        ("08:30", "07:30", 30, "on_time"),
        ("08:30", "08:00", 30, "on_time"),  # exactly half an hour
        ("08:30", "08:01", 30, "later"),
        ("08:30", "08:30", 30, "later"),
        ("08:30", "08:30", 0, "on_time"),
        ("08:30", "08:31", 0, "later"),
        ("08:30", "13:00", 30, "later"),  # the late shift
        ("08:30", "20:29", 30, "later"),
        ("00:10", "23:40", 30, "on_time"),
        ("00:10", "23:41", 30, "later"),
        ("", "08:00", 30, "unknown"),
    ],
)
def test_an_arrival_is_on_time_so_many_minutes_ahead(opens: str, now: str, before: int, mark: str):
    assert judged(opens, now, before) == mark


@pytest.mark.parametrize(
    ("opens", "before", "until"),
    [("08:30", 30, "08:00"), ("09:00", 0, "09:00"), ("00:10", 30, "23:40")],
)
def test_until_when_it_is_on_time_can_be_said(opens: str, before: int, until: str):
    assert latest(opens, before) == until
