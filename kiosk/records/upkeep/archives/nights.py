"""The nightly archiving of head office: branch by branch, some at a time; one that ends early goes
on where it was."""

import datetime
import hashlib
import logging
from collections.abc import Callable, Iterator

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.records.ledger import across, security_log, times
from kiosk.records.ledger.security_log import Actor
from kiosk.records.upkeep.archives import moving
from kiosk.records.upkeep.archives.moving import Made
from kiosk.rules.ledger.archives import BadArchive
from kiosk.rules.upkeep import terms
from kiosk.vocabulary.facts import Moment

log = logging.getLogger("tingsheng")
AFTER_MS = 3 * 3600 * 1000
"""How long after midnight a night's archiving is due."""


class ArchivingNight(Local):
    """The night of the last archiving, one row, and the branch up to which it has come; '~' for all
    of them."""

    id = peewee.IntegerField(primary_key=True)
    night = peewee.TextField()
    branch = peewee.TextField()


_ALL = "~"
"""After every branch's id."""


def run(db: Database, now: Moment, months: int, goes_on: Callable[[], bool]) -> list[Made]:
    """Once a night, moves what is older than so many months, as long as it `goes_on`; returns the
    files that were written. Does nothing while the office's clock is in doubt."""
    until = _until(db, now, months)
    if until is None:
        return []
    night = times.today(db, now, after=AFTER_MS).isoformat()
    last = db.first(ArchivingNight.select())
    begin = last.branch if last is not None and last.night == night else ""
    if begin == _ALL:
        return []
    made: list[Made] = []
    for branch in (*sorted(one for one in across.branches(db) if one > begin), _ALL):
        for one in _moved(db, branch, until, now):
            made.append(one)
            if not goes_on():
                break
        if not goes_on():
            break
        with db.writing():
            row = ArchivingNight.insert(id=1, night=night, branch=branch)
            kept = [ArchivingNight.night, ArchivingNight.branch]
            db.run(row.on_conflict(conflict_target=[ArchivingNight.id], preserve=kept))
    note(db, Actor("machine", "", now), made)
    return made


def _until(db: Database, now: Moment, months: int) -> datetime.date | None:
    if not months or not times.believed(db, now).sure:
        return None
    return terms.last_day(times.today(db, now), months)


def _moved(db: Database, branch: str, until: datetime.date, now: Moment) -> Iterator[Made]:
    if branch == _ALL:
        return
    try:
        yield from moving.branch_moves(db, branch, until, times.believed(db, now).utc)
    except (BadArchive, OSError) as error:  # of this branch; the others go on
        log.error("%s is not archived: %s", branch, error)


def note(db: Database, by: Actor, made: list[Made]) -> None:
    """Writes into the security log that files were written: how many rows moved, and one digest
    over the digests of all files."""
    if not made:
        return
    digest = hashlib.sha256("".join(one.sha256 for one in made).encode()).hexdigest()
    months = sorted({one.month for one in made})
    said = f"{months[0]} {months[-1]} {len(made)} SHA-256 {digest}"
    security_log.write(db, by, "archived", detail=said, number=sum(one.moved for one in made))
