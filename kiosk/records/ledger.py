"""The ledger: one row per fact, chained, appended on the machine where it
happened, received byte for byte everywhere else.

The only file with SQL as text: a batch goes in as one ready-made statement,
four to six times as fast as through the query builder (scale page, section 0).
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, NamedTuple

import msgspec
import peewee

from kiosk import facts
from kiosk.db import Database, DayField, Distributed
from kiosk.refusals import Refusal
from kiosk.rules import chain as rule
from kiosk.rules.counting import Known, Verdict, judge, unreadable

Seq = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Ledger(Distributed):
    """One fact. `body` is the truth; the other columns repeat it for counting."""

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

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch", "seq", "day")
        indexes = (
            (("branch", "event_id"), False),
            (("branch", "clerk", "day", "mark", "giver", "entry", "kind", "counted"), False),
        )


class Chain(Distributed):
    """The head of one station's chain; `day` is that of its newest screen fact."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    common = peewee.BlobField()
    seq = peewee.BigIntegerField()
    head = peewee.BlobField()
    day = DayField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch")


class Alarm(Distributed):
    """Something a person must look at. `seq` is 0 where a whole chain is meant."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()
    code = peewee.TextField()
    detail = peewee.TextField()
    at = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch", "seq", "code")


class ChainId(NamedTuple):
    """Which chain: a station's, within its branch, in one epoch."""

    branch: str
    station: str
    epoch: int


class Mark(msgspec.Struct, frozen=True):
    """How far somebody holds a chain: the high water and the head there."""

    epoch: int
    seq: int
    head: bytes


class Batch(msgspec.Struct, frozen=True):
    """Consecutive entries of one chain, as they travel. `prev` is the head
    before the first, `head` the one after the last."""

    station: str
    epoch: Seq
    common: bytes
    first: Seq = msgspec.field(name="from")
    prev: bytes
    entries: tuple[bytes, ...]
    head: bytes


_ROW = (
    "branch, station, epoch, seq, event_id, kind, mark, clerk, giver, entry, subject,"
    " day, counted, body, hash"
)
_INSERT = f"INSERT INTO ledger ({_ROW}) VALUES "
_ONE = "(" + ",".join("?" * 15) + ")"
_ROWS_A_STATEMENT = 500


def chain(db: Database, of: ChainId, common: bytes = rule.NO_HEAD) -> Chain:
    """A chain's head as stored, or as it is before the first entry."""
    row = db.first(
        Chain.select().where(
            (Chain.branch == of.branch) & (Chain.station == of.station) & (Chain.epoch == of.epoch)
        )
    )
    if row is None:
        row = Chain(**of._asdict(), common=common, seq=0, head=rule.genesis(*of, common), day=None)
    return row  # type: ignore[no-any-return]


def append(db: Database, of: ChainId, written: Sequence[facts.Fact]) -> None:
    """Writes own facts behind the head, with columns, hashes and head.

    To be called inside `db.writing()`, after `find` has said that the
    event_ids are new; whatever else the verb stores commits with it.
    """
    append_bodies(db, of, [facts.encode(fact) for fact in written])


def append_bodies(db: Database, of: ChainId, bodies: Sequence[bytes]) -> None:
    """Like `append`, for bodies that were encoded before the lock was taken."""
    head = chain(db, of)
    seen = [facts.columns(body) for body in bodies]
    if any(len(body) > facts.BODY_LIMIT for body in bodies):
        raise ValueError(f"a fact's body is longer than {facts.BODY_LIMIT} bytes")
    hashes = rule.links(head.head, head.seq + 1, bodies)
    _insert(
        db,
        [
            _row(of, seq, columns, 1, body, link)
            for seq, (columns, body, link) in enumerate(
                zip(seen, bodies, hashes, strict=True), head.seq + 1
            )
        ],
    )
    screen = [columns.day for columns in seen if columns.entry == "screen"]
    days = [day for day in (head.day, *screen) if day is not None]
    _set_head(db, of, head.common, head.seq + len(bodies), hashes[-1], max(days, default=None))


def find(db: Database, branch: str, event_ids: Sequence[str]) -> list[Ledger]:
    """All rows of a branch that hold one of these event_ids, oldest first."""
    found: list[Ledger] = []
    for start in range(0, len(event_ids), _ROWS_A_STATEMENT):
        part = event_ids[start : start + _ROWS_A_STATEMENT]
        found += db.rows(
            Ledger.select()
            .where((Ledger.branch == branch) & Ledger.event_id.in_(part))
            .order_by(Ledger.station, Ledger.epoch, Ledger.seq)
        )
    return found


def receive(db: Database, branch: str, batch: Batch, at: int) -> None:
    """Takes a batch of somebody else's entries, bytes as they came.

    `at` is the receiver's UTC ms. A batch that lies beyond the high water is
    left alone (the sender sees the marks); entries held already are compared,
    not stored again. Raises Refusal `broken_chain` or `mark_mismatch`, each
    with an alarm; nothing of such a batch is stored.
    """
    of = ChainId(branch, batch.station, batch.epoch)
    hashes = rule.links(batch.prev, batch.first, batch.entries)
    if (hashes[-1] if hashes else batch.prev) != batch.head:
        last = batch.first + len(batch.entries) - 1
        alarm(db, of, batch.first, "broken_chain", f"{batch.first}-{last}", at)
        raise Refusal("broken_chain", f"{batch.first}-{last}")
    with db.writing():
        head = chain(db, of, batch.common)
        if batch.first > head.seq + 1:
            return
        wrong = _disagreement(db, of, head, batch, hashes)
        if wrong is None:
            skip = head.seq + 1 - batch.first
            _take(db, of, head, batch.entries[skip:], hashes[skip:], at)
            return
    alarm(db, of, wrong, "mark_mismatch", f"from {batch.first}", at)
    raise Refusal("mark_mismatch", str(wrong))


def _disagreement(
    db: Database, of: ChainId, head: Chain, batch: Batch, hashes: list[bytes]
) -> int | None:
    """The seq at which sender and receiver hold different heads, or None."""
    first_epoch_has_a_past = of.epoch == 1 and batch.common != rule.NO_HEAD
    if first_epoch_has_a_past or batch.common != bytes(head.common):
        return 0
    if hash_at(db, of, batch.first - 1) != batch.prev:
        return batch.first - 1
    overlap = min(head.seq, batch.first + len(hashes) - 1)
    if overlap >= batch.first and hash_at(db, of, overlap) != hashes[overlap - batch.first]:
        return overlap
    return None


def _take(
    db: Database,
    of: ChainId,
    head: Chain,
    bodies: Sequence[bytes],
    hashes: Sequence[bytes],
    at: int,
) -> None:
    today = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).date()
    seen = [_columns(body, of.branch, today) for body in bodies]
    wanted = {columns.event_id for columns in seen} | {c.subject for c in seen if c.subject}
    known: dict[str, list[Known]] = {}
    for row in find(db, of.branch, sorted(wanted)):
        columns = _columns(row.body, of.branch, row.day)
        known.setdefault(row.event_id, []).append(
            Known(row.station, row.epoch, columns, row.body, bool(row.counted))
        )
    rows = []
    for seq, (columns, body, link) in enumerate(
        zip(seen, bodies, hashes, strict=True), head.seq + 1
    ):
        fact = Known(of.station, of.epoch, columns, body, counted=True)
        verdict: Verdict = judge(fact, known, today)
        if verdict.alarm:
            alarm(db, of, seq, verdict.alarm, columns.event_id, at)
        known.setdefault(columns.event_id, []).append(fact._replace(counted=verdict.counted))
        rows.append(_row(of, seq, columns, int(verdict.counted), body, link))
    if rows:
        _insert(db, rows)
    last = hashes[-1] if hashes else head.head
    _set_head(db, of, head.common, head.seq + len(rows), last, head.day)


def _columns(body: bytes, branch: str, received: datetime.date) -> facts.Columns:
    """A body's columns; of one that is no fact of this branch, empty ones:
    it is kept, uncounted, and never blocks those behind it."""
    try:
        columns = facts.columns(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return unreadable(branch, received)
    readable = columns.branch == branch and columns.kind and len(body) <= facts.BODY_LIMIT
    return columns if readable else unreadable(branch, received)


def hash_at(db: Database, of: ChainId, seq: int) -> bytes | None:
    """The chain's head after entry `seq` (0: its genesis), None where it has
    no such entry."""
    if seq == 0:
        return rule.genesis(*of, chain(db, of).common)
    found = db.sql(
        "SELECT hash FROM ledger WHERE branch = ? AND station = ? AND epoch = ? AND seq = ?",
        *of,
        seq,
    ).fetchone()
    return None if found is None else bytes(found[0])


def batch(db: Database, of: ChainId, after: int, entries: int, size: int) -> Batch:
    """The entries behind `after` as they travel: at most so many, at most
    `size` bytes of bodies, but never less than one where there is one."""
    head = chain(db, of)
    rows = db.sql(
        "SELECT body, hash FROM ledger WHERE branch = ? AND station = ? AND epoch = ?"
        " AND seq > ? ORDER BY seq LIMIT ?",
        *of,
        after,
        entries,
    ).fetchall()
    taken: list[tuple[bytes, bytes]] = []
    total = 0
    for body, link in rows:
        total += len(body)
        if taken and total > size:
            break
        taken.append((bytes(body), bytes(link)))
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


def chains(db: Database, branch: str, station: str | None = None) -> list[Chain]:
    """The chains of a branch, or of one of its stations, oldest epoch first."""
    wanted = Chain.branch == branch
    if station is not None:
        wanted &= Chain.station == station
    return db.rows(Chain.select().where(wanted).order_by(Chain.station, Chain.epoch))


def marks(db: Database, branch: str, station: str) -> tuple[Mark, ...]:
    """All that this database holds of a station."""
    return tuple(Mark(c.epoch, c.seq, bytes(c.head)) for c in chains(db, branch, station))


def alarm(db: Database, of: ChainId, seq: int, code: str, detail: str, at: int) -> None:
    """Raises an alarm once for each chain, seq and code."""
    with db.writing():
        db.run(
            Alarm.insert(**of._asdict(), seq=seq, code=code, detail=detail, at=at).on_conflict(
                action="nothing",
                conflict_target=[Alarm.branch, Alarm.station, Alarm.epoch, Alarm.seq, Alarm.code],
            )
        )


def _row(
    of: ChainId, seq: int, columns: facts.Columns, counted: int, body: bytes, link: bytes
) -> tuple[Any, ...]:
    return (
        *of,
        seq,
        columns.event_id,
        columns.kind,
        columns.mark,
        columns.clerk,
        columns.giver,
        columns.entry,
        columns.subject,
        columns.day.isoformat(),
        counted,
        body,
        link,
    )


def _insert(db: Database, rows: Iterable[tuple[Any, ...]]) -> None:
    rows = list(rows)
    for start in range(0, len(rows), _ROWS_A_STATEMENT):
        part = rows[start : start + _ROWS_A_STATEMENT]
        db.sql(_INSERT + ",".join([_ONE] * len(part)), *[value for row in part for value in row])


def _set_head(
    db: Database, of: ChainId, common: bytes, seq: int, head: bytes, day: datetime.date | None
) -> None:
    db.sql(
        "INSERT INTO chain (branch, station, epoch, common, seq, head, day)"
        " VALUES (?,?,?,?,?,?,?) ON CONFLICT (branch, station, epoch)"
        " DO UPDATE SET seq = excluded.seq, head = excluded.head, day = excluded.day",
        *of,
        common,
        seq,
        head,
        None if day is None else day.isoformat(),
    )
