"""The last file by which this station asked head office without a line: which answers it waits
for, and in which order. An answer to an older file is not taken any more."""

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local


class Question(msgspec.Struct, frozen=True):
    """A request of the file: the bytes that were signed (`wire.request`), and for entries the
    chain that they are of."""

    asked: bytes
    station: str = ""
    epoch: int = 0


class SyncFile(Local):
    """One row. `made_at` is UTC ms, `questions` JSON by nonce; `taken_at` is when its answer was
    taken in."""

    id = peewee.IntegerField(primary_key=True)
    made_at = peewee.BigIntegerField()
    questions = peewee.TextField()
    taken_at = peewee.BigIntegerField(null=True)


def note_made(db: Database, questions: dict[str, Question], at: int) -> None:
    """Stores which answers this station waits for; those to an older file count no more."""
    row = {"id": 1, "made_at": at, "questions": msgspec.json.encode(questions).decode()}
    with db.writing():
        db.run(SyncFile.delete())
        db.run(SyncFile.insert(row))


def waiting(db: Database) -> dict[str, Question]:
    """The questions of the last file, by nonce, in their order; {} if there was none."""
    row = last(db)
    return msgspec.json.decode(row.questions, type=dict[str, Question]) if row else {}


def last(db: Database) -> SyncFile | None:
    """The last file that was made here."""
    found: SyncFile | None = db.first(SyncFile.select())
    return found


def note_taken(db: Database, at: int) -> None:
    """Stores when the answer to the last file was taken in (UTC ms)."""
    with db.writing():
        db.run(SyncFile.update(taken_at=at))
