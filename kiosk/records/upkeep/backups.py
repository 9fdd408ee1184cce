"""Which backups were made last, and where none was made for too long."""

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.records.ledger import alarms, times
from kiosk.records.upkeep.salvage import here
from kiosk.vocabulary.facts import Moment

DAY_MS = 24 * 3600 * 1000
LATE_MS = 3 * DAY_MS
"""After so long without a backup, an alarm says so."""
DISK, STICK = "disk", "stick"


class BackupMade(Local):
    """The last backup in a place, DISK or STICK. Where none was made yet, `name` is '' and `at`
    (UTC ms, believed time) is when one was first wanted."""

    place = peewee.TextField(primary_key=True)
    at = peewee.BigIntegerField()
    name = peewee.TextField()
    sealed = peewee.SmallIntegerField()


def note(db: Database, place: str, name: str, *, sealed: bool, now: Moment) -> None:
    """Stores that a backup was made."""
    at = times.believed(db, now).utc
    row = BackupMade.insert(place=place, at=at, name=name, sealed=1 if sealed else 0)
    kept = [BackupMade.at, BackupMade.name, BackupMade.sealed]
    with db.writing():
        db.run(row.on_conflict(conflict_target=[BackupMade.place], preserve=kept))


def last(db: Database, place: str) -> BackupMade | None:
    """The last backup in a place, or since when one is wanted there; None for neither."""
    found: BackupMade | None = db.first(BackupMade.select().where(BackupMade.place == place))
    return found


def look(db: Database, places: tuple[str, ...], now: Moment) -> list[str]:
    """The places without a backup for more than three days; each raises an alarm, once until a
    backup is made there."""
    at, late = times.believed(db, now).utc, []
    with db.writing():
        for place in places:
            made = last(db, place)
            if made is None:
                db.run(BackupMade.insert(place=place, at=at, name="", sealed=0))
            elif at - made.at > LATE_MS:
                late.append(place)
                detail = f"{place}: {made.name or '-'}"
                alarms.alarm_once(db, here(db), made.at // 1000, "backup_late", detail, at)
    return late
