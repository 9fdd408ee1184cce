"""The day that an arriving fact counts for, where the day it claims can't be (docs/architecture.md,
"Time")."""

import datetime
from typing import NamedTuple

from kiosk.rules.ledger.time import local_date
from kiosk.vocabulary.facts import ON_SCREEN, Columns, Standing

EARLIEST_DAYS, LATEST_DAYS = 400, 2
"""How many days before (screen facts only) and after the day of arrival a fact's day can lie. A
station that announced an older history when it enrolled may go further back."""


class Arrival(NamedTuple):
    """When facts arrived: UTC ms by the receiver's believed time, the hall's zone, and the
    sender's clock at that moment (`mono` ms since `boot`; '' if it is not known). `since` is the
    first day of the history that the sender announced."""

    utc: int
    zone: str
    boot: str = ""
    mono: int = 0
    since: datetime.date | None = None

    @property
    def day(self) -> datetime.date:
        return local_date(self.utc, self.zone)


class Judged(NamedTuple):
    """The day that a fact counts for, and the alarm to raise ('' if it is the day it claims)."""

    day: datetime.date
    alarm: str = ""


def true_utc(clock: Standing | None, arrival: Arrival) -> int | None:
    """When a fact was written (UTC ms), if the sender has run without a break since then."""
    if clock is None or clock.boot != arrival.boot or not 0 <= clock.mono <= arrival.mono:
        return None
    return arrival.utc - (arrival.mono - clock.mono)


def judge_day(
    columns: Columns, true: int | None, arrival: Arrival, before: datetime.date | None
) -> Judged:
    """The day that a fact counts for. One that claims an impossible day counts for the day on
    which it was written, if that is known (`true`, UTC ms); else for the day of arrival, or, if it
    claims a day long ago, for that of the entry `before` it."""
    earliest = arrival.day - datetime.timedelta(EARLIEST_DAYS)
    earliest = min(earliest, arrival.since or earliest)
    if columns.day > arrival.day + datetime.timedelta(LATEST_DAYS):
        alarm, near = "future_day", arrival.day
    elif columns.entry in ON_SCREEN and columns.day < earliest:
        alarm, near = "old_day", min(before or arrival.day, arrival.day)
    else:
        return Judged(columns.day)
    known = None if true is None else local_date(true, arrival.zone)
    return Judged(max(known or near, earliest), alarm)
