"""The one time that everything goes by, whatever the wall clock does (docs/architecture.md,
"Time")."""

import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from kiosk.vocabulary.facts import Moment, Standing
from kiosk.vocabulary.facts.fact import Utc

STEP_MS = 5 * 60 * 1000
"""How far wall clock and believed time may differ before the clock is in doubt."""
GAP_MS = 7 * 24 * 3600 * 1000
"""How much time that no clock of ours measured is believed, in sum, since the office last signed
the time or a person confirmed it."""
SPENT_MS = GAP_MS + 1
"""The gap of a machine whose time was never signed or confirmed: no clock is believed."""


UNDER_WAY_MS = 60_000
"""How long an answer may have been under way to tell the time: it is late by no more."""


class Anchor(NamedTuple):
    """The office's time as last signed (UTC ms), and the station's clocks at that moment."""

    office: int
    utc: int
    mono: int
    boot: str


class Believed(NamedTuple):
    """The time believed at a moment, UTC ms; `sure` if nothing contradicts it.

    `gap` is how much of it (ms) passed while the machine was off, on the word of a clock alone,
    since the time was last signed or confirmed. `settled` is False in a boot whose clock was not
    believed from the start: then a later setting of the clock can still be.
    """

    utc: int
    sure: bool
    gap: int = 0
    settled: bool = True


class Remembered(NamedTuple):
    """What was believed when the clocks were last read (UTC ms), and the clocks then."""

    utc: int
    mono: int
    boot: str
    gap: int = 0
    settled: bool = True


def is_fresh(asked: Moment, came: Moment) -> bool:
    """Whether the time in an answer still holds when it came: neither clock has gone on for long
    since it was asked for, as they do in a computer that slept meanwhile."""
    under_way = max(came.mono - asked.mono, abs(came.utc - asked.utc))
    return asked.boot == came.boot and under_way <= UNDER_WAY_MS


def standing(now: Moment, anchor: Anchor | None) -> Standing:
    """What a fact records about the clock at the time of writing."""
    if anchor is None:
        return Standing(boot=now.boot, mono=now.mono)
    same_boot = anchor.boot == now.boot
    age = now.mono - anchor.mono if same_boot else now.utc - anchor.utc
    return Standing(boot=now.boot, mono=now.mono, offset=anchor.office - anchor.utc, age=age)


@lru_cache(maxsize=64)
def local_date(utc: int, zone: str) -> datetime.date:
    """The date in the hall's time zone at that moment."""
    return datetime.datetime.fromtimestamp(utc / 1000, ZoneInfo(zone)).date()


def local_time(utc: int, zone: str) -> str:
    """The time of the day in the hall's time zone at that moment, such as 08:30."""
    return datetime.datetime.fromtimestamp(utc / 1000, ZoneInfo(zone)).strftime("%H:%M")


def monday(day: datetime.date) -> datetime.date:
    """The Monday of a day's week, by which the week is known."""
    return day - datetime.timedelta(day.weekday())


Days = tuple[datetime.date, datetime.date]
_DAY = datetime.timedelta(1)


def parted(
    first: datetime.date, last: datetime.date, oldest: datetime.date, newest: datetime.date
) -> tuple[tuple[str, str] | None, list[Days]]:
    """Days from `first` to `last` as the first and last whole month among them (YYYY-MM), if there
    is one, and the days before and after those. Nothing is counted before `oldest` or after
    `newest`, so that a month is whole if only such days of it are left out."""
    first, last = max(first, oldest), min(last, newest)
    if first > last:
        return None, []
    if last.year == datetime.MAXYEAR:  # after it no month begins
        return None, [(first, last)]
    begin, end = first.replace(day=1), month_end(last)
    if first > max(begin, oldest):
        begin = month_end(first) + _DAY
    if last < min(end, newest):
        end = last.replace(day=1) - _DAY
    if begin > end:
        return None, [(first, last)]
    around = [(first, begin - _DAY), (end + _DAY, last)]
    return (f"{begin:%Y-%m}", f"{end:%Y-%m}"), [days for days in around if days[0] <= days[1]]


def month_end(day: datetime.date) -> datetime.date:
    """The last day of a day's month."""
    return (day.replace(day=1) + datetime.timedelta(31)).replace(day=1) - _DAY


class _Timed(msgspec.Struct):
    at: Utc


_timed = msgspec.json.Decoder(_Timed)
UNKNOWN_HOUR = -1
"""The hour of what came on paper, or of a body whose time can't be read."""


def hour_of(body: bytes, zone: str) -> int:
    """The local hour, 0 to 23, at which a fact was written."""
    minute = minute_of(body, zone)
    return UNKNOWN_HOUR if minute is None else minute // 60


def minute_of(body: bytes, zone: str) -> int | None:
    """The local minute of the day at which a fact was written, None if that can't be read."""
    try:
        at = _timed.decode(body).at
        local = datetime.datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError, ValueError):
        return None
    return local.hour * 60 + local.minute


def believed(now: Moment, anchor: Anchor | None, last: Remembered | None) -> Believed:
    """The time that days, rosters, deadlines and fees go by (docs/architecture.md, "Time").

    In the boot in which the office answered, its time and the monotonic clock. Otherwise, while
    the machine runs, the monotonic clock counts on from what was believed, and a step of the wall
    clock changes nothing. After the machine was off, the wall clock is believed, first as the
    office last corrected it, then as it is: never backwards, and at most 7 days ahead in sum since
    the time was last signed or confirmed. Beyond that the last believed time goes on, in doubt.
    """
    if anchor is not None and anchor.boot == now.boot:
        return Believed(anchor.office + now.mono - anchor.mono, sure=True)
    offset = 0 if anchor is None else anchor.office - anchor.utc
    if last is None:
        if anchor is None:
            return Believed(now.utc, sure=False, gap=SPENT_MS, settled=False)
        last = Remembered(anchor.office, anchor.mono, anchor.boot)
    running = last.utc + (now.mono - last.mono if last.boot == now.boot else 0)
    walls = (now.utc + offset, now.utc)
    if last.boot == now.boot and last.settled:
        sure = last.gap <= GAP_MS and any(abs(wall - running) <= STEP_MS for wall in walls)
        return Believed(running, sure, last.gap)
    for wall in walls:
        gap = max(0, wall - running)
        if wall >= running - STEP_MS and last.gap + gap <= GAP_MS:
            return Believed(running + gap, sure=True, gap=last.gap + gap)
    return Believed(running, sure=False, gap=last.gap, settled=False)
