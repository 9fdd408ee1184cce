"""The entries of a chain one by one, in rows or in archive files, for walks over all of it."""

from collections.abc import Iterator
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger.archives.parts import ArchivedPart, of_chain
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.rules.ledger.archives import HASH


class Gone(NamedTuple):
    """An archived entry that has no row any more; `prev` is the hash before it."""

    seq: int
    prev: bytes
    hash: bytes


def entries(db: Database, of: ChainId) -> Iterator[Ledger | Gone | str]:
    """All entries of a chain in their order: a row, or where the row has moved to. A text says what
    is wrong with an archived entry, and ends the walk."""
    same = (Ledger.branch == of.branch) & (Ledger.station == of.station)
    same &= Ledger.epoch == of.epoch
    rows = iter(db.stream(Ledger.select().where(same).order_by(Ledger.seq, Ledger.day)))
    row = next(rows, None)
    firsts = ArchivedPart.select(ArchivedPart.first).where(of_chain(of))
    for (first,) in db.rows(firsts.order_by(ArchivedPart.first).tuples()):
        part = db.first(ArchivedPart.select().where(of_chain(of) & (ArchivedPart.first == first)))
        before = bytes(part.prev)
        for seq in range(part.first, part.last + 1):
            link = bytes(part.hashes)[(seq - first) * HASH : (seq - first + 1) * HASH]
            if row is not None and row.seq < seq:
                yield row  # out of order, which the walk says
                return
            if row is not None and row.seq == seq:
                if part.is_gone(seq):
                    yield f"entry {seq} is in the database, but was moved to its archive"
                    return
                if bytes(row.hash) != link:
                    yield f"entry {seq} is not the one in its archive"
                    return
                yield row
                row = next(rows, None)
            elif part.is_gone(seq):
                yield Gone(seq, before, link)
            else:
                yield f"entry {seq} is in its archive, but its row is missing"
                return
            before = link
    while row is not None:
        yield row
        row = next(rows, None)
