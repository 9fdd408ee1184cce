"""Best marks that come from one screen."""

import datetime

import pytest

from kiosk.rules.office.suspicion.history import History, Seen
from kiosk.rules.office.suspicion.screens import one_screen

DAYS = [datetime.date(2026, 10, 5) + datetime.timedelta(n) for n in range(5)]
PAST = {("a", "left"): 200, ("a", "right"): 200, ("b", "left"): 200, ("b", "right"): 200}


def given(clerk: str, mark: str, screen: str, n: int) -> list[Seen]:
    return [
        Seen(f"{clerk}{mark}{screen}{day}{i}", day, 600 + i, clerk, mark, screen)
        for day in DAYS
        for i in range(n)
    ]


def usual() -> list[Seen]:
    return [
        one
        for clerk in "ab"
        for mark, n in (("5", 6), ("4", 2))
        for screen in ("left", "right")
        for one in given(clerk, mark, screen, n)
    ]


def test_added_marks_from_one_screen_are_found():
    (found,) = one_screen(History(usual() + given("a", "polite", "left", 18), {}, PAST, {}))
    assert (found.clerk, found.other) == ("a", "left") and found.strength >= 1
    assert found.expected < found.seen <= found.of


@pytest.mark.parametrize("past", [PAST, {}])
def test_a_usual_week_and_one_without_a_past_are_not(past: dict[tuple[str, str], int]):
    assert not list(one_screen(History(usual(), {}, past, {})))


def test_a_clerk_who_moved_to_another_window_is_not():
    moved = given("a", "5", "left", 24) + given("a", "4", "left", 6) + given("b", "5", "left", 6)
    assert not list(one_screen(History(moved + given("b", "5", "right", 6), {}, PAST, {})))
