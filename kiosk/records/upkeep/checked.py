"""What the last check of this machine found, for the pages of the manager and of head office."""

from collections.abc import Sequence
from typing import NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.records.ledger import alarms, times
from kiosk.records.upkeep.salvage import here
from kiosk.vocabulary.checks import CHECKS, LEVELS, Level
from kiosk.vocabulary.facts import Moment

DETAIL = 200
"""Most characters that are kept of a detail."""


class Checked(Local):
    """A check's last result; `at` is when it was first so (UTC ms, believed time)."""

    code = peewee.TextField(primary_key=True)
    level = peewee.TextField()
    detail = peewee.TextField()
    at = peewee.BigIntegerField()


class Result(NamedTuple):
    """What a check found: a code of CHECKS, how bad it is, and the figure or message."""

    code: str
    level: Level
    detail: str


def store(db: Database, results: Sequence[Result], now: Moment) -> None:
    """Replaces what the last check found. A check that turns into a fault raises an alarm; once
    settled, it stays so until the check was good again. Faults of the database have alarms of
    their own."""
    at = times.believed(db, now).utc
    with db.writing():
        before = {row.code: row for row in db.rows(Checked.select())}
        db.run(Checked.delete())
        for code, level, detail in results:
            was = before.get(code)
            since = was.at if was is not None and was.level == level else at
            db.run(Checked.insert(code=code, level=level, detail=detail[:DETAIL], at=since))
            if level == "fault" and since == at and code != "database":
                says = f"{code}: {detail}"[:DETAIL]
                place = list(CHECKS).index(code)
                alarms.alarm(db, here(db), place, "check_failed", says, at)


def last(db: Database) -> list[Checked]:
    """The results of the last check, the worst first."""
    rows = db.rows(Checked.select())
    order = list(CHECKS)
    known = [row for row in rows if row.code in CHECKS and row.level in LEVELS]
    return sorted(known, key=lambda row: (-LEVELS.index(row.level), order.index(row.code)))
