"""Cards that clerks gave each other (P02), a row each, apart from everything that customers gave.

The rows are a cache of the ledger, refreshed in the transaction that stored a fact of it; a test
compares them with the facts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import putting, stored
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.feedback.state import BETWEEN_CLERKS, is_between_clerks
from kiosk.records.ledger import event_rows, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.ledger.counting import Counted
from kiosk.vocabulary import facts


class ColleagueCard(Distributed):
    """A card between clerks: `by` is the badge of who gave it, '' on paper, which names no one;
    `deeds` are codes between commas. `at` is UTC ms."""

    branch = peewee.TextField()
    event_id = peewee.TextField()
    day = DayField()
    at = peewee.BigIntegerField()
    mark = peewee.TextField()
    clerk = peewee.TextField()
    giver = peewee.TextField()
    by = peewee.TextField()
    deeds = peewee.TextField()
    words = peewee.TextField()
    entry = peewee.TextField()
    station = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "event_id")
        indexes = (
            (("branch", "clerk", "day"), False),
            (("branch", "by", "day"), False),
            (("branch", "day", "at"), False),
            (("day", "at"), False),
        )


_PUT = putting(ColleagueCard)


def begin(db: Database, station: str, card: facts.CardGiven) -> None:
    """Stores the row of a card that was just given, in the transaction that wrote its fact."""
    db.tuples(_PUT, **stored(_values(card, station)))


def refresh(db: Database, branch: str, event_ids: Iterable[str]) -> None:
    """Rebuilds the rows of these cards, inside the transaction that changed their facts."""
    event_rows.put(db, _PUT, branch, event_ids, rows)


def rows(db: Database, branch: str, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """These cards as their rows, without those that a customer gave."""
    found: dict[str, list[Ledger]] = {}
    for row in ledger.find(db, branch, event_ids):
        if row.counted and is_between_clerks(row):
            found.setdefault(row.event_id, []).append(row)
    read = [_row(one, found) for one in event_ids]
    return [values for values in read if values is not None]


def _row(event_id: str, found: Mapping[str, list[Ledger]]) -> dict[str, Any] | None:
    row = ledger.agreed(found.get(event_id, []))
    card = None if row is None else ledger.read(row)
    if row is None or not isinstance(card, facts.CardGiven):
        return None
    return _values(card, ledger.writer(row.station))


def _values(card: facts.CardGiven, station: str) -> dict[str, Any]:
    return {
        "branch": card.branch, "event_id": card.event_id, "day": card.day, "at": card.at,
        "mark": card.mark, "clerk": card.clerk, "giver": card.giver, "by": card.by,
        "deeds": ",".join(card.deeds), "words": card.comment, "entry": card.entry,
        "station": station,
    }  # fmt: skip


def touched(columns: Iterable[facts.Columns]) -> list[str]:
    """The event_ids of the cards between clerks among these facts."""
    return [one.event_id for one in columns if is_between_clerks(one)]


def follow(db: Database, branch: str, counted: Iterable[Counted]) -> None:
    """Refreshes the rows of the cards among these facts."""
    refresh(db, branch, touched(one.columns for one in counted))


def rebuild(db: Database) -> None:
    """Rebuilds all rows from the ledger alone; inside `db.writing()`."""
    db.run(ColleagueCard.delete())
    for branch, event_ids in _made(db).items():
        refresh(db, branch, event_ids)


def _made(db: Database) -> dict[str, list[str]]:
    return event_rows.made(db, BETWEEN_CLERKS)


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of each card between clerks whose row is not what its fact gives."""
    for branch, wrong in event_rows.differences(db, ColleagueCard, _made(db), rows):
        yield branch, f"colleague card {wrong}"
