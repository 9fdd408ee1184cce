"""The time that this machine goes by, as it was last believed, signed or confirmed."""

import datetime

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared
from kiosk.ground.tables import Local
from kiosk.records.ledger import alarms, identity
from kiosk.records.ledger.ledger import OFFICE, ChainId
from kiosk.rules.ledger import time as rule
from kiosk.rules.ledger.time import Believed, Remembered, local_date
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.facts import Moment


class Clock(Local):
    """What was believed when the clocks were last read; one row, none before the first time."""

    id = peewee.IntegerField(primary_key=True)
    utc = peewee.BigIntegerField()
    mono = peewee.BigIntegerField()
    boot = peewee.TextField()
    gap = peewee.BigIntegerField()
    settled = peewee.SmallIntegerField()


CLOCK = Prepared(Clock.select())


def believed(db: Database, now: Moment) -> Believed:
    """The time at this moment, at a station or at the office."""
    rows: list[Clock] = db.ask(CLOCK)
    last = None
    if rows:
        row = rows[0]
        last = Remembered(row.utc, row.mono, row.boot, row.gap, bool(row.settled))
    anchor = identity.me(db).anchor if identity.settled(db) else None
    return rule.believed(now, anchor, last)


def today(db: Database, now: Moment, after: int = 0) -> datetime.date:
    """The date at this machine. A day that begins so many ms `after` midnight has that day's
    date."""
    return local_date(believed(db, now).utc - after, zone(db))


def zone(db: Database) -> str:
    """The zone of a station's hall; the default zone at the office."""
    return identity.me(db).zone if identity.settled(db) else DEFAULT_ZONE


def note_time(db: Database, now: Moment) -> Believed:
    """Stores the time believed now, for the next reading of the clocks; an alarm if it is in doubt.
    Called often, so that after a power cut little time is in doubt; time that passes while in
    doubt is not taken back."""
    with db.writing():
        found = believed(db, now)
        _store(db, found, now)
        if not found.sure:
            here = identity.me(db).chain if identity.settled(db) else ChainId("", OFFICE, 1)
            alarms.alarm(db, here, 0, "clock_doubt", "", found.utc)
    return found


def confirm(db: Database, utc: int, now: Moment) -> None:
    """Stores that the time at this moment is `utc` (ms), on the office's or a person's word."""
    with db.writing():
        _store(db, Believed(utc, sure=True), now)


def sign(db: Database, office: int, now: Moment) -> None:
    """Stores the office's signed time (UTC ms)."""
    with db.writing():
        identity.note_office_time(db, office, now)
        confirm(db, office, now)


def begin(db: Database, held: int | None, now: Moment) -> None:
    """Begins an office's clock, unless it has one: at `held` (UTC ms), the newest time that the
    office itself wrote down, or at the wall clock if it holds nothing yet."""
    with db.writing():
        if db.ask(CLOCK):
            return
        if held is None:
            confirm(db, now.utc, now)
        else:
            _store(db, Believed(held, sure=False, settled=False), now._replace(boot=""))


def _store(db: Database, found: Believed, now: Moment) -> None:
    row = {
        "id": 1, "utc": found.utc, "mono": now.mono, "boot": now.boot, "gap": found.gap,
        "settled": int(found.settled),
    }  # fmt: skip
    kept = [Clock.utc, Clock.mono, Clock.boot, Clock.gap, Clock.settled]
    db.run(Clock.insert(row).on_conflict(conflict_target=[Clock.id], preserve=kept))
