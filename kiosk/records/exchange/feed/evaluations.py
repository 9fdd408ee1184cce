"""Ratings in the order in which they arrived, for other programs (好差评, 国办发〔2019〕51号)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.records.exchange.feed.arrived import ORDER, Arrived
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger.ledger import Ledger

SETTLED_MS = 60_000
"""What arrived later than so long ago is given out later: a batch that is still being stored could
come before it."""
MOST, BATCHES = 500, 200
"""Most ratings of a page, and most batches that are looked through for them."""
CONCERNING = ("rating", "remark", "voided")


class Place(NamedTuple):
    """Up to where a program has read: a batch, as Arrived has it, and the entry within it."""

    at: int = 0
    branch: str = ""
    station: str = ""
    epoch: int = 0
    first: int = 0
    seq: int = 0


class Read(NamedTuple):
    """Ratings as they are now, up to where they were read, and whether more can be read at once."""

    rows: list[FeedbackNow]
    place: Place
    more: bool


def after(db: Database, place: Place, now: int) -> Read:
    """The ratings that arrived after a place, and those to which a customer added something, or
    which were taken back: each once a page, as it is now. `now` is UTC ms."""
    found: list[FeedbackNow] = []
    if place.at:
        wanted = _is(place)
        unread = db.rows(Arrived.select().where(wanted & (Arrived.last > place.seq)))
        for batch in unread:
            place = _take(db, batch, place, found)
            if place.seq < batch.last:
                return Read(found, place, more=True)
    ready = Arrived.select().where(Arrived.at <= now - SETTLED_MS)
    part = paging.part(db, ready, ORDER, place if place.at else None, BATCHES)
    for batch in part.rows:
        place = _take(db, batch, _begin(batch), found)
        if place.seq < batch.last:
            return Read(found, place, more=True)
    return Read(found, place, part.more)


def _is(place: Place) -> Any:
    same = (Arrived.branch == place.branch) & (Arrived.station == place.station)
    same &= (Arrived.epoch == place.epoch) & (Arrived.first == place.first)
    return same & (Arrived.at == place.at)


def _begin(batch: Arrived) -> Place:
    key = (batch.at, batch.branch, batch.station, batch.epoch, batch.first)
    return Place(*key, batch.first - 1)


def _take(db: Database, batch: Arrived, place: Place, found: list[FeedbackNow]) -> Place:
    """Adds the ratings that a batch concerns after a place in it, as far as there is room on the
    page; returns up to where it was read."""
    room = MOST - len(found)
    if room <= 0:
        return place
    of = (Ledger.branch == batch.branch) & (Ledger.station == batch.station)
    of &= (Ledger.epoch == batch.epoch) & (Ledger.seq > place.seq) & (Ledger.seq <= batch.last)
    of &= Ledger.kind.in_(CONCERNING) & (Ledger.counted == 1)
    rows = db.rows(Ledger.select().where(of).order_by(Ledger.seq).limit(room + 1))
    known = {(row.branch, row.event_id) for row in found}
    found += [row for row in _now(db, rows[:room]) if (row.branch, row.event_id) not in known]
    return place._replace(seq=rows[room - 1].seq if len(rows) > room else batch.last)


def _now(db: Database, rows: Sequence[Ledger]) -> list[FeedbackNow]:
    names = list(dict.fromkeys(r.event_id if r.kind == "rating" else r.subject for r in rows))
    if not names:
        return []
    wanted = (FeedbackNow.branch == rows[0].branch) & FeedbackNow.event_id.in_(names)
    now = db.rows(FeedbackNow.select().where(wanted & (FeedbackNow.kind == "rating")))
    by_name = {row.event_id: row for row in now}
    return [by_name[name] for name in names if name in by_name]
