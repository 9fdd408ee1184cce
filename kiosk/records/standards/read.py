"""The facts about a hall's standards, read from the ledger: there are few a day, so that no rows
are kept of them."""

import datetime
from collections.abc import Iterable, Sequence
from typing import TypeVar

from kiosk.ground.db import Database
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.vocabulary.facts import Fact

F = TypeVar("F", bound=Fact)


def of_days(
    db: Database,
    kind: type[F],
    branches: Sequence[str],
    first: datetime.date = datetime.date.min,
    last: datetime.date = datetime.date.max,
) -> list[F]:
    """The facts of a kind that count in some branches, on the days from `first` to `last`."""
    wanted = Ledger.branch.in_(branches) & (Ledger.kind == kind.__struct_config__.tag)
    wanted &= Ledger.counted_day.between(first, last) & (Ledger.counted == 1)
    return once(db.rows(Ledger.select().where(wanted)), kind)


def once(rows: Iterable[Ledger], kind: type[F]) -> list[F]:
    """The facts in these rows, one of each id: of two that share one, on every machine the same."""
    found: dict[tuple[str, str], Ledger] = {}
    for row in rows:
        known = found.setdefault((row.branch, row.event_id), row)
        found[row.branch, row.event_id] = min(known, row, key=lambda one: bytes(one.body))
    facts = map(ledger.read, found.values())
    return [fact for fact in facts if isinstance(fact, kind)]
