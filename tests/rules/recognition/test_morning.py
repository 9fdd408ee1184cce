"""Which day a morning looks back on, whose words are told, and what fits on one page."""

import datetime
from typing import NamedTuple

import pytest

from kiosk.rules.recognition import morning

D = datetime.date
MONDAY = D(2026, 11, 23)


class Card(NamedTuple):
    words: str
    at: int
    event_id: str = ""


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([], D(2026, 11, 22)),
        ([D(2026, 11, 22)], D(2026, 11, 22)),
        ([D(2026, 11, 20), D(2026, 11, 21)], D(2026, 11, 21)),
        ([D(2026, 11, 16)], D(2026, 11, 16)),
        ([D(2026, 11, 15)], D(2026, 11, 22)),
        ([MONDAY, D(2026, 11, 24)], D(2026, 11, 22)),
    ],
)
def test_it_looks_back_on_the_day_on_which_the_hall_was_last_open(days, found):
    assert morning.looked_back_on(MONDAY, days) == found


@pytest.mark.parametrize(
    ("cards", "told"),
    [
        ([], None),
        ([Card("谢谢", 2), Card("谢谢您的耐心", 9)], 1),
        ([Card("谢谢", 2), Card("多谢", 1)], 1),
        ([Card("谢谢", 1, "b"), Card("多谢", 1, "a")], 1),
    ],
)
def test_the_longest_words_are_told_and_of_several_the_first(cards, told):
    assert morning.story(cards) == (None if told is None else cards[told])


@pytest.mark.parametrize(
    ("wanted", "lines", "shown"),
    [
        ({"a": 2, "b": 1}, 12, {"a": 2, "b": 1}),
        ({"a": 90, "b": 0}, 12, {"a": 10, "b": 0}),
        ({"a": 90, "b": 90}, 12, {"a": 4, "b": 3}),
        ({"a": 90, "b": 2}, 12, {"a": 6, "b": 2}),
        ({"a": 1, "b": 90}, 12, {"a": 1, "b": 4}),
        ({"a": 5, "b": 5}, 2, {"a": 0, "b": 0}),
    ],
)
def test_lines_are_dealt_so_that_no_list_pushes_another_off_the_page(wanted, lines, shown):
    costs = {"a": 1, "b": 2}
    assert morning.dealt(wanted, costs, lines) == shown
    used = sum(costs[name] * number for name, number in shown.items())
    assert used + len(wanted) <= lines


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("王芳", 4, "王芳"),
        ("王芳芳", 4, "王…"),
        ("abcdef", 4, "ab…"),
        ("a\n b\t c", 9, "a b c"),
        ("", 4, ""),
    ],
)
def test_a_text_is_cut_to_a_line_and_says_so(text, most, shown):
    assert morning.cut(text, most) == shown
    assert morning.width(shown) <= most
