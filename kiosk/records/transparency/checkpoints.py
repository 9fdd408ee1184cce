"""What is published of the log: signed checkpoints, and which witnesses have seen them."""

from collections.abc import Sequence

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys, signed_by
from kiosk.ground.queries import putting
from kiosk.ground.tables import Reference
from kiosk.records.ledger import alarms
from kiosk.records.ledger.ledger import OFFICE, ChainId
from kiosk.records.transparency import log
from kiosk.records.transparency.log import LogState
from kiosk.rules.transparency import notes, proofs
from kiosk.rules.transparency.notes import Note, Signature, Verifier

NEWEST, WITNESSED = "newest", "witnessed"
UNMET_MS = 30 * 60 * 1000
"""So long a checkpoint may be without enough witnesses before an alarm says so (docs/log.md)."""
HERE = ChainId("", OFFICE, 1)


class LogCheckpoint(Reference):
    """The `newest` checkpoint, and the newest one that enough witnesses have signed."""

    kind = peewee.TextField(primary_key=True)
    size = peewee.BigIntegerField()
    note = peewee.TextField()
    at = peewee.BigIntegerField()


class LogWitness(Reference):
    """What a witness has cosigned last, and how it answered: '' if it signed. Times are UTC ms."""

    name = peewee.TextField(primary_key=True)
    size = peewee.BigIntegerField()
    signed_at = peewee.BigIntegerField(null=True)
    said = peewee.TextField()
    tried_at = peewee.BigIntegerField()


_PUT, _PUT_WITNESS = putting(LogCheckpoint), putting(LogWitness)


def sign(keys: Keys, state: LogState) -> Note:
    """Signs what is committed, and nothing else: two states of a log that only grows."""
    text, signer = notes.checkpoint(state.head), log.signing_keys(keys, state.origin)
    verifier = log.verifier(keys, state.origin)
    return Note(text, (Signature(verifier.name, verifier.id, signer.sign(text.encode())),))


def newest(db: Database) -> LogCheckpoint | None:
    """The checkpoint that is served, None if there is none yet."""
    return _of_kind(db, NEWEST)


def witnessed(db: Database) -> LogCheckpoint | None:
    """The newest checkpoint that enough witnesses have signed."""
    return _of_kind(db, WITNESSED)


def _of_kind(db: Database, kind: str) -> LogCheckpoint | None:
    found: LogCheckpoint | None = db.first(LogCheckpoint.select().where(LogCheckpoint.kind == kind))
    return found


def publish(db: Database, note: Note, known: Sequence[Verifier], needed: int, at: int) -> bool:
    """Serves a checkpoint from now on, unless it is smaller than the one that is served; returns
    whether enough of the witnesses have signed it. An alarm says if that takes too long."""
    size = notes.read_checkpoint(note.text).size
    met = len(proofs.witnesses(note, known, signed_by)) >= needed
    with db.writing_in(log.TURN):
        before, state = newest(db), log.state(db)
        if state is None or (before is not None and before.size > size):
            return met
        row = {"size": size, "note": str(note), "at": at}
        kinds = (NEWEST, WITNESSED) if met else (NEWEST,)
        db.each(_PUT, [row | {"kind": kind} for kind in kinds])
        since = None if met else state.unmet_since or at
        db.run(LogState.update(unmet_since=since))
    if since is not None and at - since >= UNMET_MS:
        alarms.alarm_once(db, HERE, since, "log_unwitnessed", "", at)
    return met


def witnesses(db: Database) -> dict[str, LogWitness]:
    """What each witness did last, by name."""
    return {one.name: one for one in db.rows(LogWitness.select())}


def note_answer(db: Database, name: str, size: int | None, said: str, at: int) -> None:
    """Stores how a witness answered: the size that it has signed now or, as it says, had signed
    before. A witness that has seen a longer log than this one raises an alarm."""
    with db.writing_in(log.TURN):
        before, state = witnesses(db).get(name), log.state(db)
        signed_at = before.signed_at if before else None
        row = {"name": name, "size": before.size if before else 0, "signed_at": signed_at,
               "said": said, "tried_at": at}  # fmt: skip
        if size is not None:
            row |= {"size": size} | ({"signed_at": at} if not said else {})
        db.each(_PUT_WITNESS, [row])
    if state is not None and size is not None and size > state.size:
        alarms.alarm_once(db, HERE, size, "log_behind", f"{name}: {size} > {state.size}", at)
