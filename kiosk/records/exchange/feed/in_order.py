"""Facts in the order in which they arrived, for other programs: who reads on from where an answer
ended gets every one of them, whatever arrives meanwhile."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.records.ledger.arriving.arrived import ORDER, Arrived
from kiosk.records.ledger.ledger import Ledger

SETTLED_MS = 60_000
"""What arrived later than so long ago is given out later: a batch that is still being stored could
come before it."""
MOST, BATCHES = 500, 200
"""Most items of a page, and most batches that are looked through for them."""


class Item(Protocol):
    """What is listed, by its branch and id."""

    @property
    def branch(self) -> Any: ...

    @property
    def event_id(self) -> Any: ...


T = TypeVar("T", bound=Item)


class List(NamedTuple, Generic[T]):
    """A list: the kinds of facts that concern its items, and how these are read, as they are now,
    from facts of one branch."""

    kinds: tuple[str, ...]
    now: Callable[[Database, Sequence[Ledger]], list[T]]


class Place(NamedTuple):
    """Up to where a program has read: a batch, as Arrived has it, and the entry within it."""

    at: int = 0
    branch: str = ""
    station: str = ""
    epoch: int = 0
    first: int = 0
    seq: int = 0


class Read(NamedTuple, Generic[T]):
    """Items as they are now, up to where they were read, and whether more can be read at once."""

    rows: list[T]
    place: Place
    more: bool


def after(db: Database, of: List[T], place: Place, now: int) -> Read[T]:
    """The items that arrived after a place, and those of which something arrived: each once a page.
    `now` is UTC ms."""
    found: list[T] = []
    if place.at:
        wanted = _is(place)
        unread = db.rows(Arrived.select().where(wanted & (Arrived.last > place.seq)))
        for batch in unread:
            place = _take(db, of, batch, place, found)
            if place.seq < batch.last:
                return Read(found, place, more=True)
    ready = Arrived.select().where(Arrived.at <= now - SETTLED_MS)
    part = paging.part(db, ready, ORDER, place if place.at else None, BATCHES)
    for batch in part.rows:
        place = _take(db, of, batch, _begin(batch), found)
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


def _take(db: Database, of: List[T], batch: Arrived, place: Place, found: list[T]) -> Place:
    """Adds the items that a batch concerns after a place in it, as far as there is room on the
    page; returns up to where it was read."""
    room = MOST - len(found)
    if room <= 0:
        return place
    wanted = (Ledger.branch == batch.branch) & (Ledger.station == batch.station)
    wanted &= (Ledger.epoch == batch.epoch) & (Ledger.seq > place.seq) & (Ledger.seq <= batch.last)
    wanted &= Ledger.kind.in_(of.kinds) & (Ledger.counted == 1)
    rows = db.rows(Ledger.select().where(wanted).order_by(Ledger.seq).limit(room + 1))
    known = {(row.branch, row.event_id) for row in found}
    now = of.now(db, rows[:room]) if rows else []
    found += [row for row in now if (row.branch, row.event_id) not in known]
    return place._replace(seq=rows[room - 1].seq if len(rows) > room else batch.last)
