"""One row for each customer who was served.

The rows are a cache of the ledger, refreshed in the transaction that stored a fact of it; a test
compares them with the facts.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared, putting, slot
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.ledger import event_rows, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.hall import tickets as rule
from kiosk.rules.ledger.counting import Counted
from kiosk.rules.ledger.undo import void_id
from kiosk.vocabulary import facts


class ServedNow(Distributed):
    """A served customer's row: `at` is when the station learned of it, `ended` when it was, by its
    reporter's clock (both UTC ms). `ticket_key` is what a rating is bound to; `withdrawn` is 1 if
    the clerk took it back."""

    branch = peewee.TextField()
    event_id = peewee.TextField()
    station = peewee.TextField()
    clerk = peewee.TextField()
    window = peewee.TextField()
    ticket = peewee.TextField()
    ticket_key = peewee.TextField()
    way = peewee.TextField()
    system = peewee.TextField()
    day = DayField()
    at = peewee.BigIntegerField()
    ended = peewee.BigIntegerField()
    withdrawn = peewee.SmallIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "event_id")
        indexes = (
            (("branch", "at"), False),
            (("branch", "day", "clerk", "withdrawn"), False),
            (("branch", "system", "day"), False),
        )


_PUT = putting(ServedNow)
_NEW = Prepared(ServedNow.insert(**{name: slot(name) for name in ServedNow._meta.fields}))
# Keeping the rows --------------------------------------------------------------------


def begin(db: Database, station: str, made: facts.Served) -> None:
    """Stores the row of a fact that was just written, in its transaction."""
    values = _values(made, station, withdrawn=False)
    db.tuples(_NEW, **values | {"day": made.day.isoformat()})


def refresh(db: Database, branch: str, event_ids: Iterable[str]) -> None:
    """Rebuilds these rows, inside the transaction that changed their facts."""
    event_rows.put(db, _PUT, branch, event_ids, rows)


def rows(db: Database, branch: str, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """These served customers as their rows, without those whose own facts are not here (yet)."""
    names = [name for one in event_ids for name in (one, void_id(one))]
    found: dict[str, list[Ledger]] = {}
    for made in ledger.find(db, branch, names):
        if made.counted:
            found.setdefault(made.event_id, []).append(made)
    read = (_row(one, found) for one in event_ids if one in found)
    return [values for values in read if values is not None]


def _row(event_id: str, found: dict[str, list[Ledger]]) -> dict[str, Any] | None:
    made = [one for one in found[event_id] if one.kind == "served"]
    row = ledger.agreed(made)
    fact = None if row is None else ledger.read(row)
    if row is None or not isinstance(fact, facts.Served):
        return None
    return _values(fact, ledger.writer(row.station), withdrawn=void_id(event_id) in found)


def _values(fact: facts.Served, station: str, *, withdrawn: bool) -> dict[str, Any]:
    return {
        "branch": fact.branch, "event_id": fact.event_id, "station": station,
        "clerk": fact.clerk, "window": fact.window, "ticket": fact.subject,
        "ticket_key": rule.key(fact), "way": fact.way, "system": fact.system,
        "day": fact.day, "at": fact.at, "ended": fact.ended, "withdrawn": int(withdrawn),
    }  # fmt: skip


def follow(db: Database, branch: str, counted: Iterable[Counted]) -> None:
    """Refreshes the rows that these facts concern."""
    refresh(db, branch, concerned(one.columns for one in counted))


def concerned(columns: Iterable[facts.Columns]) -> list[str]:
    """The event_ids of the served customers that these facts are about."""
    return sorted(
        {
            one.subject if one.kind == "voided" else one.event_id
            for one in columns
            if one.kind == "served" or (one.kind == "voided" and one.mark == "served")
        }
    )


def rebuild(db: Database) -> None:
    """Rebuilds all rows from the ledger alone; inside `db.writing()`."""
    db.run(ServedNow.delete())
    for branch, event_ids in _made(db).items():
        refresh(db, branch, event_ids)


def _made(db: Database) -> dict[str, list[str]]:
    """The event_ids of all served customers, by branch."""
    return event_rows.made(db, Ledger.kind == "served")


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of each row that is not what its facts give."""
    for branch, wrong in event_rows.differences(db, ServedNow, _made(db), rows):
        yield branch, f"served {wrong}"
