"""The ledger: one row per fact, chained, appended on the machine where it happened, received byte
for byte everywhere else.

Over the line limit: it holds the table with all its prepared queries. The only module of records
with SQL as text: a batch goes in as one ready-made statement, four to six times as fast as through
the query builder.
"""

import datetime
import logging
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.ledger.archives import parts
from kiosk.rules.ledger import chain as rule
from kiosk.rules.ledger.archives import BadArchive
from kiosk.vocabulary import facts
from kiosk.vocabulary.wire import OWN_OFFICE, Batch, HighWater

log = logging.getLogger("tingsheng")


class Ledger(Distributed):
    """One fact. `body` is the truth; the other columns repeat it for counting. `day` is the day
    that the fact claims, `counted_day` the one it counts for (kiosk/records/exchange/days.py)."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()
    event_id = peewee.TextField()
    kind = peewee.TextField()
    mark = peewee.TextField()
    clerk = peewee.TextField()
    giver = peewee.TextField()
    entry = peewee.TextField()
    subject = peewee.TextField()
    day = DayField()
    counted = peewee.SmallIntegerField()
    body = peewee.BlobField()
    hash = peewee.BlobField()
    counted_day = DayField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch", "seq", "day")
        indexes = (
            (("branch", "event_id"), False),
            (
                ("branch", "clerk", "counted_day", "mark", "giver", "entry", "kind", "counted"),
                False,
            ),
            (("branch", "kind", "counted_day", "mark", "entry", "counted"), False),
            (("branch", "subject"), False),
        )


class Chain(Distributed):
    """The head of one station's chain."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    common = peewee.BlobField()
    seq = peewee.BigIntegerField()
    head = peewee.BlobField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch")


class ChainId(NamedTuple):
    """Which chain: a station's, within its branch, in one epoch."""

    branch: str
    station: str
    epoch: int


_ROW = (
    "branch, station, epoch, seq, event_id, kind, mark, clerk, giver, entry, subject,"
    " day, counted_day, counted, body, hash"
)
_NAMES = _ROW.split(", ")
_FIND = f"SELECT {_ROW} FROM ledger"
_ROWS_A_STATEMENT = 500
OFFICE = "office"
"""`station` in the chains that head office itself writes."""
ASIDE = "~"
"""Between a station's id and the beginning of its head, in the name of a chain set aside."""
LAST_MS = 253_402_214_400_000
"""9999-12-31 00:00 UTC in ms; some later moments don't fit a datetime in every zone."""


def writer(station: str) -> str:
    """Who wrote a chain, also if it was set aside (`set_aside`)."""
    return station.partition(ASIDE)[0]


def is_office(station: str) -> bool:
    """Whether a chain is an office's own; no key's fingerprint looks like that."""
    return writer(station) == OFFICE or station.startswith(OWN_OFFICE)


def genesis(of: ChainId, common: bytes) -> bytes:
    """The head of a chain before its first entry; a chain set aside keeps the one it had."""
    return rule.genesis(of.branch, writer(of.station), of.epoch, common)


_CHAIN = Prepared(
    Chain.select().where(
        (Chain.branch == slot("branch"))
        & (Chain.station == slot("station"))
        & (Chain.epoch == slot("epoch"))
    )
)
_FIND_ONE = Prepared(
    Ledger.select().where((Ledger.branch == slot("branch")) & (Ledger.event_id == slot("event_id")))
)


_CHAINS = Prepared(
    Chain.select().where(Chain.branch == slot("branch")).order_by(Chain.station, Chain.epoch)
)
_CHAINS_OF = Prepared(
    Chain.select()
    .where((Chain.branch == slot("branch")) & (Chain.station == slot("station")))
    .order_by(Chain.epoch)
)
_SET_HEAD = Prepared(
    Chain.insert(**{name: slot(name) for name in Chain._meta.fields}).on_conflict(
        conflict_target=[Chain.branch, Chain.station, Chain.epoch],
        preserve=[Chain.seq, Chain.head],
    ),
    cached=False,
)


def chain(db: Database, of: ChainId, common: bytes = rule.NO_HEAD) -> Chain:
    """A chain's head as stored, or as it is before the first entry."""
    rows: list[Chain] = db.ask(_CHAIN, **of._asdict())
    if rows:
        return rows[0]
    return Chain(**of._asdict(), common=common, seq=0, head=genesis(of, common))


def read(row: Ledger) -> facts.AnyFact | None:
    """A row's fact, on the day it counts for, with the dates promised in it moved along; None if
    the body can't be read or its time can't be shown, so that it blocks nothing. The only reader
    of bodies, besides their columns."""
    fact = _decoded(bytes(row.body))
    if fact is None or not 0 <= fact.at < LAST_MS:
        return None
    return fact if row.counted_day == fact.day else _moved(fact, row.counted_day - fact.day)


def agreed(rows: Iterable[Ledger]) -> Ledger | None:
    """Of several facts under one id, the one that every machine takes."""
    return min(rows, key=lambda row: bytes(row.body), default=None)


def is_sound(body: bytes, kind: str) -> bool:
    """Whether a body is what its kind says. A kind that this program does not know is taken as it
    is, until it does."""
    return kind not in facts.KINDS or _decoded(body) is not None


def _decoded(body: bytes) -> facts.AnyFact | None:
    try:
        return facts.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _moved(fact: facts.AnyFact, by: datetime.timedelta) -> facts.AnyFact | None:
    """The fact with its day and the days promised in it moved; None if one leaves the calendar."""
    dated = ("day", "due", "contact_due", "asked")
    days = {name: day for name in dated if (day := getattr(fact, name, None)) is not None}
    try:
        return msgspec.structs.replace(fact, **{name: day + by for name, day in days.items()})
    except OverflowError:
        return None


def chain_of(row: Ledger | Chain) -> ChainId:
    """The chain that a row is in, or that a head is of."""
    return ChainId(row.branch, row.station, row.epoch)


def at(db: Database, of: ChainId, seq: int) -> Ledger | None:
    """The row of one entry, None if it is not here."""
    row: Ledger | None = db.first(Ledger.select().where(_is(Ledger, of) & (Ledger.seq == seq)))
    return row


def find(db: Database, branch: str, event_ids: Sequence[str]) -> list[Ledger]:
    """All rows of a branch with one of these event_ids, sorted as by `in_order`."""
    if len(event_ids) == 1:
        return in_order(db.ask(_FIND_ONE, branch=branch, event_id=event_ids[0]))
    return _named(db, f"{_FIND} WHERE branch = ? AND event_id", event_ids, branch)


def about(db: Database, branch: str, kind: str, subjects: Sequence[str]) -> list[Ledger]:
    """A branch's counted facts of a kind about one of these, sorted as by `in_order`. The kind is
    compared here: SQLite would search all facts of the kind for it."""
    found = _named(db, f"{_FIND} WHERE branch = ? AND subject", subjects, branch)
    return [row for row in found if row.kind == kind and row.counted]


def _named(db: Database, text: str, names: Sequence[str], *values: str) -> list[Ledger]:
    """The rows of a statement that ends with a column, which holds one of these names."""
    found: list[Ledger] = []
    for start in range(0, len(names), _ROWS_A_STATEMENT):
        part = names[start : start + _ROWS_A_STATEMENT]
        rows = db.sql(f"{text} IN ({','.join('?' * len(part))})", *values, *part)
        found += map(_row, rows)
    return in_order(found)


def _row(values: Sequence[Any]) -> Ledger:
    """A row from its values in the order of `_ROW`."""
    fields = Ledger._meta.fields
    return Ledger(
        **{name: fields[name].python_value(one) for name, one in zip(_NAMES, values, strict=True)}
    )


def of_day(db: Database, branch: str, kinds: Sequence[str], day: datetime.date) -> list[Ledger]:
    """A branch's counted facts of these kinds on a day, in the order of its chains."""
    wanted = (Ledger.branch == branch) & Ledger.kind.in_(kinds) & (Ledger.counted_day == day)
    return in_order(db.rows(Ledger.select().where(wanted & (Ledger.counted == 1))))


def in_order(rows: list[Ledger]) -> list[Ledger]:
    """Rows by station, epoch and seq. Sorted here, since SQLite asked for this order would scan the
    primary key."""
    return sorted(rows, key=lambda row: (row.station, row.epoch, row.seq))


def hash_at(db: Database, of: ChainId, seq: int) -> bytes | None:
    """The chain's head after entry `seq` (0: its genesis), None if there is no such entry."""
    if seq == 0:
        return genesis(of, bytes(chain(db, of).common))
    found = db.sql(
        "SELECT hash FROM ledger WHERE branch = ? AND station = ? AND epoch = ? AND seq = ?",
        *of,
        seq,
    ).fetchone()
    return parts.hash_at(db, of, seq) if found is None else bytes(found[0])


def hashes(db: Database, of: ChainId, first: int, last: int) -> dict[int, bytes]:
    """The hashes of entries `first` to `last` that there are, by their numbers."""
    place = (Ledger.branch == of.branch) & (Ledger.station == of.station)
    place &= (Ledger.epoch == of.epoch) & Ledger.seq.between(first, last)
    rows = db.rows(Ledger.select(Ledger.seq, Ledger.hash).where(place).tuples())
    found = {seq: bytes(link) for seq, link in rows}
    whole = len(found) > last - first
    return found if whole else parts.hashes(db, of, first, last) | found


def batch(db: Database, of: ChainId, after: int, entries: int, size: int) -> Batch:
    """The entries after `after` in wire form: at most `entries` of them and `size` bytes of bodies,
    but always at least one if there is one. Those that are archived are read from their file, and
    come by themselves; if it can't be read, there is none."""
    head = chain(db, of)
    rows = db.sql(
        "SELECT body, hash, seq FROM ledger WHERE branch = ? AND station = ? AND epoch = ?"
        " AND seq > ? ORDER BY seq LIMIT ?",
        *of,
        after,
        entries,
    ).fetchall()
    if entries and head.seq > after and (not rows or rows[0][2] != after + 1):
        rows = _archived(db, of, after + 1)[:entries] or rows
    taken: list[tuple[bytes, bytes]] = []
    total, last = 0, after
    for body, link, seq in rows:
        total += len(body)
        if taken and total > size:
            break
        if seq != last + 1 and parts.covering(db, of, last + 1) is not None:
            break
        taken.append((bytes(body), bytes(link)))
        last = seq
    prev = hash_at(db, of, after) or b""
    return Batch(
        station=of.station,
        epoch=of.epoch,
        common=bytes(head.common),
        first=after + 1,
        prev=prev,
        entries=tuple(body for body, _ in taken),
        head=taken[-1][1] if taken else prev,
    )


def _archived(db: Database, of: ChainId, first: int) -> list[tuple[bytes, bytes, int]]:
    try:
        found = parts.entries(db, of, first)
    except BadArchive as error:
        log.error("an archive can't be read: %s", error)
        return []
    return [(one.body, one.hash, one.seq) for one in found]


def chains(db: Database, branch: str, station: str | None = None) -> list[Chain]:
    """The chains of a branch, or of one of its stations, oldest epoch first."""
    if station is None:
        return db.ask(_CHAINS, branch=branch)
    return db.ask(_CHAINS_OF, branch=branch, station=station)


def newest_epoch(db: Database, branch: str, station: str) -> ChainId:
    """The chain that a writer continues."""
    known = chains(db, branch, station)
    return ChainId(branch, station, known[-1].epoch if known else 1)


def counted_after(db: Database, of: ChainId, after: int) -> list[tuple[int, bytes, datetime.date]]:
    """(seq, body, the day it counts for) of the next counted entries of a chain after `after`, at
    most one statement's worth."""
    query = (
        Ledger.select(Ledger.seq, Ledger.body, Ledger.counted_day)
        .where(_counted(of) & (Ledger.seq > after))
        .order_by(Ledger.seq)
        .limit(_ROWS_A_STATEMENT)
    )
    return [(row.seq, bytes(row.body), row.counted_day) for row in db.rows(query)]


def _is(model: Any, of: ChainId) -> Any:
    return (model.branch == of.branch) & (model.station == of.station) & (model.epoch == of.epoch)


def uncount_after(db: Database, of: ChainId, after: int) -> None:
    """Entries of a chain after `after` stay, but no longer count."""
    db.run(Ledger.update(counted=0).where(_counted(of) & (Ledger.seq > after)))


def _counted(of: ChainId) -> Any:
    return _is(Ledger, of) & (Ledger.counted == 1)


def marks(db: Database, branch: str, station: str) -> tuple[HighWater, ...]:
    """The high water of each epoch of a station in this database."""
    return tuple(HighWater(c.epoch, c.seq, bytes(c.head)) for c in chains(db, branch, station))


def row_of(of: ChainId, seq: int, columns: facts.Columns, counted: int, body: bytes, link: bytes,
           day: datetime.date | None = None) -> tuple[Any, ...]:  # fmt: skip
    """A fact as the values of its row, in the order of the table's columns. `day` is the one it
    counts for, if that is not the one it claims."""
    c = columns
    said = (c.event_id, c.kind, c.mark, c.clerk, c.giver, c.entry, c.subject, c.day.isoformat())
    return (*of, seq, *said, (day or c.day).isoformat(), counted, body, link)


def insert(db: Database, rows: Iterable[tuple[Any, ...]]) -> None:
    """Stores rows as `row_of` gives them."""
    db.copy_in("ledger", _NAMES, list(rows))


def set_head(db: Database, of: ChainId, common: bytes, seq: int, head: bytes) -> None:
    """Moves a chain's head, in the transaction that stored its rows."""
    db.each(_SET_HEAD, [of._asdict() | {"common": common, "seq": seq, "head": head}])


def forget_head(db: Database, of: ChainId) -> None:
    """Forgets the head of a chain whose entries are not here; inside `db.writing()`."""
    db.run(Chain.delete().where(_is(Chain, of)))
