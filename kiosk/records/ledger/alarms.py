"""Alarms: faults that a person must look at. Each is stored once, listed by branch and code, and
stays when it is settled; each time that it was settled is kept for good. They belong to this
machine and never travel."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import PAGE, Page
from kiosk.ground.queries import Prepared
from kiosk.ground.tables import Distributed
from kiosk.records.ledger.ledger import ChainId
from kiosk.rules.feedback import words
from kiosk.rules.input.numbers import digits
from kiosk.vocabulary.refusals import Refusal

NOTE_LIMIT = 200
SETTLED_AT_ONCE = 1000
"""So that settling a flood never holds the write lock for long."""


class Alarm(Distributed):
    """A fault that a person must look at. `seq` is 0 for a chain as a whole; times are UTC ms.

    Open while `settled_at` is null. `settled_by` and `note` are those of the last time that it was
    settled, null if it never was; an alarm that was raised again keeps them.
    """

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()
    code = peewee.TextField()
    detail = peewee.TextField()
    at = peewee.BigIntegerField()
    settled_at = peewee.BigIntegerField(null=True)
    settled_by = peewee.TextField(null=True)
    note = peewee.TextField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch", "seq", "code")
        indexes = (
            (("settled_at", "branch", "code", "at"), False),
            (("branch", "code", "settled_at", "at"), False),
        )

    @property
    def name(self) -> str:
        """Which one it is within its branch and code, and of when: what a form sends back."""
        return f"{self.station}/{self.epoch}/{self.seq}/{self.at}"


_KEY = (Alarm.branch, Alarm.station, Alarm.epoch, Alarm.seq, Alarm.code)


class AlarmHandled(Distributed):
    """An alarm as it was raised at `at`, and who settled it then, when, and with which note. Rows
    are only added: one that is raised again leaves them as they are."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()
    code = peewee.TextField()
    at = peewee.BigIntegerField()
    detail = peewee.TextField()
    settled_at = peewee.BigIntegerField()
    settled_by = peewee.TextField()
    note = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey(
            "branch", "station", "epoch", "seq", "code", "at", "settled_at"
        )
        indexes = ((("branch", "code", "settled_at"), False),)


def alarm(db: Database, of: ChainId, seq: int, code: str, detail: str, at: int) -> None:
    """Raises an alarm, once per chain, seq and code; one that was settled is open again."""
    raised = Alarm.insert(**of._asdict(), seq=seq, code=code, detail=detail, at=at)
    with db.writing():
        db.run(
            raised.on_conflict(
                conflict_target=list(_KEY),
                update={Alarm.detail: detail, Alarm.at: at, Alarm.settled_at: None},
                where=Alarm.settled_at.is_null(False),
            )
        )


def alarm_once(db: Database, of: ChainId, seq: int, code: str, detail: str, at: int) -> None:
    """Raises an alarm that stays settled once a person has settled it."""
    raised = Alarm.insert(**of._asdict(), seq=seq, code=code, detail=detail, at=at)
    with db.writing():
        db.run(raised.on_conflict(action="nothing", conflict_target=list(_KEY)))


# Lists ------------------------------------------------------------------------------


class Group(NamedTuple):
    """A branch's alarms of one code: how many, and when the newest and the oldest were raised."""

    branch: str
    code: str
    number: int
    newest: int
    oldest: int


_IS_OPEN = Alarm.settled_at.is_null()
_OPEN_GROUPS = Prepared(
    Alarm.select(Alarm.branch, Alarm.code, peewee.fn.COUNT(Alarm.at))
    .where(_IS_OPEN)
    .group_by(Alarm.branch, Alarm.code)
)


def by_code(db: Database) -> dict[str, int]:
    """The number of open alarms by code, sorted by code."""
    found: dict[str, int] = {}
    for _, code, number in db.tuples(_OPEN_GROUPS):
        found[code] = found.get(code, 0) + number
    return dict(sorted(found.items()))


def open_groups(db: Database) -> int:
    """How many groups have open alarms."""
    return len(db.tuples(_OPEN_GROUPS))


def groups(
    db: Database,
    *,
    branch: str | None = None,
    code: str | None = None,
    settled: bool = False,
    page: int = 1,
) -> Page[Group]:
    """The groups that have open alarms, or any that were settled, of a branch, a code or any; the
    one with the newest alarm first. Alarms of no branch ('') are the machine's own."""
    table: Any = AlarmHandled if settled else Alarm
    wanted: Any = table.settled_at.is_null(not settled)
    if branch is not None:
        wanted &= table.branch == branch
    if code is not None:
        wanted &= table.code == code
    count, newest = peewee.fn.COUNT(table.at), peewee.fn.MAX(table.at)
    found = (
        table.select(table.branch, table.code, count, newest, peewee.fn.MIN(table.at))
        .where(wanted)
        .group_by(table.branch, table.code)
    )
    ordered = found.order_by(newest.desc(), table.branch, table.code)
    rows, number = paging.read(db, ordered.tuples(), page)
    return Page([Group(*row) for row in rows], number)


def of_group(
    db: Database, branch: str, code: str, *, settled: bool = False, page: int = 1
) -> Page[Any]:
    """A branch's open alarms of one code (Alarm), newest first, or each time that one was settled
    (AlarmHandled), the last one first."""
    if settled:
        done = AlarmHandled
        of = (done.branch == branch) & (done.code == code)
        order = (done.settled_at.desc(), done.at.desc(), done.station, done.epoch, done.seq)
        return paging.read(db, done.select().where(of).order_by(*order), page)
    wanted = (Alarm.branch == branch) & (Alarm.code == code) & _IS_OPEN
    return paging.read(db, Alarm.select().where(wanted).order_by(Alarm.at.desc()), page)


# Settling ---------------------------------------------------------------------------


def settle(
    db: Database, branch: str, code: str, names: Sequence[str], by: str, note: str, at: int
) -> int:
    """A person settles those of a group's alarms that have these names; returns how many.

    One that was settled before, or has been raised again since the person saw it, stays as it is.
    Raises Refusal `no_alarm` if none is named, `text_required`, `long_comment` or `odd_comment`.
    """
    wanted: Any = None
    for name in names[:PAGE]:
        station, *numbers = name.rsplit("/", 3)
        try:
            epoch, seq, raised = map(digits, numbers)
        except ValueError:  # not three, or no numbers
            continue
        one = (Alarm.station == station) & (Alarm.epoch == epoch)
        one &= (Alarm.seq == seq) & (Alarm.at == raised)
        wanted = one if wanted is None else wanted | one
    if wanted is None:
        raise Refusal("no_alarm")
    return _settle(db, branch, code, wanted, by, note, at)


def settle_all(
    db: Database, branch: str, code: str, newest: int, by: str, note: str, at: int
) -> int:
    """A person settles a group's open alarms up to the `newest` one that was shown, at most
    SETTLED_AT_ONCE of them, oldest first; returns how many.

    Raises Refusal `text_required`, `long_comment` or `odd_comment`.
    """
    return _settle(db, branch, code, Alarm.at <= newest, by, note, at)


def _settle(db: Database, branch: str, code: str, wanted: Any, by: str, note: str, at: int) -> int:
    note = words.needed(note, NOTE_LIMIT)
    of_group = (Alarm.branch == branch) & (Alarm.code == code) & _IS_OPEN
    oldest = Alarm.select(*_KEY).where(of_group & wanted).order_by(Alarm.at).limit(SETTLED_AT_ONCE)
    with db.writing():
        return note_handled(db, peewee.Tuple(*_KEY).in_(oldest), code, by, note, at)


def note_handled(db: Database, wanted: Any, code: str, by: str, note: str, at: int) -> int:
    """Settles the alarms that a condition names, now under this code, and keeps that for good;
    returns how many. Inside `db.writing()`."""
    said = (*_KEY[:-1], Alarm.at, Alarm.detail)
    values = [peewee.Value(one) for one in (code, at, by, note)]
    into = [getattr(AlarmHandled, one.name) for one in said]
    done = [AlarmHandled.code, AlarmHandled.settled_at, AlarmHandled.settled_by, AlarmHandled.note]
    rows = Alarm.select(*said, *values).where(wanted)
    db.run(AlarmHandled.insert_from(rows, [*into, *done]).on_conflict(action="nothing"))
    settled = {"code": code, "settled_at": at, "settled_by": by, "note": note}
    number: int = db.run(Alarm.update(**settled).where(wanted))
    return number
