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
