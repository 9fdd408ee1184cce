"""The months, quarters and years for which a scheme is evaluated."""

import datetime
from typing import NamedTuple

from kiosk.vocabulary.schemes import Period

MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "year": 12}
_ONE = datetime.timedelta(1)


class Span(NamedTuple):
    """The days of a period, both included."""

    first: datetime.date
    last: datetime.date


def of(period: Period, day: datetime.date) -> Span:
    """The period that a day is in."""
    length = MONTHS[period]
    first = day.replace(month=(day.month - 1) // length * length + 1, day=1)
    return Span(first, _later(first, length) - _ONE)


def back(period: Period, day: datetime.date, most: int) -> list[Span]:
    """The period that a day is in, and those before it, the newest first; at most so many."""
    found = [of(period, day)]
    while len(found) < most and found[-1].first > datetime.date(2000, 1, 1):
        found.append(of(period, found[-1].first - _ONE))
    return found


def until(last: datetime.date, months: int) -> datetime.date | None:
    """Up to which day an award for a period that ended on `last` is valid, that day included; None
    if it has no end."""
    return _later(last + _ONE, months) - _ONE if months else None


def _later(first: datetime.date, months: int) -> datetime.date:
    """The first of a month, some months later."""
    number = first.year * 12 + first.month - 1 + months
    return datetime.date(number // 12, number % 12 + 1, 1)
