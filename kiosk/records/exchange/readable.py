"""What a received body says by its columns; bodies that could not be read are kept, and read again
after an upgrade."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from kiosk.ground.db import Database
from kiosk.records.ledger import across, alarms, ledger
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.archives import parts
from kiosk.records.ledger.arriving import arrived
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.rules.ledger.counting import Known, judge, unreadable
from kiosk.vocabulary import facts

ARCHIVED, SOON = datetime.timedelta(900), datetime.timedelta(2)
"""A fact that claims a day within these of its arrival is in no archive: its term is longer
(SHORTEST_TERM), and no day further ahead is believed."""
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""As JSON writes it; after an escaped backslash it would be other text."""


def columns(body: bytes, branch: str, received: datetime.date) -> facts.Columns:
    """A body's columns. A body that is no fact of this branch, or not what its kind says, gets
    empty ones: it is kept, uncounted, and never blocks the entries after it. So does one with a NUL
    in a text, which no form lets through: PostgreSQL has no text for it."""
    # without the first look the search takes a third of what a fact costs to receive (measured)
    if rb"\u0000" in body and _NUL.search(body):
        return unreadable(branch, received)
    try:
        said = facts.columns(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return unreadable(branch, received)
    sound = said.branch == branch and said.kind and len(body) <= facts.BODY_LIMIT
    return said if sound and ledger.is_sound(body, said.kind) else unreadable(branch, received)


def ids(seen: Iterable[facts.Columns]) -> list[str]:
    """The event_ids that these facts name: their own and those of their subjects."""
    return sorted({name for one in seen for name in (one.event_id, one.subject) if name})


def known(db: Database, branch: str, seen: Iterable[facts.Columns]) -> dict[str, list[Known]]:
    """What the branch's ledger holds under these facts' `ids`."""
    found: dict[str, list[Known]] = {}
    for row in ledger.find(db, branch, ids(seen)):
        said = columns(row.body, branch, row.day)
        there = Known(ledger.writer(row.station), said, row.body, bool(row.counted))
        found.setdefault(row.event_id, []).append(there)
    return found


def add_archived(
    db: Database, branch: str, arriving: Iterable[tuple[facts.Columns, bytes]],
    known: dict[str, list[Known]], today: datetime.date,
) -> None:  # fmt: skip
    """Adds to the `known` what the branch's archives hold of facts that arrive once more. They are
    asked only about days that can be archived, so that what halls send every day costs nothing."""
    for said, body in arriving:
        if not said.kind or -SOON <= today - said.day <= ARCHIVED or said.event_id in known:
            continue
        if there := parts.knows(db, branch, said, body):
            content = (said, body) if there == "same" else (unreadable(branch, said.day), b"")
            known[said.event_id] = [Known("", *content, counted=True)]


def can_read(db: Database) -> bool:
    """Whether this program can read what an earlier one could not."""
    return any(columns(row.body, row.branch, row.day).kind for row in _unread(db))


def read_again(db: Database) -> int:
    """Reads what an earlier program could not: such rows get their columns, and count as if they
    had arrived then. Returns how many; inside `db.writing()`."""
    return sum(_understood(db, row) for row in _unread(db))


def _unread(db: Database) -> list[Ledger]:
    """The unreadable rows by branch, since SQLite would search all of the ledger for them."""
    rows: list[Ledger] = []
    for branch in across.branches(db):
        unread = (Ledger.branch == branch) & (Ledger.kind == "")
        rows += ledger.in_order(db.rows(Ledger.select().where(unread)))
    return rows


def _understood(db: Database, row: Ledger) -> bool:
    body, of = bytes(row.body), ChainId(row.branch, row.station, row.epoch)
    said = columns(body, of.branch, row.day)
    if not said.kind:
        return False
    fact = Known(ledger.writer(of.station), said, body, counted=True)
    verdict = judge(fact, known(db, of.branch, [said]))
    changes = {name: getattr(said, name) for name in facts.COLUMNS}
    changes |= {"counted": int(verdict.counted), "counted_day": said.day}
    db.run(Ledger.update(**changes).where(_at(Ledger, row)))
    if verdict.counted:
        arrived.note(db, of, row.seq, row.seq, 0)
    raised = _at(Alarm, row) & (Alarm.code == "unreadable")
    before = db.first(Alarm.select().where(raised))
    db.run(Alarm.delete().where(raised))  # it no longer says why the row does not count
    if verdict.alarm:
        at = before.at if before else 0
        alarms.alarm(db, of, row.seq, verdict.alarm, said.event_id, at)
    return True


def _at(table: type[Ledger] | type[Alarm], row: Ledger) -> Any:
    """A query's condition: the place of this row."""
    of = (table.branch == row.branch) & (table.station == row.station) & (table.epoch == row.epoch)
    return of & (table.seq == row.seq)
