"""When weekly and monthly meetings are due, and which days they look back on."""

import datetime

import pytest

from kiosk.rules.recognition import meetings
from kiosk.rules.recognition.meetings import Term
from kiosk.vocabulary.refusals import Refusal

D = datetime.date
MONDAY = D(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "day", "weekday", "due_on", "first", "last", "until"),
    [
        ("weekly", MONDAY, 1, MONDAY, D(2026, 11, 16), D(2026, 11, 22), D(2026, 11, 29)),
        ("weekly", D(2026, 11, 29), 1, MONDAY, D(2026, 11, 16), D(2026, 11, 22), D(2026, 11, 29)),
        ("weekly", MONDAY, 5, D(2026, 11, 20), D(2026, 11, 13), D(2026, 11, 19), D(2026, 11, 26)),
        ("weekly", D(2027, 1, 3), 7, D(2027, 1, 3), D(2026, 12, 27), D(2027, 1, 2), D(2027, 1, 9)),
        ("monthly", MONDAY, 1, D(2026, 11, 1), D(2026, 10, 1), D(2026, 10, 31), D(2026, 11, 30)),
        ("monthly", D(2026, 3, 1), 3, D(2026, 3, 1), D(2026, 2, 1), D(2026, 2, 28), D(2026, 3, 31)),
        ("monthly", D(2027, 1, 31), 1, D(2027, 1, 1), D(2026, 12, 1), D(2026, 12, 31),
         D(2027, 1, 31)),
        ("monthly", D(2028, 2, 29), 1, D(2028, 2, 1), D(2028, 1, 1), D(2028, 1, 31),
         D(2028, 2, 29)),
    ],
)  # fmt: skip
def test_a_meeting_is_due_and_looks_back(kind, day, weekday, due_on, first, last, until):
    found = meetings.term(kind, day, weekday)
    assert found == (kind, due_on)
    assert (found.first, found.last, found.until) == (first, last, until)


@pytest.mark.parametrize(
    ("of", "before"),
    [
        (Term("weekly", MONDAY), D(2026, 11, 16)),
        (Term("monthly", D(2026, 11, 1)), D(2026, 10, 1)),
        (Term("monthly", D(2027, 1, 1)), D(2026, 12, 1)),
    ],
)
def test_the_one_before(of, before):
    assert of.before == (of.kind, before)
    assert of.before.until < of.due_on


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("", ()),
        (" \n ", ()),
        ("春节排班\r\n\r\n 窗口礼仪 ", ("春节排班", "窗口礼仪")),
        ("\n".join(["字" * 100] * 12), ("字" * 100,) * 12),
    ],
)
def test_own_lines_one_on_each(typed, lines):
    assert meetings.own_lines(typed) == lines


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("字" * 101, "many_lines"),
        ("\n".join("议题" for _ in range(13)), "many_lines"),
        ("字" * 2_401, "long_comment"),
        ("a\x00", "odd_comment"),
    ],
)
def test_lines_that_are_too_many_or_too_long(typed, code):
    with pytest.raises(Refusal) as refused:
        meetings.own_lines(typed)
    assert refused.value.code == code
