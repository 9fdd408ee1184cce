"""The local day a fact counts for, and the time that documents go by, whatever the wall clock
does (docs/architecture.md, "Time")."""

import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kiosk.vocabulary.facts import Moment, Standing


class Anchor(NamedTuple):
    """The office's time as last signed (UTC ms), and the station's clocks at that moment."""

    office: int
    utc: int
    mono: int
    boot: str


def corrected(now: Moment, anchor: Anchor | None) -> int:
    """The time in UTC ms, as well as it can be known.

    In the boot in which the office last answered: its time plus the monotonic clock, so that
    steps of the wall clock do not matter. After a reboot: the wall clock plus the last offset.
    """
    if anchor is None:
        return now.utc
    if anchor.boot == now.boot:
        return anchor.office + now.mono - anchor.mono
    return now.utc + anchor.office - anchor.utc


def standing(now: Moment, anchor: Anchor | None) -> Standing:
    """What a fact records about the clock at the time of writing."""
    if anchor is None:
        return Standing(boot=now.boot, mono=now.mono)
    same_boot = anchor.boot == now.boot
    age = now.mono - anchor.mono if same_boot else now.utc - anchor.utc
    return Standing(boot=now.boot, mono=now.mono, offset=anchor.office - anchor.utc, age=age)


def local_date(utc: int, zone: str) -> datetime.date:
    """The date in the hall's time zone at that moment."""
    return datetime.datetime.fromtimestamp(utc / 1000, ZoneInfo(zone)).date()


def business_day(
    now: Moment, anchor: Anchor | None, zone: str, last: datetime.date | None
) -> datetime.date:
    """The hall's day for a fact written now.

    Never before `last`, the day of the newest fact from the screen, unless the office has
    signed the time in this boot: a clock set back by a flat battery must not file today's
    feedback under last year.
    """
    day = local_date(corrected(now, anchor), zone)
    office_says_so = anchor is not None and anchor.boot == now.boot
    if last is None or office_says_so:
        return day
    return max(day, last)


STEP_MS = 5 * 60 * 1000
GAP_MS = 7 * 24 * 3600 * 1000


class Believed(NamedTuple):
    """The time that documents go by, UTC ms; `sure` if nothing contradicts it."""

    utc: int
    sure: bool


def believed(now: Moment, anchor: Anchor | None, last: Anchor | None) -> Believed:
    """The time for fees and rosters (docs/architecture.md, "Time").

    `last` is what was believed when the clocks were last read. While the machine runs, the
    monotonic clock counts, and a step of the wall clock changes nothing. After a gap while it was
    off, the wall clock is believed up to 7 days ahead, never backwards; beyond that, the last
    believed time stays until the office signs the time again or the manager confirms it.
    """
    if anchor is not None and anchor.boot == now.boot:
        return Believed(corrected(now, anchor), sure=True)
    if last is None:
        return Believed(corrected(now, anchor), sure=True)
    wall = corrected(now, anchor)
    if last.boot == now.boot:
        running = last.office + now.mono - last.mono
        return Believed(running, sure=abs(wall - running) <= STEP_MS)
    gap = wall - last.office
    if 0 <= gap <= GAP_MS:
        return Believed(wall, sure=True)
    return Believed(last.office, sure=False)
