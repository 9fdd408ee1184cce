"""The days of a report's period, and when the report is due."""

import datetime

import pytest

from kiosk.rules.cases.deadlines import Calendar
from kiosk.rules.office.reports import spans
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.reports import Period

D = datetime.date
NONE_MOVED = Calendar({})


@pytest.mark.parametrize(
    ("period", "day", "first", "last", "before"),
    [
        ("week", D(2026, 11, 27), D(2026, 11, 27), D(2026, 12, 3), D(2026, 11, 20)),
        ("week", D(2026, 11, 26), D(2026, 11, 20), D(2026, 11, 26), D(2026, 11, 13)),
        ("month", D(2026, 2, 28), D(2026, 2, 1), D(2026, 2, 28), D(2026, 1, 1)),
        ("month", D(2028, 2, 29), D(2028, 2, 1), D(2028, 2, 29), D(2028, 1, 1)),
        ("month", D(2026, 1, 1), D(2026, 1, 1), D(2026, 1, 31), D(2025, 12, 1)),
        ("quarter", D(2026, 12, 31), D(2026, 10, 1), D(2026, 12, 31), D(2026, 7, 1)),
        ("year", D(2014, 5, 5), D(2014, 1, 1), D(2014, 12, 31), D(2013, 1, 1)),
    ],
)
def test_a_period_has_these_days(period: Period, day: D, first: D, last: D, before: D):
    span = spans.of(period, day)
    assert span == Span(first, last)
    assert spans.before(period, span).first == before
    assert spans.after(period, spans.before(period, span)) == span
    assert not spans.is_over(span, last)
    assert spans.is_over(span, last + spans.ONE)


@pytest.mark.parametrize(
    ("period", "day", "due"),
    [
        ("week", D(2026, 11, 26), "2026-11-27 08:00"),  # a Friday
        ("month", D(2026, 10, 31), "2026-11-02 08:00"),  # 1 November is a Sunday
        ("year", D(2014, 12, 31), "2015-01-04 08:00"),  # that Sunday was worked
        ("quarter", D(2014, 9, 30), "2014-10-08 08:00"),  # after the holidays
        ("month", D(2014, 1, 31), "2014-02-07 08:00"),
    ],
)
def test_a_report_is_due_on_the_first_working_day_after(period: Period, day: D, due: str):
    at = datetime.datetime.fromisoformat(f"{due}+08:00")
    assert spans.due(spans.of(period, day), 8, NONE_MOVED) == at.timestamp() * 1000


def test_the_office_moves_days():
    moved = Calendar({D(2026, 11, 2): False})
    at = datetime.datetime.fromisoformat("2026-11-03 17:00+08:00")
    assert spans.due(spans.of("month", D(2026, 10, 1)), 17, moved) == at.timestamp() * 1000


def test_the_newest_periods_that_are_over_come_first():
    found = spans.last_over("month", D(2026, 1, 31), 3)
    assert [one.first for one in found] == [D(2025, 12, 1), D(2025, 11, 1), D(2025, 10, 1)]
    assert spans.last_over("week", D(2026, 11, 27))[0].last == D(2026, 11, 26)


def test_a_period_is_named_by_its_parts():
    assert spans.named(spans.of("quarter", D(2026, 8, 1))) == {
        "first": "2026-07-01", "last": "2026-09-30", "year": "2026", "month": "7", "name": "July",
        "quarter": "3",
    }  # fmt: skip
