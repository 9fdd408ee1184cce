"""What a witness keeps of a log that it reads: the keys of stations, what was promised, which
leaves the entries of each chain are, and the tiles of the tree above the leaves; some 5 bytes a
leaf. The file can be deleted, and is then made again from the log.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import peewee

from kiosk.ground.db import Database
from kiosk.rules.transparency import leaves, tiles
from kiosk.rules.transparency.leaves import STATION
from kiosk.rules.transparency.notes import Head


class LogKey(peewee.Model):
    """A station's key, its branch, and when it was enrolled, UTC ms."""

    name = peewee.BlobField(primary_key=True)
    public = peewee.BlobField()
    branch = peewee.BlobField()
    at = peewee.BigIntegerField()

    class Meta:
        strict_tables = True


class LogRun(peewee.Model):
    """Entries `first` to `last` of a station's chain are leaves of the log, the first of them
    number `leaf`; or that leaf is of the whole batch."""

    name = peewee.BlobField()
    epoch = peewee.IntegerField()
    first = peewee.BigIntegerField()
    leaf = peewee.BigIntegerField()
    last = peewee.BigIntegerField()

    class Meta:
        strict_tables = True
        primary_key = peewee.CompositeKey("name", "epoch", "first", "leaf")


class LogPromise(peewee.Model):
    """A promise, by the number of its leaf."""

    leaf = peewee.BigIntegerField(primary_key=True)
    branch = peewee.BlobField(index=True)
    first = peewee.BigIntegerField()
    days = peewee.IntegerField()

    class Meta:
        strict_tables = True


class LogTile(peewee.Model):
    """Hashes of the tree: all tiles above the leaves, and of those of leaves the unfinished one."""

    level = peewee.IntegerField()
    number = peewee.BigIntegerField()
    hashes = peewee.BlobField()

    class Meta:
        strict_tables = True
        primary_key = peewee.CompositeKey("level", "number")


class LogRead(peewee.Model):
    """How many leaves were read, and the root above them; one row."""

    id = peewee.IntegerField(primary_key=True)
    size = peewee.BigIntegerField()
    root = peewee.BlobField()

    class Meta:
        strict_tables = True


TABLES: tuple[Any, ...] = (LogKey, LogPromise, LogRun, LogTile, LogRead)


def make(db: Database) -> None:
    """Makes the tables of a new file; those of an earlier release are emptied, since it read no
    promises."""
    with db.writing(), db.peewee.bind_ctx(TABLES):
        if not db.peewee.table_exists(LogPromise._meta.table_name):
            db.peewee.drop_tables(TABLES)
        db.peewee.create_tables(TABLES)


def store(
    db: Database,
    changed: Mapping[tuple[int, int], bytes],
    size: int,
    entries: list[bytes],
    read: Head,
) -> None:
    """Stores what leaves say that follow the first `size`, with the tiles that they change, and how
    far the log was read. Inside `db.writing()`."""
    unfinished = read.size // tiles.WIDTH
    rows = [
        {"level": level, "number": number, "hashes": hashes}
        for (level, number), hashes in changed.items()
        if level or number == unfinished
    ]
    _put(db, LogTile, rows)
    db.run(LogTile.delete().where((LogTile.level == 0) & (LogTile.number < unfinished)))
    enrolled = [one._asdict() for one in map(leaves.read_enrolled, entries) if one]
    _put(db, LogKey, enrolled, "ignore")  # the first one counts: no later leaf can move its moment
    promised = ((leaf, leaves.read_promised(one)) for leaf, one in enumerate(entries, size))
    rows = [
        {"leaf": n, "branch": one.branch, **one.promise._asdict()} for n, one in promised if one
    ]
    _put(db, LogPromise, rows)
    _put(db, LogRun, list(runs(size, entries)))
    _put(db, LogRead, [{"id": 1, "size": read.size, "root": read.root}])


def _put(db: Database, table: Any, rows: list[dict[str, Any]], known: str = "replace") -> None:
    for start in range(0, len(rows), 500):
        insert = table.insert_many(rows[start : start + 500])
        db.run(insert.on_conflict(action=known))


def runs(size: int, entries: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Which entries of stations follow one another among leaves that begin with number `size`."""
    run: dict[str, Any] = {}
    for leaf, one in enumerate(entries, size):
        batch = leaves.read_batch(one)
        if batch is not None and batch.chain.type == STATION:
            yield {"name": batch.chain.name, "epoch": batch.epoch, "first": batch.first,
                   "leaf": leaf, "last": batch.last}  # fmt: skip
        entry = leaves.read_entry(one)
        if entry is None or entry.chain.type != STATION:
            continue
        name, seq = entry.chain.name, entry.seq
        after = run and leaf == run["leaf"] + run["last"] - run["first"] + 1
        if after and (name, entry.epoch, seq) == (run["name"], run["epoch"], run["last"] + 1):
            run["last"] = seq
            continue
        if run:
            yield run
        run = {"name": name, "epoch": entry.epoch, "first": seq, "leaf": leaf, "last": seq}
    if run:
        yield run
