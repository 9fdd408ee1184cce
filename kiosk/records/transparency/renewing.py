"""Head office begins another log, since its database was put back to an earlier state: what it had
signed meanwhile can't be continued, and must never be contradicted under the same key."""

from typing import Any

from kiosk.ground.db import Database
from kiosk.records.receipts.promised import LogPromise
from kiosk.records.transparency import log
from kiosk.records.transparency.checkpoints import LogCheckpoint, LogWitness
from kiosk.records.transparency.log import LogBundle, LogState, LogTile
from kiosk.records.transparency.sequencing import LogKey, LogMark, LogRun

TABLES: tuple[Any, ...] = (
    LogState, LogTile, LogBundle, LogKey, LogMark, LogRun, LogCheckpoint, LogWitness,
    LogPromise,
)  # fmt: skip


def forget(db: Database) -> None:
    """Forgets the log. The next one has another name and key, and begins with everything that is in
    the database; those who kept the last checkpoint of the former one can still compare."""
    with db.writing_in(log.TURN):
        for table in TABLES:
            db.run(table.delete())
