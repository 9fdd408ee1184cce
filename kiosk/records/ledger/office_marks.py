"""The office's marks: how much of this station's chains it has signed to hold, and since when."""

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.records.ledger import alarms, identity, ledger, times
from kiosk.records.ledger.ledger import ChainId
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.wire import HighWater


class OfficeMark(Local):
    """The newest mark of one epoch that was this ledger's own; `matches` is 0 where the office has
    since shown another one, or none."""

    station = peewee.TextField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()
    head = peewee.BlobField()
    matches = peewee.SmallIntegerField()

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


def note_marks(db: Database, chain: ChainId, marks: tuple[HighWater, ...], now: Moment) -> set[int]:
    """Stores the office's marks of this station; whatever is not under one that is this ledger's
    own counts as unsent. Returns the epochs in which the office holds something else than this
    ledger, each with an alarm: this machine or the office was copied or restored."""
    here, differing = identity.me(db), set()
    current = here.epoch if chain.station == here.station else chain.epoch
    with db.writing():
        same = OfficeMark.station == chain.station
        db.run(OfficeMark.update(matches=0).where(same))
        for mark in marks:
            if mark.seq == 0:  # begun by a copy, and empty
                continue
            of = chain._replace(epoch=mark.epoch)
            if ledger.hash_at(db, of, mark.seq) == mark.head:
                _store(db, chain.station, mark)
                _note_moved(db, chain.station, mark, times.believed(db, now).utc)
            elif mark.epoch == current or mark.seq <= ledger.chain(db, of).seq:
                differing.add(mark.epoch)
                alarms.alarm(db, of, mark.seq, "mark_mismatch", "office", now.utc)
    return differing


def _store(db: Database, station: str, mark: HighWater) -> None:
    row = {"station": station, "matches": 1, **msgspec.structs.asdict(mark)}
    db.run(
        OfficeMark.insert(row).on_conflict(
            conflict_target=[OfficeMark.station, OfficeMark.epoch],
            preserve=[OfficeMark.seq, OfficeMark.head, OfficeMark.matches],
        )
    )


def remembered(db: Database, station: str) -> tuple[HighWater, ...]:
    """The last marks of each epoch that were this ledger's own."""
    rows = db.rows(OfficeMark.select().where(OfficeMark.station == station))
    return tuple(HighWater(row.epoch, row.seq, bytes(row.head)) for row in rows)


def doubt(db: Database) -> None:
    """No mark counts until the office shows it again: the entries under it are not here; inside
    `db.writing()`."""
    db.run(OfficeMark.update(matches=0))


def forget(db: Database, chain: ChainId) -> None:
    """Forgets the mark of a chain that was set aside."""
    db.run(
        OfficeMark.delete().where(
            (OfficeMark.station == chain.station) & (OfficeMark.epoch == chain.epoch)
        )
    )


def fallen(db: Database, chain: ChainId, marks: tuple[HighWater, ...]) -> bool:
    """Whether the office holds less of a chain than it signed before: it was restored from a
    backup, and may have lost what travels beside the facts too."""
    now = {mark.epoch: mark.seq for mark in marks}
    before = db.rows(OfficeMark.select().where(OfficeMark.station == chain.station))
    return any(now.get(mark.epoch, 0) < mark.seq for mark in before)


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
            (OfficeMark.station == chain.station)
            & (OfficeMark.epoch == chain.epoch)
            & (OfficeMark.matches == 1)
        )
    )
    return row.seq if row else 0
