"""A branch's months move to archive files.

A file holds its entries byte for byte. It is written and synced, read back and compared;
only then do the rows of what is over leave, in the transaction that notes where they are now. A cut
before that transaction leaves a file that the next run finds and uses.
"""

import datetime
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

import peewee

from kiosk.ground import disk
from kiosk.ground.db import Database
from kiosk.records.ledger import ledger, tallies
from kiosk.records.ledger.archives import parts
from kiosk.records.ledger.archives.parts import HERE, Archive, ArchivedPart
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.records.upkeep.archives import leaving
from kiosk.records.upkeep.archives.due import Due, Segment, following, leaving_rows, next_due
from kiosk.rules.ledger import archives as rule
from kiosk.rules.ledger.archives import BadArchive, Entry, Label, Part
from kiosk.rules.ledger.counting import unreadable
from kiosk.vocabulary import facts


class Made(NamedTuple):
    """A file that was written: so many entries, of which rows were `moved`."""

    branch: str
    month: str
    number: int
    entries: int
    moved: int
    sha256: str


Step = Callable[[str], None]
"""Called before each step of writing a file, with its name; a test cuts there."""
STEPS = ("written", "named", "read", "noted", "deleted", "committed")


def _nothing(_step: str) -> None:
    pass


def branch_moves(
    db: Database, branch: str, until: datetime.date, at: int, step: Step = _nothing
) -> Iterator[Made]:
    """Moves all months of a branch that ended by `until`, a file at a time. `at` is UTC ms. Raises
    BadArchive if a file reads otherwise than it was written, or if the ledger is not whole: then
    nothing moves."""
    while (due := next_due(db, branch, until)) is not None:
        yield _move(db, due, at, step)


def _move(db: Database, due: Due, at: int, step: Step) -> Made:
    made = [part for segment in due.segments for part in _parts(segment)]
    number, data, places = _write(db, due, made, step)
    step("read")
    _compare(parts.path(db, due.branch, due.month, number), data, made)
    sha256 = hashlib.sha256(data).hexdigest()
    with db.writing_in(due.branch):
        _still_so(db, due)
        step("noted")
        rows = leaving_rows(db, due)
        tallies.carry(db, due.branch, rows)
        db.run(
            Archive.insert(
                branch=due.branch, month=due.month, number=number, entries=len(due.rows),
                moved=len(rows), size=len(data), sha256=sha256, at=at, checked_at=at, fault="",
            )
        )  # fmt: skip
        for part, (place, size) in zip(made, places, strict=True):
            db.run(ArchivedPart.insert(_noted(due, number, part, place, size)))
        _note_gone(db, due.branch, rows)
        step("deleted")
        leaving.delete(db, due.branch, rows)
        step("committed")
    return Made(due.branch, due.month, number, len(due.rows), len(rows), sha256)


def _parts(segment: Segment) -> Iterator[Part]:
    """A segment in pieces. Raises BadArchive if it does not follow from what is archived."""
    before, of = segment.prev, segment.of
    for start in range(0, len(segment.rows), rule.PART):
        some = segment.rows[start : start + rule.PART]
        entries = [
            Entry(row.seq, row.counted, row.counted_day, bytes(row.body), bytes(row.hash))
            for row in some
        ]
        yield Part(of.station, of.epoch, before, entries)
        before = entries[-1].hash


def _write(
    db: Database, due: Due, made: Sequence[Part], step: Step
) -> tuple[int, bytes, list[tuple[int, int]]]:
    """Writes the file under the next number; one that is there with the same bytes is used, any
    other is left alone. Returns its number, its bytes, and where the parts lie in it."""
    same = (Archive.branch == due.branch) & (Archive.month == due.month)
    ((last,),) = db.rows(Archive.select(peewee.fn.MAX(Archive.number)).where(same).tuples())
    for number in count((last or 0) + 1):
        label = Label(rule.FORMAT, due.branch, due.month, number)
        data, places = rule.written(label, made)
        path = parts.path(db, due.branch, due.month, number)
        if path.exists():
            if path.read_bytes() != data:
                continue
            disk.sync(path)
        else:
            step("written")
            _put(path, data, step)
        return number, data, places
    raise AssertionError("numbers do not end")


def _put(path: Path, data: bytes, step: Step) -> None:
    for folder in (path.parent.parent, path.parent):
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True)
            disk.sync(folder.parent)
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    step("named")
    partial.rename(path)
    disk.sync(path.parent)


def _compare(path: Path, data: bytes, made: Sequence[Part]) -> None:
    """Reads a file again: its bytes, and each entry in it. Raises BadArchive."""
    there = path.read_bytes()
    if there != data:
        raise BadArchive(f"{path} reads otherwise than it was written")
    if list(rule.read(there)[1]) != list(made):
        raise BadArchive(f"{path} does not hold what was written")


def _still_so(db: Database, due: Due) -> None:
    """Raises BadArchive if a row has changed since it was read, or is archived already."""
    for of, _, rows in due.segments:
        first, last = rows[0].seq, rows[-1].seq
        if parts.last(db, of) != first - 1:
            raise BadArchive(f"{of}: archived by another process")
        now = {row.seq: _state(row) for row in following(db, of, first - 1, LAST, len(rows))}
        if now != {row.seq: _state(row) for row in rows}:
            raise BadArchive(f"{of}: entries {first} to {last} changed meanwhile")


LAST = datetime.date.max


def _state(row: Ledger) -> tuple[object, ...]:
    return row.counted, row.counted_day, bytes(row.hash)


def _noted(due: Due, number: int, part: Part, place: int, size: int) -> dict[str, object]:
    said = [_columns(due.branch, one) for one in part.entries]
    pairs = zip(said, part.entries, strict=True)
    return {
        "branch": due.branch, "station": part.station, "epoch": part.epoch,
        "first": part.entries[0].seq, "last": part.entries[-1].seq,
        "month": due.month, "number": number, "place": place, "size": size,
        "oldest": min(one.day for one in said), "newest": max(one.day for one in said),
        "prev": part.prev, "hashes": b"".join(one.hash for one in part.entries),
        "tokens": b"".join(rule.token(one, entry.body) for one, entry in pairs),
        "gone": HERE * len(part.entries),
    }  # fmt: skip


def _columns(branch: str, entry: Entry) -> facts.Columns:
    try:
        return facts.columns(entry.body)
    except ValueError:
        return unreadable(branch, entry.day)


def _note_gone(db: Database, branch: str, rows: Sequence[Ledger]) -> None:
    places: dict[ChainId, list[int]] = {}
    for row in rows:
        places.setdefault(ledger.chain_of(row), []).append(row.seq)
    for of, seqs in places.items():
        parts.note_gone(db, of, seqs)


# How much would move --------------------------------------------------------------------


class Plan(NamedTuple):
    """A file that a run would write: so many entries, of which rows would be `moved`."""

    month: str
    entries: int
    moved: int


def planned(db: Database, branch: str, until: datetime.date) -> Iterator[Plan]:
    """The files that `branch_moves` would write."""
    after: dict[ChainId, int] = {}
    while (due := next_due(db, branch, until, after)) is not None:
        yield Plan(due.month, len(due.rows), len(leaving_rows(db, due, after)))
        after |= {one.of: one.rows[-1].seq for one in due.segments}
