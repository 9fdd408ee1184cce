"""Entries whose rows moved to archive files: where they are, and what the ledger must still know of
them without opening a file.

Of each archived entry 49 bytes stay in the database: its hash, so that chains verify and stations'
marks match; a token by which it is recognised when it arrives once more; and whether its row is
gone (kiosk/records/upkeep/archives/leaving.py decides that).
"""

import datetime
from collections.abc import Collection, Iterable
from pathlib import Path
from urllib.parse import quote

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, among, slot
from kiosk.ground.tables import DayField, Distributed
from kiosk.rules.input import days
from kiosk.rules.ledger import archives as rule
from kiosk.rules.ledger.archives import HASH, BadArchive, Entry
from kiosk.rules.ledger.time import month_end
from kiosk.vocabulary.facts import Columns

Of = tuple[str, str, int]
"""A chain, as ledger.ChainId: branch, station, epoch."""
GONE, HERE = b"\x01", b"\x00"


class Archive(Distributed):
    """An archive file: the `number`-th of a branch and month (YYYY-MM). It holds so many `entries`,
    of which `moved` are in no row any more. `at` is when it was written, `checked_at` when it was
    last read and compared (UTC ms), `fault` what was wrong then, '' for nothing."""

    branch = peewee.TextField()
    month = peewee.TextField()
    number = peewee.IntegerField()
    entries = peewee.IntegerField()
    moved = peewee.IntegerField()
    size = peewee.BigIntegerField()
    sha256 = peewee.TextField()
    at = peewee.BigIntegerField()
    checked_at = peewee.BigIntegerField()
    fault = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "month", "number")
        indexes = ((("month",), False), (("checked_at",), False), (("fault", "month"), False))


class ArchivedPart(Distributed):
    """Entries `first` to `last` of a chain, at a `place` of a file, `size` bytes. They claim days
    from `oldest` to `newest`. `hashes`, `tokens` and `gone` hold 32, 16 and 1 byte an entry."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    first = peewee.BigIntegerField()
    last = peewee.BigIntegerField()
    month = peewee.TextField()
    number = peewee.IntegerField()
    place = peewee.BigIntegerField()
    size = peewee.BigIntegerField()
    oldest = DayField()
    newest = DayField()
    prev = peewee.BlobField()
    hashes = peewee.BlobField()
    tokens = peewee.BlobField()
    gone = peewee.BlobField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch", "first")
        indexes = ((("branch", "month", "number"), False), (("branch", "newest"), False))

    def hash_of(self, seq: int) -> bytes:
        at = (seq - self.first) * HASH
        return bytes(self.hashes)[at : at + HASH]

    def is_gone(self, seq: int) -> bool:
        at = seq - self.first
        return bytes(self.gone)[at : at + 1] == GONE


def of_chain(of: Of) -> peewee.Expression:
    """The condition that a part is of this chain."""
    branch, station, epoch = of
    row = ArchivedPart
    return (row.branch == branch) & (row.station == station) & (row.epoch == epoch)


_LAST = Prepared(
    ArchivedPart.select(peewee.fn.MAX(ArchivedPart.last)).where(
        (ArchivedPart.branch == slot("branch"))
        & (ArchivedPart.station == slot("station"))
        & (ArchivedPart.epoch == slot("epoch"))
    )
)


def last(db: Database, of: Of) -> int:
    """Up to which entry a chain is archived; 0 for none of it."""
    branch, station, epoch = of
    ((found,),) = db.tuples(_LAST, branch=branch, station=station, epoch=epoch)
    return found or 0


def covering(db: Database, of: Of, seq: int) -> ArchivedPart | None:
    """The part that holds an entry, None if it is not archived."""
    within = of_chain(of) & (ArchivedPart.first <= seq) & (ArchivedPart.last >= seq)
    part: ArchivedPart | None = db.first(ArchivedPart.select().where(within))
    return part


def hash_at(db: Database, of: Of, seq: int) -> bytes | None:
    """The hash of an archived entry, None if it is not archived."""
    part = covering(db, of, seq)
    return None if part is None else part.hash_of(seq)


def hashes(db: Database, of: Of, first: int, last: int) -> dict[int, bytes]:
    """The hashes of archived entries from `first` to `last`, by their numbers."""
    within = of_chain(of) & (ArchivedPart.first <= last) & (ArchivedPart.last >= first)
    return {
        seq: part.hash_of(seq)
        for part in db.rows(ArchivedPart.select().where(within))
        for seq in range(max(first, part.first), min(last, part.last) + 1)
    }


def entries(db: Database, of: Of, seq: int) -> list[Entry]:
    """Archived entries from `seq` on, as many as one part holds, read from its file. None if they
    are not archived. Raises BadArchive if the file is missing or not as it was written."""
    part = covering(db, of, seq)
    if part is None:
        return []
    try:
        with path(db, part.branch, part.month, part.number).open("rb") as file:
            file.seek(part.place)
            found = rule.read_part(file.read(part.size))
    except OSError as error:
        raise BadArchive(str(error)) from None
    if found.entries[-1].hash != part.hash_of(part.last):
        raise BadArchive("another chain is in its place")
    return [entry for entry in found.entries if entry.seq >= seq]


def path(db: Database, branch: str, month: str, number: int) -> Path:
    """Where a file is, in the folder of the configuration."""
    return db.archives / month / f"{quote(branch, safe='')}.{number}.jsonl.gz"


def note_gone(db: Database, of: Of, seqs: Iterable[int]) -> None:
    """Notes that these archived entries have no row any more, in the transaction that deletes
    them."""
    left = sorted(seqs)
    while left:
        part = covering(db, of, left[0])
        if part is None:
            raise BadArchive(f"entry {left[0]} is in no file")
        gone = bytearray(part.gone)
        while left and left[0] <= part.last:
            gone[left.pop(0) - part.first] = GONE[0]
        same = of_chain(of) & (ArchivedPart.first == part.first)
        db.run(ArchivedPart.update(gone=bytes(gone)).where(same))


def knows(db: Database, branch: str, columns: Columns, body: bytes) -> str:
    """Whether a branch's archives hold a fact: its content (`same`), another one under its event_id
    (`other`), or nothing of it ('')."""
    wanted = rule.token(columns, body)
    of_day = (ArchivedPart.oldest <= columns.day) & (ArchivedPart.newest >= columns.day)
    query = ArchivedPart.select(ArchivedPart.tokens)
    found = ""
    for (tokens,) in db.rows(query.where((ArchivedPart.branch == branch) & of_day).tuples()):
        if rule.place(bytes(tokens), wanted) is not None:
            return "same"
        if rule.place(bytes(tokens), wanted[:8]) is not None:
            found = "other"
    return found


def until(db: Database, branches: Collection[str] | None = None) -> datetime.date | None:
    """The last day of the newest month of which facts moved to a file, of these branches or of
    all; None if none did. Lists of days before are not whole."""
    query = Archive.select(peewee.fn.MAX(Archive.month))
    if branches is not None:
        query = query.where(among(Archive.branch, branches))
    ((found,),) = db.rows(query.tuples())
    return month_end(days.day(f"{found}-01")) if found else None


def file_of(db: Database, branch: str, event_id: str) -> Archive | None:
    """The file to which a fact moved; None if it is in the database, or was never here."""
    wanted = rule.name(event_id)
    query = ArchivedPart.select().where(ArchivedPart.branch == branch)
    for part in db.stream(query):
        at = rule.place(bytes(part.tokens), wanted)
        if at is not None and part.is_gone(part.first + at):
            same = (Archive.branch == branch) & (Archive.month == part.month)
            found: Archive | None = db.first(
                Archive.select().where(same & (Archive.number == part.number))
            )
            return found
    return None
