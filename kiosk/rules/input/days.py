"""Days as people type them."""

import datetime
import re

from kiosk.rules.input.folding import squeezed

_DAY = re.compile(
    r"([0-9]{4})(?:"
    r"-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})|\.([0-9]{1,2})\.([0-9]{1,2})"
    r"|年([0-9]{1,2})月([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))"
)
YEARS = range(1900, 2200)
"""Years of which a day can be meant; others are mistyped."""


class NotADay(ValueError):
    """What was typed is no day of the calendar."""


def day(typed: str) -> datetime.date:
    """The day typed: 2026-01-05, 2026/1/5, 2026.1.5, 2026年1月5日 and 20260105 are the same.
    Raises NotADay."""
    found = _DAY.fullmatch(squeezed(typed))
    if found is None:
        raise NotADay(typed[:40])
    year, month, number = (int(part) for part in found.groups() if part)
    if year not in YEARS:
        raise NotADay(typed[:40])
    try:
        return datetime.date(year, month, number)
    except ValueError:
        raise NotADay(typed[:40]) from None


_FIRST, _FIRST_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
_SERIALS = range(367, 110_000)
"""From 1901, where the calendar of spreadsheets is right, into the year 2201."""


def of_serial(number: int, from_1904: bool = False) -> datetime.date:
    """The day that a spreadsheet stores as this number of days. Raises NotADay."""
    first = _FIRST_1904 if from_1904 else _FIRST
    found = first + datetime.timedelta(number) if number in _SERIALS else None
    if found is None or found.year not in YEARS:
        raise NotADay(str(number))
    return found
