"""One row for each pause, and for each try that was refused.

The rows are a cache of the ledger, refreshed in the transaction that stored a fact of it; a test
compares them with the facts.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import putting
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.ledger import event_rows, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.hall import pauses as rule
from kiosk.rules.ledger.counting import Counted
from kiosk.vocabulary import facts

_BEGINS = ("pause_begun", "pause_refused")


class PauseNow(Distributed):
    """A pause's row: `at` is when it began, `ended_at` when it was ended early, null if it ends by
    itself (both UTC ms); `lasted` is its whole length in ms. `refused_for` is why a try was
    refused, '' for a pause."""

    branch = peewee.TextField()
    event_id = peewee.TextField()
    station = peewee.TextField()
    day = DayField()
    at = peewee.BigIntegerField()
    clerk = peewee.TextField()
    window = peewee.TextField()
    refused_for = peewee.TextField()
    waiting = peewee.IntegerField(null=True)
    counter = peewee.TextField()
    lasted = peewee.BigIntegerField()
    ended_at = peewee.BigIntegerField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("branch", "event_id")
        indexes = ((("branch", "day", "clerk"), False), (("day",), False))


_PUT = putting(PauseNow)


def refresh(db: Database, branch: str, event_ids: Iterable[str]) -> None:
    """Rebuilds these rows, inside the transaction that changed their facts."""
    event_rows.put(db, _PUT, branch, event_ids, rows)


def rows(db: Database, branch: str, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """These pauses and refused tries as their rows, without those whose own facts are not here
    (yet)."""
    names = [name for one in event_ids for name in (one, rule.ended_id(one))]
    found: dict[str, list[Ledger]] = {}
    for made in ledger.find(db, branch, names):
        if made.counted:
            found.setdefault(made.event_id, []).append(made)
    read = (_row(one, found) for one in event_ids if one in found)
    return [values for values in read if values is not None]


def _row(event_id: str, found: dict[str, list[Ledger]]) -> dict[str, Any] | None:
    asked = [one for one in found[event_id] if one.kind in _BEGINS]
    made = ledger.agreed(asked)
    fact = None if made is None else ledger.read(made)
    if made is None or not isinstance(fact, facts.PauseBegun | facts.PauseRefused):
        return None
    begun = fact if isinstance(fact, facts.PauseBegun) else None
    ended = _ended(found.get(rule.ended_id(event_id), [])) if begun else None
    return {
        "branch": made.branch, "event_id": event_id, "station": ledger.writer(made.station),
        "day": fact.day, "at": fact.at, "clerk": fact.clerk, "window": fact.window,
        "refused_for": "" if isinstance(fact, facts.PauseBegun) else fact.mark,
        "waiting": fact.waiting, "counter": fact.counter,
        "lasted": rule.lasted(begun, ended) if begun else 0,
        "ended_at": ended.at if ended else None,
    }  # fmt: skip


def _ended(made: Sequence[Ledger]) -> facts.PauseEnded | None:
    """The earliest end: two stations of a branch may each have written one."""
    read = [fact for one in made if isinstance(fact := ledger.read(one), facts.PauseEnded)]
    return min(read, key=lambda one: (one.at, facts.encode(one)), default=None)


def follow(db: Database, branch: str, counted: Iterable[Counted]) -> None:
    """Refreshes the rows that these facts concern."""
    kinds = (*_BEGINS, "pause_ended")
    concerned = (one.columns for one in counted if one.columns.kind in kinds)
    ids = {one.subject if one.kind == "pause_ended" else one.event_id for one in concerned}
    refresh(db, branch, sorted(ids))


def rebuild(db: Database) -> None:
    """Rebuilds all rows from the ledger alone; inside `db.writing()`."""
    db.run(PauseNow.delete())
    for branch, event_ids in _made(db).items():
        refresh(db, branch, event_ids)


def _made(db: Database) -> dict[str, list[str]]:
    """The event_ids of all pauses and refused tries, by branch."""
    return event_rows.made(db, Ledger.kind.in_(_BEGINS))


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of each row that is not what its facts give."""
    for branch, wrong in event_rows.differences(db, PauseNow, _made(db), rows):
        yield branch, f"pause {wrong}"
