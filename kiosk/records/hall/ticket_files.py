"""Files of a ticket system that were read, each once by its content, with what became of them."""

from collections.abc import Sequence

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local

SHOWN = 20
KEPT = 2_000
"""So many files are remembered; older ones are known by their customers alone."""


class TicketFile(Local):
    """A file that was read at `at` (UTC ms), by the SHA-256 of its content: its rows, how many
    customers were new, how many rows were faulty, and the first fault in words."""

    sha256 = peewee.TextField(primary_key=True)
    name = peewee.TextField()
    at = peewee.BigIntegerField()
    rows = peewee.IntegerField()
    new = peewee.IntegerField()
    faults = peewee.IntegerField()
    first_fault = peewee.TextField()

    class Meta:
        indexes = ((("at",), False),)


def find(db: Database, sha256: str) -> TicketFile | None:
    """The file with this content, None if it was not read yet."""
    found: TicketFile | None = db.first(TicketFile.select().where(TicketFile.sha256 == sha256))
    return found


def note(db: Database, read: TicketFile) -> None:
    """Stores what became of a file."""
    oldest = TicketFile.select(TicketFile.at).order_by(TicketFile.at.desc()).offset(KEPT).limit(1)
    with db.writing():
        db.run(TicketFile.insert(read.__data__).on_conflict_ignore())
        db.run(TicketFile.delete().where(TicketFile.at <= oldest))


def newest(db: Database) -> Sequence[TicketFile]:
    """The files read last, newest first."""
    query = TicketFile.select().order_by(TicketFile.at.desc(), TicketFile.sha256).limit(SHOWN)
    found: Sequence[TicketFile] = db.rows(query)
    return found
