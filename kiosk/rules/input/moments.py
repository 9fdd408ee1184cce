"""Moments as machines and tables write them."""

import datetime
import re
from zoneinfo import ZoneInfo

from kiosk.rules.input import days
from kiosk.rules.input.folding import fold

_CLOCK = r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]{1,9})?)?"
_STAMP = re.compile(
    rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})T{_CLOCK}(Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
)
_LOCAL = re.compile(rf"([^ ]{{8,11}}) +{_CLOCK}")


class NotAMoment(ValueError):
    """What was written is no moment."""


def stamp(written: str) -> int:
    """The moment (UTC ms, whole seconds) that a machine wrote with its offset from UTC:
    2026-11-21T12:00:00+08:00 (RFC 3339). Raises NotAMoment."""
    found = _STAMP.fullmatch(written[:40])
    if found is None or len(written) > 40:
        raise NotAMoment(written[:40])
    day, hour, minute, second, zone = found.groups()
    at = _at(day, hour, minute, second, datetime.UTC)
    if zone != "Z":
        ahead = _number(zone[1:3]) * 60 + _number(zone[4:6])
        at -= (1 if zone[0] == "+" else -1) * ahead * 60_000
    return at


def local(written: str, zone: str) -> int:
    """The moment (UTC ms, whole seconds) that a table gives as a day and a time of the hall's
    clock: 2026-11-21 12:00, 2026/11/21 12:00:05. Raises NotAMoment."""
    found = _LOCAL.fullmatch(fold(written[:40]))
    if found is None or len(written) > 40:
        raise NotAMoment(written[:40])
    day, hour, minute, second = found.groups()
    return _at(day, hour, minute, second, ZoneInfo(zone))


def _at(day: str, hour: str, minute: str, second: str | None, zone: datetime.tzinfo) -> int:
    try:
        date = days.day(day)
    except days.NotADay:
        raise NotAMoment(day) from None
    clock = datetime.time(_number(hour), _number(minute), _number(second or "0"))
    return round(datetime.datetime.combine(date, clock, zone).timestamp()) * 1000


def _number(two_digits: str) -> int:
    return int(two_digits)
