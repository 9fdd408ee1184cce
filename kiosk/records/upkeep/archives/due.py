"""What goes into the next archive file of a branch: a closed month, all entries that follow what is
archived of its chains, up to the first one of a later day."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import ledger
from kiosk.records.ledger.archives import parts
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.records.upkeep.archives import leaving
from kiosk.rules.ledger.time import month_end

MOST = 10_000
"""Most entries of a file, so that the transaction that moves them is short."""


class Segment(NamedTuple):
    """The entries of a chain that go into one file."""

    of: ChainId
    prev: bytes
    rows: list[Ledger]


class Due(NamedTuple):
    """The next file of a branch: its month (YYYY-MM) and what goes into it."""

    branch: str
    month: str
    segments: list[Segment]

    @property
    def rows(self) -> list[Ledger]:
        return [row for segment in self.segments for row in segment.rows]


def next_due(
    db: Database, branch: str, until: datetime.date, after: dict[ChainId, int] | None = None
) -> Due | None:
    """What the next file of a branch holds, None if nothing is old enough. `after` is up to which
    entry each chain is to be taken as archived, where that is not what is stored."""
    begins: dict[ChainId, int] = {}
    oldest = until
    for chain in ledger.chains(db, branch):
        of = ledger.chain_of(chain)
        last = parts.last(db, of) if after is None or of not in after else after[of]
        row = ledger.at(db, of, last + 1) if last < chain.seq else None
        if row is not None and row.counted_day <= until:
            begins[of] = last
            oldest = min(oldest, row.counted_day)
    if not begins:
        return None
    room, segments, end = MOST, [], min(until, month_end(oldest))
    for of, last in begins.items():
        rows = following(db, of, last, end, room)
        if rows:
            segments.append(Segment(of, ledger.hash_at(db, of, last) or b"", rows))
            room -= len(rows)
        if room <= 0:
            break
    return Due(branch, f"{oldest:%Y-%m}", segments)


def following(db: Database, of: ChainId, last: int, end: datetime.date, most: int) -> list[Ledger]:
    """The entries of a chain after `last`, up to the first of a day after `end`."""
    same = (Ledger.branch == of.branch) & (Ledger.station == of.station)
    same &= (Ledger.epoch == of.epoch) & (Ledger.seq > last)
    rows: list[Ledger] = []
    for row in db.rows(Ledger.select().where(same).order_by(Ledger.seq).limit(most)):
        if row.counted_day > end:
            break
        rows.append(row)
    return rows


def leaving_rows(
    db: Database, due: Due, after: Mapping[ChainId, int] | None = None
) -> list[Ledger]:
    """The rows that leave once these segments are archived."""
    chains = map(ledger.chain_of, ledger.chains(db, due.branch))
    upto = {of: parts.last(db, of) for of in chains}
    upto |= dict(after or {}) | {one.of: one.rows[-1].seq for one in due.segments}
    return leaving.leaving(db, due.branch, due.rows, {of[1:]: last for of, last in upto.items()})
