"""What head office holds, put into the log in the order in which it arrived: keys of stations, and
each entry of each chain. It is read from the rows that receiving stores, so that receiving does not
wait for it; a row is committed together with the mark that says how far the log goes.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import putting
from kiosk.ground.tables import Distributed, Reference
from kiosk.records.ledger import ledger
from kiosk.records.ledger.arriving.arrived import Arrived
from kiosk.records.ledger.ledger import ASIDE, Chain, ChainId
from kiosk.records.stations.enrolment import Station
from kiosk.records.transparency import log
from kiosk.rules.transparency import leaves

AT_ONCE = 4_096
"""Entries that one transaction takes in, some 60 ms if each is a leaf."""


class LogMark(Distributed):
    """How far a chain is in the log, with its head there: a chain that is another one now, under
    the same id, is put in from its beginning."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()
    head = peewee.BlobField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch")


class LogRun(Distributed):
    """Entries `first` to `last` of a chain are leaves of the log, the first of them number `leaf`;
    or that leaf is of the whole batch."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    first = peewee.BigIntegerField()
    leaf = peewee.BigIntegerField()
    last = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch", "first", "leaf")


class LogKey(Reference):
    """A station whose key is in the log; `revoked` is 1 once its revocation is."""

    station = peewee.TextField(primary_key=True)
    revoked = peewee.SmallIntegerField()


_PUT_MARK, _PUT_KEY = putting(LogMark), putting(LogKey)


class Step(NamedTuple):
    """What a transaction does to the log: its leaves, and the rows that go with them. The leaf of a
    run is counted from the first one of the step."""

    entries: list[bytes]
    marks: list[dict[str, Any]]
    runs: list[dict[str, Any]]


def take_in(db: Database, *, batches: bool = False) -> int:
    """Appends to the log what came since, each entry as a leaf, or with `batches` what came of a
    chain together as one; returns how many leaves. The log has begun."""
    appended = _take_keys(db)
    waiting = list(_grown(db))
    while waiting:
        with db.writing_in(log.TURN):
            step, room = Step([], [], []), AT_ONCE
            while waiting and room:
                number, done = _read_on(db, waiting[0], step, room, batches)
                room -= number
                if done:
                    waiting.pop(0)
            _put_in(db, step)
        appended += len(step.entries)
    return appended


def _put_in(db: Database, step: Step) -> None:
    if step.entries:
        first = log.append(db, step.entries)
        runs = [run | {"leaf": run["leaf"] + first} for run in step.runs]
        for start in range(0, len(runs), 500):
            db.run(LogRun.insert_many(runs[start : start + 500]))
    db.each(_PUT_MARK, step.marks)


def _take_keys(db: Database) -> int:
    """Appends the keys of stations that were enrolled, and which ones were revoked."""
    entries, rows = [], []
    is_new = LogKey.station.is_null()
    was_revoked = Station.revoked_at.is_null(False) & (is_new | (LogKey.revoked == 0))
    query = (
        Station.select(Station, LogKey.station.alias("logged"))
        .join(LogKey, peewee.JOIN.LEFT_OUTER, on=(LogKey.station == Station.station))
        .where(is_new | was_revoked)
        .order_by(Station.enrolled_at, Station.station)
    )
    if db.first(query) is None:
        return 0
    with db.writing_in(log.TURN):
        for one in db.rows(query.dicts()):
            name, revoked_at = one["station"], one["revoked_at"]
            if one["logged"] is None:
                key, branch = bytes(one["public_key"]), one["branch"]
                at, before = one["enrolled_at"], one["replaces"]
                entries.append(leaves.enrolled(name, key, branch, at, before))
            if revoked_at is not None:
                entries.append(leaves.revoked(name, revoked_at))
            rows.append({"station": name, "revoked": 0 if revoked_at is None else 1})
        log.append(db, entries)
        db.each(_PUT_KEY, rows)
    return len(entries)


def _grown(db: Database) -> Iterator[ChainId]:
    """The chains that have entries not in the log yet, in the order in which these arrived; those
    that head office set aside go before all others, since their ids are in use again."""
    of_chain = same(LogMark, Chain)
    grown = LogMark.seq.is_null() | (LogMark.seq != Chain.seq) | (LogMark.head != Chain.head)
    came = (
        Arrived.select(peewee.fn.MIN(Arrived.at))
        .where(same(Arrived, Chain) & (Arrived.last > peewee.fn.COALESCE(LogMark.seq, 0)))
    )  # fmt: skip
    query = (
        Chain.select(Chain.branch, Chain.station, Chain.epoch, came.alias("came"))
        .join(LogMark, peewee.JOIN.LEFT_OUTER, on=of_chain)
        .where(grown & (Chain.seq > 0))
        .tuples()
    )
    found = [(ASIDE not in row[1], row[3] or 0, row[:3]) for row in db.rows(query)]
    return (ChainId(*of) for _, _, of in sorted(found))


def same(model: Any, chain: Any) -> Any:
    """The rows of a model that are of this chain."""
    of = (model.branch == chain.branch) & (model.station == chain.station)
    return of & (model.epoch == chain.epoch)


def _read_on(db: Database, of: ChainId, step: Step, most: int, batches: bool) -> tuple[int, bool]:
    """Adds the next entries of a chain to a step, at most so many; returns how many, and whether
    these are all that follow without a gap."""
    mark = db.first(LogMark.select().where(same(LogMark, of)))
    if mark is None and ASIDE in of.station:
        mark = _carried_over(db, of)
    head, chain = ledger.chain(db, of), leaves.of_chain(of.branch, ledger.writer(of.station))
    after = mark.seq if mark is not None and _holds(db, of, mark) else 0
    last = min(head.seq, after + most)
    rows = _links(db, of, after, last)
    if not rows:
        return 0, True
    if after == 0:
        common, genesis = bytes(head.common), ledger.genesis(of, bytes(head.common))
        step.entries.append(leaves.epoch(chain, of.epoch, common, genesis))
    size = leaves.MOST_IN_BATCH if batches else len(rows)
    for part in (rows[start : start + size] for start in range(0, len(rows), size)):
        run = {"first": part[0][0], "last": part[-1][0], "leaf": len(step.entries)}
        step.runs.append(of._asdict() | run)
        if batches:
            links = [link for _, link in part]
            step.entries.append(leaves.batch(chain, of.epoch, run["first"], links))
        else:
            step.entries.extend(leaves.entry(chain, of.epoch, *row) for row in part)
    seq, link = rows[-1]
    step.marks.append(of._asdict() | {"seq": seq, "head": link})
    return len(rows), bool(seq == head.seq or seq < last)


def _links(db: Database, of: ChainId, after: int, last: int) -> list[tuple[int, bytes]]:
    """The numbers and hashes of consecutive entries after `after`, up to `last`; of those whose
    rows moved to an archive file the hashes that were kept."""
    rows = sorted(ledger.hashes(db, of, after + 1, last).items())
    return [row for number, row in enumerate(rows, after + 1) if row[0] == number]


def _holds(db: Database, of: ChainId, mark: LogMark) -> bool:
    return ledger.hash_at(db, of, mark.seq) == bytes(mark.head)


def _carried_over(db: Database, of: ChainId) -> LogMark | None:
    """The mark of a chain that was set aside since, under its new id; its runs go along."""
    before = of._replace(station=ledger.writer(of.station))
    mark: LogMark | None = db.first(LogMark.select().where(same(LogMark, before)))
    if mark is None or not _holds(db, of, mark):
        return None
    for table in (LogMark, LogRun):
        db.run(table.update(station=of.station).where(same(table, before)))
    return mark


def leaf_of(db: Database, of: ChainId, seq: int) -> int | None:
    """The number of an entry's leaf, or of its batch's; None if it is not in the log yet."""
    newest = LogRun.select().where(same(LogRun, of) & (LogRun.first <= seq))
    run = db.first(newest.order_by(LogRun.first.desc(), LogRun.leaf.desc()))
    if run is None or seq > run.last:
        return None
    is_batch = leaves.read_batch(log.entry(db, run.leaf)) is not None
    return cast(int, run.leaf if is_batch else run.leaf + seq - run.first)
