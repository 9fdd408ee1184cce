"""Facts read from the ledger itself, in several branches or in all: each index of the ledger begins
with the branch."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from kiosk.ground.db import Database
from kiosk.ground.queries import among
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Chain, Ledger
from kiosk.vocabulary import facts

AT_ONCE = 20_000
"""Branches in one query."""
F = TypeVar("F", bound=facts.Fact)


def parts(branches: Collection[str] | None) -> Iterator[Sequence[str] | None]:
    """Branches as one query after another takes them; None for all of them."""
    if branches is None:
        yield None
        return
    ordered = sorted(branches)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def branches(db: Database) -> list[str]:
    """The branches of which this machine has a chain."""
    return [name for (name,) in db.stored(Chain.select(Chain.branch).distinct())]


def rows(db: Database, wanted: Any, of: Sequence[str] | None = None) -> list[Ledger]:
    """The counted rows of these branches, None for all, that fit `wanted`, in no order."""
    found: list[Ledger] = []
    for some in parts(branches(db) if of is None else of):
        counted = among(Ledger.branch, some or ()) & (Ledger.counted == 1)
        found += db.rows(Ledger.select().where(counted & wanted))
    return found


def read(
    db: Database, kind: type[F], of: Sequence[str] | None = None, wanted: Any = None
) -> list[F]:
    """The counted facts of a kind in these branches, None for all, that fit `wanted`, one of each
    id, in no order."""
    of_kind: Any = Ledger.kind == str(kind.__struct_config__.tag)
    return once(rows(db, of_kind if wanted is None else of_kind & wanted, of), kind)


def once(some: Iterable[Ledger], kind: type[F]) -> list[F]:
    """The facts in these rows, one of each id: of two that share one, on every machine the same."""
    found: dict[tuple[str, str], list[Ledger]] = {}
    for row in some:
        found.setdefault((row.branch, row.event_id), []).append(row)
    agreed = map(ledger.agreed, found.values())
    read = (ledger.read(row) for row in agreed if row is not None)
    return [fact for fact in read if isinstance(fact, kind)]
