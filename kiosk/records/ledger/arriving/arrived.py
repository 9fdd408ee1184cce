"""In which order entries came to be at head office, batch by batch: what arrived, and what it wrote
itself. Programs read on from a place in that order."""

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import Distributed
from kiosk.records.ledger import identity
from kiosk.records.ledger.ledger import ChainId


class Arrived(Distributed):
    """Entries `first` to `last` of a chain, which arrived, were written here, or began to count,
    together. `at` is this office's UTC ms, and never earlier than what had been committed before,
    even if the clock was put back: no program can have read beyond it."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    first = peewee.BigIntegerField()
    at = peewee.BigIntegerField()
    last = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch", "first", "at")
        indexes = ((("at", "branch", "station", "epoch", "first"), False),)


NEWEST = Prepared(Arrived.select(peewee.fn.MAX(Arrived.at)), cached=False)
_NEW = Prepared(Arrived.insert(**{name: slot(name) for name in Arrived._meta.fields}), cached=False)
ORDER = (Arrived.at, Arrived.branch, Arrived.station, Arrived.epoch, Arrived.first)


def note(db: Database, of: ChainId, first: int, last: int, at: int) -> None:
    """Notes at head office that entries arrived or were written, in the transaction that stores
    them; `at` is the present (UTC ms)."""
    if identity.settled(db):
        return
    ((newest,),) = db.tuples(NEWEST)
    moment = max(at, (newest or 0) + 1)
    db.each(_NEW, [of._asdict() | {"first": first, "last": last, "at": moment}])


def when(db: Database, of: ChainId, seq: int) -> int | None:
    """When an entry arrived or was written (UTC ms); None if this office has not noted it."""
    same = (Arrived.branch == of.branch) & (Arrived.station == of.station)
    same &= (Arrived.epoch == of.epoch) & (Arrived.first <= seq)
    row = db.first(Arrived.select().where(same).order_by(Arrived.first.desc(), Arrived.at))
    return row.at if row is not None and seq <= row.last else None
