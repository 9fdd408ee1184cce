"""Whether an arriving fact counts: exactly once, never hidden, never forged."""

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from kiosk.rules.ledger import undo
from kiosk.vocabulary.facts import Columns, Standing

EARLIEST_DAYS, LATEST_DAYS = 400, 2
"""How many days before (screen facts only) and after the receiver's date a fact's day can lie. A
station that announced an older history when it enrolled may go further back."""
HOLDING = ("void_refused", "future_day", "old_day", "unreadable")
"""Alarms under which a fact is kept but not counted."""


class Known(NamedTuple):
    """A fact and where it is held."""

    station: str
    epoch: int
    columns: Columns
    body: bytes
    counted: bool


class Verdict(NamedTuple):
    """Whether the fact counts, and the alarm to raise ('' for none)."""

    counted: bool
    alarm: str = ""


class _Clocked(msgspec.Struct):
    clock: Standing


def unreadable(branch: str, received: datetime.date) -> Columns:
    """The columns for a body that is not a fact of this branch."""
    return Columns(event_id="", branch=branch, kind="", day=received, entry="")


def content(columns: Columns, body: bytes) -> bytes | Columns:
    """What makes two facts with one event_id the same: their bytes; on paper, where each station
    writes its own bytes, the columns they count by."""
    return columns if columns.entry == "paper" else body


def judge(
    fact: Known,
    known: Mapping[str, Sequence[Known]],
    today: datetime.date,
    since: datetime.date | None = None,
) -> Verdict:
    """Judges an arriving fact against those `known`, by event_id.

    The same content again is kept but not counted. Other content under a known event_id counts
    and raises an alarm, so that no one can hide a complaint by filing something harmless under
    its id; only a second void never counts. `since` is the first day of the history that the
    fact's station announced.
    """
    columns = fact.columns
    if not columns.kind:
        return Verdict(False, "unreadable")
    twins = known.get(columns.event_id, ())
    mine = content(columns, fact.body)
    if any(twin.counted and content(twin.columns, twin.body) == mine for twin in twins):
        return Verdict(False)
    if (held := _day_held(columns, today, since)) is not None:
        return Verdict(False, held)
    if columns.kind == "voided":
        believed = not any(twin.counted for twin in twins) and any(
            _voids(fact, made) for made in known.get(columns.subject, ())
        )
        return Verdict(True) if believed else Verdict(False, "void_refused")
    return Verdict(True, "conflict" if twins else "")


def _day_held(columns: Columns, today: datetime.date, since: datetime.date | None) -> str | None:
    if columns.day > today + datetime.timedelta(days=LATEST_DAYS):
        return "future_day"
    earliest = min(today - datetime.timedelta(days=EARLIEST_DAYS), since or today)
    return "old_day" if columns.entry == "screen" and columns.day < earliest else None


def _voids(void: Known, made: Known) -> bool:
    """Whether this void can have been written by the visit itself."""
    ours, theirs = void.columns, made.columns
    same = ("day", "mark", "clerk", "giver", "entry")
    return (
        (made.station, made.epoch, made.counted) == (void.station, void.epoch, True)
        and theirs.kind != "voided"
        and theirs.entry == "screen"
        and ours.event_id == undo.void_id(ours.subject)
        and all(getattr(ours, name) == getattr(theirs, name) for name in same)
        and _in_time(made.body, void.body)
    )


def _in_time(made: bytes, voided: bytes) -> bool:
    try:
        clocks = [msgspec.json.decode(body, type=_Clocked).clock for body in (made, voided)]
    except msgspec.MsgspecError:
        return False
    return undo.honoured(*clocks)
