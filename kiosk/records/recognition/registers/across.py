"""Facts of a kind in several branches, or in all: each index of the ledger begins with the
branch."""

from collections.abc import Sequence
from typing import Any, TypeVar

from kiosk.ground.db import Database
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Chain, Ledger
from kiosk.vocabulary import facts

AT_ONCE = 500
"""Branches in one query."""
F = TypeVar("F", bound=facts.Fact)


def read(
    db: Database, kind: type[F], branches: Sequence[str] | None = None, wanted: Any = None
) -> list[F]:
    """The counted facts of a kind in these branches, None for all, that fit `wanted`; of several
    under one id the one that every machine takes. In no order."""
    tag = str(kind.__struct_config__.tag)
    known = _every(db) if branches is None else list(branches)
    rows: dict[tuple[str, str], Ledger] = {}
    for start in range(0, len(known), AT_ONCE):
        where = Ledger.branch.in_(known[start : start + AT_ONCE]) & (Ledger.kind == tag)
        where &= Ledger.counted == 1
        for row in db.rows(Ledger.select().where(where if wanted is None else where & wanted)):
            other = rows.setdefault((row.branch, row.event_id), row)
            rows[row.branch, row.event_id] = min(row, other, key=lambda one: bytes(one.body))
    read = map(ledger.read, rows.values())
    return [fact for fact in read if isinstance(fact, kind)]


def _every(db: Database) -> list[str]:
    return [name for (name,) in db.rows(Chain.select(Chain.branch).distinct().tuples())]
