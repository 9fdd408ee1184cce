"""Alarms: faults of a chain that a person must look at, each stored once."""

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Distributed
from kiosk.records.ledger.ledger import ChainId


class Alarm(Distributed):
    """A fault that a person must look at. `seq` is 0 for a chain as a whole; `at` is UTC ms."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()
    code = peewee.TextField()
    detail = peewee.TextField()
    at = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch", "seq", "code")


def alarm(db: Database, of: ChainId, seq: int, code: str, detail: str, at: int) -> None:
    """Raises an alarm, once per chain, seq and code."""
    with db.writing():
        db.run(
            Alarm.insert(**of._asdict(), seq=seq, code=code, detail=detail, at=at).on_conflict(
                action="nothing",
                conflict_target=[Alarm.branch, Alarm.station, Alarm.epoch, Alarm.seq, Alarm.code],
            )
        )


def newest(db: Database, number: int) -> list[Alarm]:
    """The newest `number` alarms, newest first."""
    return db.rows(Alarm.select().order_by(Alarm.at.desc()).limit(number))
