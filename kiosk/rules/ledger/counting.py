"""Whether an arriving fact counts: exactly once, never hidden, never forged."""

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from kiosk.rules.ledger import undo
from kiosk.vocabulary.facts import ON_SCREEN, Columns, Standing

HOLDING = ("void_refused", "unreadable", "revoked")
"""Alarms under which a fact is kept but not counted."""


class Known(NamedTuple):
    """A fact and the station that wrote it."""

    station: str
    columns: Columns
    body: bytes
    counted: bool


class Counted(NamedTuple):
    """A fact that counts, and the day it counts for."""

    columns: Columns
    body: bytes
    day: datetime.date


class Verdict(NamedTuple):
    """Whether the fact counts, and the alarm to raise ('' for none)."""

    counted: bool
    alarm: str = ""


class _Clocked(msgspec.Struct):
    clock: Standing


_clocked = msgspec.json.Decoder(_Clocked)


def clock_of(body: bytes) -> Standing | None:
    """What a body records about its clock, None if that can't be read."""
    try:
        return _clocked.decode(body).clock
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def unreadable(branch: str, received: datetime.date) -> Columns:
    """The columns for a body that is not a fact of this branch."""
    return Columns(event_id="", branch=branch, kind="", day=received, entry="")


def content(columns: Columns, body: bytes) -> bytes | Columns:
    """What makes two facts with one event_id the same: their bytes; on paper, and where a ticket
    system reports to several stations, each of which writes its own bytes, the columns they count
    by."""
    return columns if columns.entry == "paper" or columns.kind == "served" else body


def judge(fact: Known, known: Mapping[str, Sequence[Known]], *, hold: bool = False) -> Verdict:
    """Judges an arriving fact against those `known`, by event_id.

    The same content again is kept but not counted. Other content under a known event_id counts
    and raises an alarm, so that no one can hide a complaint by filing something harmless under
    its id; only a second void never counts. With `hold`, what would count is held instead, since
    its station is revoked.
    """
    columns = fact.columns
    if not columns.kind:
        return Verdict(False, "unreadable")
    twins = known.get(columns.event_id, ())
    mine = content(columns, fact.body)
    if any(twin.counted and content(twin.columns, twin.body) == mine for twin in twins):
        return Verdict(False)
    if columns.kind == "voided":
        made = known.get(columns.subject, ())
        counted = {one.body for one in made if one.counted or hold}
        believed = not any(twin.counted for twin in twins) and any(
            one.body in counted and _voids(fact, one) for one in made
        )
        return _found(hold) if believed else Verdict(False, "void_refused")
    other = any(content(twin.columns, twin.body) != mine for twin in twins)
    return _found(hold, "conflict" if other else "")


def _found(hold: bool, alarm: str = "") -> Verdict:
    return Verdict(False, "revoked") if hold else Verdict(True, alarm)


def _voids(void: Known, made: Known) -> bool:
    """Whether this void can have been written by the visit itself. What one clerk gave another, no
    visit gave: it can't be taken back."""
    ours, theirs = void.columns, made.columns
    same = ("day", "mark", "clerk", "giver", "entry")
    return (
        made.station == void.station
        and theirs.kind != "voided"
        and theirs.giver in ("customer", "")
        and theirs.entry in ON_SCREEN
        and ours.event_id == undo.void_id(ours.subject)
        and all(getattr(ours, name) == getattr(theirs, name) for name in same)
        and _in_time(made.body, void.body)
    )


def _in_time(made: bytes, voided: bytes) -> bool:
    begun, ended = clock_of(made), clock_of(voided)
    return begun is not None and ended is not None and undo.honoured(begun, ended)
