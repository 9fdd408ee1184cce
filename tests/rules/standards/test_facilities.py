"""Facilities: what is there, and how old that knowledge is."""

import datetime

import pytest

from kiosk.rules.standards.facilities import Facility, is_old
from kiosk.vocabulary.documents import Item, Said
from kiosk.vocabulary.facts import Answer

DAY = datetime.date(2026, 11, 21)
UMBRELLA = Item(code="umbrella", text=Said("雨伞"), counted=True)


@pytest.mark.parametrize(
    ("result", "stock", "is_there", "is_missing"),
    [
        ("done", 3, True, False),
        ("done", 0, False, True),
        ("done", None, True, False),
        ("not_done", 3, False, True),
        ("na", None, False, False),
    ],
)
def test_what_is_there_and_what_must_be_seen_to(result, stock, is_there: bool, is_missing: bool):
    one = Facility(UMBRELLA, Answer(code="umbrella", result=result, stock=stock), DAY)
    assert (one.is_there, one.is_missing) == (is_there, is_missing)


def test_what_was_never_checked_is_neither():
    one = Facility(UMBRELLA, None, None)
    assert not one.is_there and not one.is_missing


@pytest.mark.parametrize(
    ("often", "days", "old"),
    [
        ("daily", 1, False), ("daily", 2, True), ("weekly", 7, False), ("weekly", 8, True),
        ("monthly", 31, False), ("monthly", 32, True), ("daily", 0, False), ("daily", -1, False),
    ],
)  # fmt: skip
def test_a_check_is_old_after_its_days(often, days: int, old: bool):
    assert is_old(often, DAY - datetime.timedelta(days), DAY) == old
