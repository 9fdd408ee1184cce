"""Whether this machine can still store a fact and read its ledger, tried for real."""

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Chain, ChainId

WAIT_MS = 1_500
"""How long a try waits for other writers of this process, and of others."""


class Heartbeat(Local):
    """How often it was tried, one row; a row that stayed the same would not be written."""

    id = peewee.IntegerField(primary_key=True)
    beats = peewee.BigIntegerField()


def beat(db: Database) -> None:
    """Commits one small row durably and reads the newest entry of a chain. Raises
    peewee.DatabaseError if the disk is full, damaged or read-only, or another write does not
    end."""
    with db.writing_soon(WAIT_MS):
        db.run(
            Heartbeat.insert(id=1, beats=1).on_conflict(
                conflict_target=[Heartbeat.id], update={Heartbeat.beats: Heartbeat.beats + 1}
            )
        )
    head = db.first(Chain.select())
    if head is not None:
        of = ChainId(head.branch, head.station, head.epoch)
        if ledger.hash_at(db, of, head.seq) != bytes(head.head):
            raise peewee.DatabaseError("the ledger's newest entry can't be read")
