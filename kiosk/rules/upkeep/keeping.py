"""Which backups are kept: each of the last days, one a week and one a month before that."""

import datetime
from collections.abc import Iterable

DAILY, WEEKLY, MONTHLY = 7, 4, 12
"""How many of each are kept."""


def kept(days: Iterable[datetime.date]) -> set[datetime.date]:
    """The days whose backup is kept: the newest DAILY days that have one, and the newest day of
    each of the newest WEEKLY weeks (by ISO 8601) and MONTHLY months that have one."""
    newest = sorted(set(days), reverse=True)
    weeks: dict[tuple[int, int], datetime.date] = {}
    months: dict[tuple[int, int], datetime.date] = {}
    for day in newest:
        weeks.setdefault(day.isocalendar()[:2], day)
        months.setdefault((day.year, day.month), day)
    return {*newest[:DAILY], *list(weeks.values())[:WEEKLY], *list(months.values())[:MONTHLY]}
