"""Due days of cases, in working days of the mainland calendar.

Each year the State Council announces which working days are moved (调休). The `holidays`
package knows the years that were announced before its release; an office publishes later ones
itself, day by day, and says when a year is complete. The deadlines below are defaults for an
organisation that has published none; those marked S2 come from that source (docs/practices.md).
"""

import datetime
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import holidays

from kiosk.vocabulary.documents import Deadline

DEFAULTS: Mapping[str, Deadline] = {
    "general": Deadline(days=2),  # S2 首问负责制: 一般 1—2 个工作日
    "special": Deadline(days=5),  # S2: 特殊 3—5 个工作日
    "contact": Deadline(days=1),  # 上海市优化营商环境条例 (2024) art. 30
    "closing": Deadline(days=5),  # from the answer to closing; our choice
    "ruling": Deadline(days=10),  # on a clerk's objection; our choice
    "extension": Deadline(days=15),  # how far a hall may extend by itself; our choice
    "erasure": Deadline(days=15),  # 国信办秘字〔2019〕191号 part 6, which is for apps
    "idea": Deadline(days=5),  # the first answer to an idea of the staff (P44); our choice
    "support": Deadline(days=1),  # the first talk after a call for help (P08); our choice
}
"""The deadline of each class, if the organisation has published none."""


class Calendar(NamedTuple):
    """What an office published: single days, and whether each is worked; and the years of which it
    says that all moved days are published."""

    published: Mapping[datetime.date, bool]
    complete: frozenset[int] = frozenset()


class Due(NamedTuple):
    """The last day that keeps the promise; `sure` is False if the period runs into a year whose
    moved working days are not yet published."""

    day: datetime.date
    sure: bool


@lru_cache(maxsize=32)
def _of_year(year: int) -> tuple[holidays.HolidayBase, bool]:
    """The package's calendar of a year, and whether it really knows that year: one without any
    working Saturday or Sunday had not been announced."""
    calendar = holidays.country_holidays("CN", years=year)
    moved = any(day.year == year for day in calendar.weekend_workdays)
    return calendar, moved


def known(year: int, calendar: Calendar) -> bool:
    """Whether a year's moved working days are known."""
    return year in calendar.complete or _of_year(year)[1]


def is_working(day: datetime.date, calendar: Calendar) -> bool:
    """Whether offices work on that day, as far as is known."""
    if day in calendar.published:
        return calendar.published[day]
    return bool(_of_year(day.year)[0].is_working_day(day))


def due(start: datetime.date, within: Deadline, calendar: Calendar) -> Due:
    """The day by which something begun on `start` must be done.

    The day after `start` is the first; the last one counts (以内 includes it, 民法典 art.
    1259). A deadline in natural days ignores the calendar.
    """
    if not within.working:
        return Due(start + datetime.timedelta(within.days), sure=True)
    day, left = start, within.days
    while left:
        day += datetime.timedelta(1)
        left -= is_working(day, calendar)
    return Due(day, all(known(year, calendar) for year in range(start.year, day.year + 1)))
