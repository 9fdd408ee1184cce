"""The check of everything that is stored: ledgers, the rows computed from them, the security log,
archive files, the transparency log. By command, and once a night."""

import math
from collections.abc import Iterator

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Local, Reference
from kiosk.records.exchange.projections import PROJECTIONS
from kiosk.records.ledger import alarms, identity, security_log, times, verify
from kiosk.records.ledger.archives import checking, recounting
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.ledger.verify import Finding
from kiosk.records.receipts import asked
from kiosk.records.reports import changes, regions
from kiosk.records.transparency import checking as transparency
from kiosk.vocabulary.facts import Moment

NIGHT_BEGINS_MS = 2 * 3600 * 1000
"""How long after midnight a day's check is due."""


FILES_S, LOG_S = 300.0, 60.0
"""So long a night archive files are read, those that were read longest ago, and leaves of the
transparency log; that each file is there, and what was signed, is seen every night."""


class LastCheck(Local):
    """The night of the last nightly check, one row."""

    id = peewee.IntegerField(primary_key=True)
    night = peewee.TextField()


def check(
    db: Database, keys: Keys, *, at_office: bool, at: int = 0, seconds: float = math.inf
) -> Finding | None:
    """The first fault in what is stored here, or None; facts that arrive meanwhile are left out.
    Archive files are read for so many `seconds`, and the transparency log for LOG_S at most if that
    is not for ever; `at` (UTC ms) is noted as when files were read, 0 notes nothing."""
    with db.snapshot():
        found = verify.verify(db, None if at_office else keys.fingerprint)
        found = found or next(security_log.findings(db), None)
        found = found or next(_projected(db, keys), None)
        if found is None and seconds == math.inf:
            found = next(_recounted(db), None)
    found = found or next(_copied(db), None)
    if found is None and at_office:
        found = next(_log(db, at, seconds), None)
    return found or next(checking.findings(db, at, seconds), None)


def _log(db: Database, at: int, seconds: float) -> Iterator[Finding]:
    return transparency.findings(db, at, seconds if seconds == math.inf else LOG_S)


def _copied(db: Database) -> Iterator[Finding]:
    """Small tables that are not the same on all machines of a cluster."""
    tables = sorted(model._meta.table_name for model in Reference.__subclasses__())
    for table, says in db.unequal_copies(tables):
        yield Finding(ChainId("", table, 0), 0, "copies", says)


def _projected(db: Database, keys: Keys) -> Iterator[Finding]:
    for projection in PROJECTIONS:
        for branch, says in projection.differences(db, keys):
            yield Finding(ChainId(branch, projection.name, 0), 0, "row", says)
    for branch, says in changes.differences(db):
        yield Finding(ChainId(branch, "changes", 0), 0, "row", says)
    for branch, says in regions.differences(db):
        yield Finding(ChainId(branch, "regions", 0), 0, "row", says)


def _recounted(db: Database) -> Iterator[Finding]:
    for branch, says in recounting.differences(db):
        yield Finding(ChainId(branch, "tallies", 0), 0, "row", says)


def check_nightly(db: Database, keys: Keys, now: Moment, *, at_office: bool) -> Finding | None:
    """Checks once a night, from 2 o'clock of the machine's believed time; a machine that was off
    does so after its start. A fault raises an alarm. Head office then looks again at the receipts
    that customers asked about."""
    night = _night(db, now, at_office=at_office)
    last = db.first(LastCheck.select())
    if night is None or (last is not None and last.night == night):
        return None
    at = times.believed(db, now).utc
    found = check(db, keys, at_office=at_office, at=at, seconds=FILES_S)
    if at_office:
        asked.check(db, now)
    with db.writing():
        if found is not None:
            detail = f"{found.column}: {found.says}"
            alarms.alarm(db, found.chain, found.seq, "verify_failed", detail, now.utc)
        db.run(
            LastCheck.insert(id=1, night=night).on_conflict(
                conflict_target=[LastCheck.id], preserve=[LastCheck.night]
            )
        )
    return found


def _night(db: Database, now: Moment, *, at_office: bool) -> str | None:
    """The date of the night that began last; None for a station that is not settled."""
    if not at_office and not identity.settled(db):
        return None
    return times.today(db, now, after=NIGHT_BEGINS_MS).isoformat()
