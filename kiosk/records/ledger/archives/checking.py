"""Whether the archive files are there and as they were written."""

import hashlib
import math
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.records.ledger.archives import parts
from kiosk.records.ledger.archives.parts import Archive, ArchivedPart
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.ledger.verify import Finding
from kiosk.rules.ledger import archives as rule
from kiosk.rules.ledger.archives import HASH, BadArchive

MISSING = "it is missing"
_AT_ONCE = 500
Seen = Callable[[int], None]


def check(db: Database, at: int, seconds: float = math.inf, seen: Seen | None = None) -> list[str]:
    """Reads the files, the one that was read longest ago first, for so many seconds; of all of them
    it sees whether they are there. Notes what it finds, and names each file that is missing or not
    as it was written. `at` is UTC ms; `seen` hears of each file."""
    end, found = time.monotonic() + seconds, []
    for archive in _every(db):
        if fault := _fault(db, archive, whole=time.monotonic() < end):
            found.append(f"{name(archive)}: {fault}")
        if fault is not None:
            _note(db, archive, at, fault)
        if seen is not None:
            seen(1)
    return found


def findings(db: Database, at: int, seconds: float = math.inf) -> Iterator[Finding]:
    """What is wrong with the files, as `verify` reports it."""
    for says in check(db, at, seconds):
        yield Finding(ChainId("", "archive", 0), 0, "file", says)


def name(archive: Archive) -> str:
    """What people call a file: where it is in the folder."""
    return f"{archive.month}/{archive.branch} {archive.number}"


def _every(db: Database) -> Iterator[Archive]:
    """All files, those read longest ago first; some at a time, since there can be many."""
    key = (Archive.checked_at, Archive.branch, Archive.month, Archive.number)
    keys = db.rows(Archive.select(*key).order_by(*key).tuples())
    for start in range(0, len(keys), _AT_ONCE):
        for _, branch, month, number in keys[start : start + _AT_ONCE]:
            same = (Archive.branch == branch) & (Archive.month == month)
            archive = db.first(Archive.select().where(same & (Archive.number == number)))
            if archive is not None:
                yield archive


def _fault(db: Database, archive: Archive, *, whole: bool) -> str | None:
    """What is wrong with a file; '' for nothing, None if it is there and was not read."""
    path = parts.path(db, archive.branch, archive.month, archive.number)
    try:
        if not whole:
            return None if path.stat().st_size == archive.size else "it was changed"
        data = path.read_bytes()
    except FileNotFoundError:
        return MISSING
    except OSError as error:
        return f"it can't be read: {error.strerror}"
    if hashlib.sha256(data).hexdigest() != archive.sha256:
        return "it was changed"
    try:
        return _differs(db, archive, data)
    except BadArchive as error:
        return str(error)


def _differs(db: Database, archive: Archive, data: bytes) -> str:
    """Whether a file is another one, or holds other entries than are noted; '' if not. Raises
    BadArchive."""
    label, there = rule.read(data)
    if (label.branch, label.month, label.number) != (archive.branch, archive.month, archive.number):
        return f"it is {label.month}/{label.branch} {label.number}"
    of_file = (ArchivedPart.branch == archive.branch) & (ArchivedPart.month == archive.month)
    of_file &= ArchivedPart.number == archive.number
    noted = {
        (one.station, one.epoch, one.first): one
        for one in db.rows(ArchivedPart.select().where(of_file))
    }
    for part in there:
        first = part.entries[0].seq
        known = noted.pop((part.station, part.epoch, first), None)
        hashes = b"".join(entry.hash for entry in part.entries)
        if known is None or bytes(known.hashes) != hashes or bytes(known.prev) != part.prev:
            return f"entries from {first} of {part.station}/{part.epoch} are not those noted"
        if len(known.hashes) != HASH * (known.last - first + 1):
            return f"entries from {first} of {part.station}/{part.epoch} are not all noted"
    return "entries are missing in it" if noted else ""


def _note(db: Database, archive: Archive, at: int, fault: str) -> None:
    if db.read_only or not at:
        return
    same = (Archive.branch == archive.branch) & (Archive.month == archive.month)
    same &= Archive.number == archive.number
    with db.writing_in(archive.branch):
        db.run(Archive.update(checked_at=at, fault=fault).where(same))


class Month(NamedTuple):
    """The archive of a month: how many files, entries, rows that moved and bytes it has, when the
    file read longest ago was read (UTC ms), and how many files are not as they were written."""

    month: str
    files: int
    entries: int
    moved: int
    size: int
    checked_at: int
    faults: int


def by_month(db: Database) -> list[Month]:
    """The archive month by month, the newest first."""
    fn: Any = peewee.fn
    sums = [fn.SUM(Archive.entries), fn.SUM(Archive.moved), fn.SUM(Archive.size)]
    faulty = fn.SUM(peewee.Case(None, [(Archive.fault != "", 1)], 0))
    query = Archive.select(
        Archive.month, fn.COUNT(Archive.number), *sums, fn.MIN(Archive.checked_at), faulty
    )
    rows = db.rows(query.group_by(Archive.month).order_by(Archive.month.desc()).tuples())
    return [Month(row[0], *map(int, row[1:])) for row in rows]


def faults(db: Database, most: int = 20) -> list[Archive]:
    """Files that were missing or changed when they were last read."""
    wanted = Archive.select().where(Archive.fault != "").order_by(Archive.month, Archive.branch)
    return db.rows(wanted.limit(most))
