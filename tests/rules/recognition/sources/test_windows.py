"""At which window a clerk was: tables of values with their edges."""

import pytest

from kiosk.rules.recognition.sources import windows
from kiosk.rules.recognition.sources.windows import Sign

NINE, NOON, FIVE = 9, 12, 17
ALL_DAY = [Sign(NINE, "3"), Sign(FIVE, "")]
CHANGED = [Sign(NINE, "3"), Sign(NOON, "5"), Sign(FIVE, "")]


@pytest.mark.parametrize("said, number", [
    ("3", "3"), ("３号窗", "3"), ("3号窗口", "3"), ("3 号", "3"), ("A3", "A3"),
    ("综合1号台", "综合1"), ("03", "03"), ("号", "号"), ("", ""),
])  # fmt: skip
def test_a_window_is_compared_by_its_number(said: str, number: str):
    assert windows.number(said) == number


@pytest.mark.parametrize("signs, window", [
    ([], ""),
    ([Sign(NINE, "")], ""),
    (ALL_DAY, "3"),
    ([Sign(NINE, "3"), Sign(NOON, ""), Sign(13, "3")], "3"),
    (CHANGED, ""),
])  # fmt: skip
def test_the_window_of_a_day_is_known_if_there_was_one_alone(signs: list[Sign], window: str):
    assert windows.only(signs) == window


@pytest.mark.parametrize("moment, window", [
    (NINE - 1, ""), (NINE, "3"), (NOON - 1, "3"), (NOON, "5"), (FIVE - 1, "5"), (FIVE, ""),
])  # fmt: skip
def test_who_changed_windows_was_at_each_from_its_moment_on(moment: int, window: str):
    assert windows.at(CHANGED, moment) == window
    assert windows.at(list(reversed(CHANGED)), moment) == window, "whatever the order of arrival"


def test_without_a_sign_no_window_is_guessed():
    assert windows.at([], NOON) == ""
