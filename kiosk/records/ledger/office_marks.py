"""The office's marks: how much of this station's chains it has signed to hold, and since when."""

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.records.ledger import alarms, ledger, times
from kiosk.records.ledger.ledger import ChainId
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import HighWater


class OfficeMark(Local):
    """The newest mark of one epoch that the office has signed."""

    station = peewee.TextField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()
    head = peewee.BlobField()

    class Meta:
        primary_key = peewee.CompositeKey("station", "epoch")


class MarkMoved(Local):
    """When the office's mark was first seen to reach an entry, in UTC ms by the office's clock; a
    receipt shows it as the day of arrival."""

    station = peewee.TextField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()
    at = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("station", "epoch", "seq")


def note_marks(db: Database, chain: ChainId, marks: tuple[HighWater, ...], now: Moment) -> int:
    """Stores the office's marks, if they agree with this ledger; returns the highest seq of this
    epoch that the office holds.

    Raises Refusal `mark_mismatch`, with an alarm, if the office holds an entry that this ledger
    doesn't: one of the two was copied or restored, and nothing may be sent or forgotten until a
    person has looked into it.
    """
    for mark in marks:
        of = chain._replace(epoch=mark.epoch)
        if ledger.hash_at(db, of, mark.seq) != mark.head:
            alarms.alarm(db, of, mark.seq, "mark_mismatch", "office", now.utc)
            raise Refusal("mark_mismatch", f"{mark.epoch}/{mark.seq}")
    with db.writing():
        db.run(OfficeMark.delete().where(OfficeMark.station == chain.station))
        for mark in marks:
            db.run(OfficeMark.insert(station=chain.station, **msgspec.structs.asdict(mark)))
            _note_moved(db, chain.station, mark, times.believed(db, now).utc)
    return max((mark.seq for mark in marks if mark.epoch == chain.epoch), default=0)


def _note_moved(db: Database, station: str, mark: HighWater, at: int) -> None:
    db.run(
        MarkMoved.insert(station=station, epoch=mark.epoch, seq=mark.seq, at=at).on_conflict(
            action="nothing", conflict_target=[MarkMoved.station, MarkMoved.epoch, MarkMoved.seq]
        )
    )


def held_since(db: Database, chain: ChainId, seq: int) -> int | None:
    """Since when the office is known to hold an entry (UTC ms), None if it is not."""
    row = db.first(
        MarkMoved.select()
        .where(
            (MarkMoved.station == chain.station)
            & (MarkMoved.epoch == chain.epoch)
            & (MarkMoved.seq >= seq)
        )
        .order_by(MarkMoved.seq)
    )
    return row.at if row and seq <= held_by_office(db, chain) else None


def held_by_office(db: Database, chain: ChainId) -> int:
    """The highest seq of this epoch known to be at the office."""
    row = db.first(
        OfficeMark.select().where(
            (OfficeMark.station == chain.station) & (OfficeMark.epoch == chain.epoch)
        )
    )
    return row.seq if row else 0
