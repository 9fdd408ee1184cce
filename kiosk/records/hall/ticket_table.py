"""The table that a ticket system keeps in a database of its own: how far it was read, what was new
or refused today, and since when it can't be read."""

import datetime

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import DayField, Local
from kiosk.rules.hall import tickets as rule
from kiosk.vocabulary.checks import Level

SYSTEM = "table"
PATIENCE_MS = 30 * 60_000
"""After so long without the table, no customer is offered to rate: a fault."""


class TicketTable(Local):
    """The next query asks for rows after the moment `after`. `rows`, `new` and `refused` are those
    of `day`, `refused_for` says why the last one was, and in which field. Since `failing_since`,
    null if all is well, nothing could be read, for the reason `failed_for`. Times are UTC ms."""

    name = peewee.TextField(primary_key=True)
    after = peewee.BigIntegerField()
    day = DayField()
    read_at = peewee.BigIntegerField(null=True)
    rows = peewee.IntegerField()
    new = peewee.IntegerField()
    refused = peewee.IntegerField()
    refused_for = peewee.TextField()
    refused_at = peewee.BigIntegerField(null=True)
    failing_since = peewee.BigIntegerField(null=True)
    failed_for = peewee.TextField()


def found(db: Database) -> TicketTable | None:
    """The table as it was last read, None if no one has tried yet."""
    held: TicketTable | None = db.first(TicketTable.select().where(TicketTable.name == SYSTEM))
    return held


def begin(db: Database, day: datetime.date, at: int) -> TicketTable:
    """The table as of this day. Each day begins by reading once more as far back as reports are
    believed, since a window that had no line writes its rows later."""
    held = found(db)
    if held is not None and held.day == day:
        return held
    fresh = {
        "name": SYSTEM, "after": at - rule.BACK_MS["table"] + rule.AHEAD_MS, "day": day, "rows": 0,
        "new": 0, "refused": 0,
    }  # fmt: skip
    if held is None:
        made = TicketTable(**fresh, refused_for="", failed_for="")
        db.run(TicketTable.insert(made.__data__))
        return made
    _update(db, **fresh)
    return TicketTable(**held.__data__ | fresh)


def note_read(
    db: Database, at: int, after: int, rows: int, new: int, refused: int, refused_for: str
) -> None:
    """Rows were read; the next ones are those after the moment `after`."""
    read = {
        "after": after, "read_at": at, "failing_since": None, "failed_for": "",
        "rows": TicketTable.rows + rows, "new": TicketTable.new + new,
        "refused": TicketTable.refused + refused,
    }  # fmt: skip
    if refused:
        read |= {"refused_for": refused_for, "refused_at": at}
    _update(db, **read)


def note_failed(db: Database, at: int, failed_for: str) -> None:
    """The table could not be read."""
    since = peewee.fn.COALESCE(TicketTable.failing_since, at)
    _update(db, failing_since=since, failed_for=failed_for)


def judged(db: Database, now: int) -> tuple[Level, str]:
    """How well the table can be read at this moment (UTC ms), and what is in the way."""
    held = found(db)
    if held is None:
        return "warning", "-"
    if held.failing_since is None:
        return "ok", ""
    return "fault" if now - held.failing_since > PATIENCE_MS else "warning", held.failed_for


def _update(db: Database, **values: object) -> None:
    db.run(TicketTable.update(values).where(TicketTable.name == SYSTEM))
