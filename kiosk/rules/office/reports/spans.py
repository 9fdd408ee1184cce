"""The weeks, months, quarters and years that head office's reports are of, and when each is due.

A report is due at an hour of the first working day after its period: a week's on Friday, since its
weeks end on Thursday.
"""

import calendar
import datetime
from zoneinfo import ZoneInfo

from kiosk.rules.cases import deadlines
from kiosk.rules.cases.deadlines import Calendar
from kiosk.rules.recognition import periods
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.documents import DEFAULT_ZONE, Deadline
from kiosk.vocabulary.reports import Period

ONE = datetime.timedelta(1)
_FRIDAY, _WEEK = 4, datetime.timedelta(7)
HOUR = 8
"""Reports go out at eight in the morning unless another hour is chosen."""
_AFTER = Deadline(days=1)


def of(period: Period, day: datetime.date) -> Span:
    """The period that a day is in."""
    if period != "week":
        return periods.of(period, day)
    first = day - datetime.timedelta((day.weekday() - _FRIDAY) % 7)
    return Span(first, first + _WEEK - ONE)


def before(period: Period, span: Span) -> Span:
    """The period before."""
    return of(period, span.first - ONE)


def after(period: Period, span: Span) -> Span:
    """The period that follows."""
    return of(period, span.last + ONE)


def is_over(span: Span, today: datetime.date) -> bool:
    """Whether all of a period's days are over."""
    return span.last < today


def last_over(period: Period, today: datetime.date, most: int = 1) -> list[Span]:
    """The newest periods that are over, at most so many, the newest first."""
    found = [before(period, of(period, today))]
    while len(found) < most:
        found.append(before(period, found[-1]))
    return found


def due(span: Span, hour: int, moved: Calendar) -> int:
    """When a period's report is due, in UTC ms: at that hour (0 to 23) of China's time, on the
    first working day after it."""
    day = deadlines.due(span.last, _AFTER, moved).day
    at = datetime.datetime.combine(day, datetime.time(hour), ZoneInfo(DEFAULT_ZONE))
    return round(at.timestamp() * 1000)


def named(span: Span) -> dict[str, str]:
    """The parts of what a period is called (kiosk/vocabulary/reports/, SPANS)."""
    return {
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "year": f"{span.first.year}",
        "month": f"{span.first.month}",
        "name": calendar.month_name[span.first.month],
        "quarter": f"{(span.first.month + 2) // 3}",
    }
