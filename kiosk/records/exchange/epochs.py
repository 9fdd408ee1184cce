"""A station that was restored, rolled back or copied goes on in a new epoch (docs/architecture.md,
"The ledger")."""

from collections.abc import Collection, Iterable
from typing import Any

import peewee
from msgspec import structs

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.records.ledger import alarms, identity, ledger, office_marks, writing
from kiosk.records.ledger.alarms import Alarm, AlarmHandled
from kiosk.records.ledger.arriving.arrived import Arrived
from kiosk.records.ledger.ledger import ASIDE, Chain, ChainId, Ledger
from kiosk.vocabulary.wire import Batch, HighWater

BLOCK = 1000
"""A signed head is kept for each so many entries, beside the newest."""


class SignedHead(Local):
    """A head of a chain, this station's own or another of the branch, as the office signed it."""

    station = peewee.TextField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()
    head = peewee.BlobField()
    signature = peewee.BlobField()

    class Meta:
        primary_key = peewee.CompositeKey("station", "epoch", "seq")


def renew(
    db: Database, epoch: int, held: Iterable[HighWater], differing: Collection[int], at: int
) -> ChainId:
    """Goes on in `epoch`, in one transaction: every own fact that is not under one of the marks
    `held` is filed again there, and the chains of the `differing` epochs, of which the office
    holds others, are set aside as evidence. Returns the new chain."""
    with db.writing():
        me = identity.me(db)
        new = writing.begin_epoch(db, me.chain, epoch)
        under = {mark.epoch: mark.seq for mark in held}
        for chain in ledger.chains(db, me.branch, me.station):
            if chain.epoch in differing and chain.seq:
                old = ChainId(chain.branch, chain.station, chain.epoch)
                aside = set_aside(db, old)
                writing.refile(db, aside, under.get(chain.epoch, 0), new, lambda body: body)
                office_marks.forget(db, old)
        identity.note_epoch(db, epoch)
        alarms.alarm(db, new, 0, "new_epoch", str(me.epoch), at)
    return new


def take_other(db: Database, of: ChainId, at: int) -> None:
    """Sets aside this station's copy of another chain of the branch, since the office holds
    another; the next pull brings that one."""
    with db.writing():
        head = ledger.chain(db, of)
        alarms.alarm(db, of, head.seq, "chain_differs", bytes(head.head).hex()[:16], at)
        set_aside(db, of)
        db.run(SignedHead.delete().where(_of(of)))
        office_marks.forget(db, of)


def note_signed(db: Database, of: ChainId, batch: Batch) -> None:
    """Keeps the office's signature over the head of a batch that was received."""
    seq = batch.first + len(batch.entries) - 1
    note_head(db, of, HighWater(of.epoch, seq, batch.head), batch.signature)


def note_head(db: Database, of: ChainId, mark: HighWater, signature: bytes) -> None:
    """Keeps the office's signature over the head of a chain."""
    seq = mark.seq
    if not signature or not seq:
        return
    with db.writing():
        block = (SignedHead.seq >= seq - seq % BLOCK) & (SignedHead.seq < seq)
        rows = db.rows(SignedHead.select().where(_of(of) & block).order_by(SignedHead.seq))
        for row in rows[1:]:
            db.run(SignedHead.delete().where(_of(of) & (SignedHead.seq == row.seq)))
        db.run(
            SignedHead.insert(
                station=of.station, epoch=of.epoch, seq=seq, head=mark.head,
                signature=signature,
            ).on_conflict(action="replace")
        )  # fmt: skip


def probes(db: Database, of: ChainId) -> list[Batch]:
    """The newest signed head of a chain, as a batch without entries; none if there is none."""
    newest = db.first(SignedHead.select().where(_of(of)).order_by(SignedHead.seq.desc()))
    if newest is None or ledger.hash_at(db, of, newest.seq) != bytes(newest.head):
        return []
    empty = ledger.batch(db, of, newest.seq, 0, RETURN_BYTES)
    return [structs.replace(empty, signature=bytes(newest.signature))]


def returnable(db: Database, of: ChainId, after: int) -> list[Batch]:
    """Batches of a chain after entry `after`, each up to a head that the office has signed."""
    rows = db.rows(
        SignedHead.select().where(_of(of) & (SignedHead.seq > after)).order_by(SignedHead.seq)
    )
    batches = []
    for row in rows:
        if ledger.hash_at(db, of, row.seq) != bytes(row.head):
            continue  # of a chain that is not here, as a spare can have it
        batch = ledger.batch(db, of, after, row.seq - after, RETURN_BYTES)
        if batch.head != bytes(row.head):
            break
        batches.append(structs.replace(batch, signature=bytes(row.signature)))
        after = row.seq
    return batches


RETURN_BYTES = 4_000_000


def _of(of: ChainId) -> peewee.Expression:
    return (SignedHead.station == of.station) & (SignedHead.epoch == of.epoch)


def set_aside(db: Database, of: ChainId) -> ChainId:
    """Keeps a chain as evidence, since another machine holds another one under the same id: renames
    it, with the alarms about it; returns its new id. Its rows, hashes and counts
    stay; the id is free for the other chain. Inside `db.writing()`."""
    head = ledger.chain(db, of)
    name = f"{of.station}{ASIDE}{bytes(head.head).hex()[:8]}"
    taken = {one.station for one in ledger.chains(db, of.branch)}
    number = 0
    while (f"{name}.{number}" if number else name) in taken:
        number += 1
    aside = of._replace(station=f"{name}.{number}" if number else name)
    tables: list[Any] = [Ledger, Chain, Alarm, AlarmHandled, Arrived]
    for table in tables:
        same = (table.branch == of.branch) & (table.station == of.station)
        db.run(table.update(station=aside.station).where(same & (table.epoch == of.epoch)))
    return aside
