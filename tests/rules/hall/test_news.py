"""Who is praised, what changed, what is announced: tables of values."""

import datetime

import pytest

from kiosk.rules.hall.news import Praise, announced, changed, praised
from kiosk.vocabulary.documents import Version

DAY = datetime.date(2026, 11, 21)


def hours(**number: int) -> list[Praise]:
    """So many hours with praise for each clerk."""
    return [
        Praise(clerk, DAY - datetime.timedelta(hour // 8), hour % 8)
        for clerk, n in number.items()
        for hour in range(n)
    ]


@pytest.mark.parametrize(
    "number, shown",
    [
        ({}, ()),
        ({"a": 2}, ()),
        ({"a": 3}, ("a",)),
        ({"b": 9, "a": 3, "c": 2}, ("a", "b")),
        (dict.fromkeys("abcd", 3), tuple("abcd")),
        (dict.fromkeys("abcde", 3), ()),
        ({"e": 5} | dict.fromkeys("abcd", 3), ("e",)),
        ({"f": 5, "e": 4} | dict.fromkeys("ab", 3), tuple("abef")),
    ],
)
def test_the_clerks_praised_most_are_shown_and_equals_together(
    number: dict[str, int], shown: tuple[str, ...]
):
    assert praised(hours(**number)) == shown


def test_a_burst_of_taps_counts_once():
    assert praised([Praise("a", DAY, 9)] * 50 + hours(b=3)) == ("b",)


def test_who_comes_first_in_the_figures_does_not_matter():
    given = hours(b=5, a=4, c=3)
    assert praised(given) == praised(given[::-1]) == ("a", "b", "c")


def version(days: int, number: int = 1) -> Version:
    return Version("fees", "gas", number, DAY - datetime.timedelta(days), "x")


@pytest.mark.parametrize(
    "line, shown",
    [
        ([], None),
        ([version(5)], None),
        ([version(400), version(0, 2)], 2),
        ([version(400), version(29, 2)], 2),
        ([version(400), version(30, 2)], None),
        ([version(400), version(-1, 2)], None),
        ([version(400), version(20, 2), version(3, 3)], 3),
        ([version(5), version(5, 2)], None),
    ],
)
def test_fees_changed_if_they_took_the_place_of_others(line: list[Version], shown: int | None):
    found = changed(line, DAY)
    assert (found.version if found else None) == shown


@pytest.mark.parametrize(
    "now, says",
    [
        ("08:29:59", ""), ("08:30:00", "opening"), ("08:39:59", "opening"), ("08:40:00", ""),
        ("16:44:59", ""), ("16:45:00", "closing"), ("16:59:59", "closing"), ("17:00:00", ""),
        ("00:00:00", ""), ("23:59:59", ""),
    ],
)  # fmt: skip
def test_the_hall_welcomes_and_takes_leave(now: str, says: str):
    at = datetime.time.fromisoformat(now)
    assert announced(at, "08:30", "17:00") == says
    assert announced(at, "", "") == ""
