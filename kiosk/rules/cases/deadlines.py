"""By when a case must be answered: working days of the mainland calendar.

The State Council publishes each year which working days are moved (调休). The
`holidays` package knows the years that were published when it was released; an
office publishes later ones itself, day by day. Nothing here is a constant of
the product: the classes below are S2's and hold where nothing else is published.
"""

import datetime
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import holidays

from kiosk.vocabulary.documents import Deadline

DEFAULTS: Mapping[str, Deadline] = {
    "general": Deadline(days=2),  # S2 首问负责制: 一般 1—2 个工作日
    "special": Deadline(days=5),  # S2: 特殊 3—5 个工作日
    "contact": Deadline(days=1),  # 上海市优化营商环境条例 (2024) art. 30
    "closing": Deadline(days=5),  # from the answer to the end; our choice
    "ruling": Deadline(days=10),  # on a clerk's objection; our choice
    "extension": Deadline(days=15),  # how far a hall may put off by itself; our choice
}
"""By class, what holds where the organisation has published nothing."""


class Calendar(NamedTuple):
    """What an office published about single days: day → whether it is worked."""

    published: Mapping[datetime.date, bool]


class Due(NamedTuple):
    """The last day that keeps the promise; `sure` is False where it runs
    through a year whose moved working days nobody has published yet."""

    day: datetime.date
    sure: bool


@cache
def _of_year(year: int) -> tuple[holidays.HolidayBase, bool]:
    """The package's calendar of a year, and whether it really knows it: a year
    without one working Saturday or Sunday was not published yet."""
    calendar = holidays.country_holidays("CN", years=year)
    moved = any(day.year == year for day in calendar.weekend_workdays)
    return calendar, moved


def known(year: int, calendar: Calendar) -> bool:
    """Whether the moved working days of a year are known."""
    return _of_year(year)[1] or any(day.year == year for day in calendar.published)


def is_working(day: datetime.date, calendar: Calendar) -> bool:
    """Whether offices work on that day, by the best knowledge there is."""
    if day in calendar.published:
        return calendar.published[day]
    return bool(_of_year(day.year)[0].is_working_day(day))


def due(start: datetime.date, within: Deadline, calendar: Calendar) -> Due:
    """The day by which something begun on `start` must be done.

    The day after `start` is the first; the last one counts (以内 includes it,
    民法典 art. 1259). A deadline in natural days looks at no calendar.
    """
    if not within.working:
        return Due(start + datetime.timedelta(within.days), sure=True)
    day, left = start, within.days
    while left:
        day += datetime.timedelta(1)
        left -= is_working(day, calendar)
    return Due(day, all(known(year, calendar) for year in range(start.year, day.year + 1)))
