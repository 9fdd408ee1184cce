"""Rows computed from facts, listed once.

Own facts refresh their rows where they are written (kiosk/records/cases/state.py). Received facts,
a hall that joins an office, and a database of an older program go through here.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.cases import contact_store, state
from kiosk.records.exchange import days
from kiosk.vocabulary.facts import Columns


class Projection(NamedTuple):
    """Rows computed from facts. `follow(db, branch, columns)` updates them for newly counted facts,
    in the transaction that stored these; `rebuild(db)` makes all of them from the ledger."""

    name: str
    follow: Callable[[Database, str, Sequence[Columns]], None]
    rebuild: Callable[[Database], None]


PROJECTIONS = (
    Projection("days", days.follow, days.rebuild),
    Projection("cases", state.follow, state.rebuild),
    Projection("contacts", contact_store.follow, contact_store.rebuild),
)
"""In the order of refreshing: cases go by the day that their facts count for, and which contact
details are gone is read from the cases' rows."""


def follow(db: Database, branch: str, columns: Sequence[Columns]) -> None:
    """Refreshes all rows that these facts concern; inside `db.writing()`."""
    for projection in PROJECTIONS:
        projection.follow(db, branch, columns)


def rebuild(db: Database) -> None:
    """Rebuilds all rows from the ledger alone, in one transaction."""
    with db.writing():
        for projection in PROJECTIONS:
            projection.rebuild(db)
