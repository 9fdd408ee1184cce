"""A station's side of an upgrade: the version that head office offers, and how the last upgrade of
this machine ended, for its alarm and for the report to head office."""

from typing import NamedTuple

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.records.ledger import alarms, times
from kiosk.records.upkeep.salvage import here
from kiosk.rules.upkeep import stages, versions
from kiosk.vocabulary import upgrades
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.upgrades import Outcome
from kiosk.vocabulary.wire import Offer, Upgraded

ONE = 1


class OfferedHere(Local):
    """The version that head office offers, one row; and since when this machine's ledger has ended
    at the same entry (`tip`, UTC ms), by which a hall is known to be quiet."""

    id = peewee.SmallIntegerField(primary_key=True)
    version = peewee.TextField()
    sha256 = peewee.TextField()
    size = peewee.BigIntegerField()
    tip = peewee.BigIntegerField()
    quiet_since = peewee.BigIntegerField()


class UpgradedHere(Local):
    """How the last upgrade of this machine ended, one row (`upgrades.Outcome`)."""

    id = peewee.SmallIntegerField(primary_key=True)
    code = peewee.TextField()
    version = peewee.TextField()
    sha256 = peewee.TextField()
    before = peewee.TextField()
    at = peewee.BigIntegerField()
    detail = peewee.TextField()


class Wanted(NamedTuple):
    """A version to fetch, and for how long the hall has been quiet (ms)."""

    offer: Offer
    quiet_ms: int


def note_offer(db: Database, offer: Offer | None, tip: int, at: int) -> None:
    """Stores what head office offers now; `tip` is the end of this machine's ledger, `at` the time
    (UTC ms)."""
    with db.writing():
        before = db.first(OfferedHere.select())
        if offer is None:
            if before is not None:
                db.run(OfferedHere.delete())
            return
        quiet = before.quiet_since if before is not None and before.tip == tip else at
        db.run(OfferedHere.delete())
        row = {"id": ONE, "version": offer.version, "sha256": offer.sha256, "size": offer.size}
        db.run(OfferedHere.insert(row | {"tip": tip, "quiet_since": quiet}))


def wanted(db: Database, version: str, at: int) -> Wanted | None:
    """The version that is offered, if it is worth fetching for a machine that runs `version`."""
    found = db.first(OfferedHere.select())
    if found is None or not _is_newer(found.version, version):
        return None
    ended = db.first(UpgradedHere.select().where(UpgradedHere.sha256 == found.sha256))
    if ended is not None and not stages.is_wanted(ended.code, at - ended.at):
        return None
    return Wanted(Offer(found.version, found.sha256, found.size), max(0, at - found.quiet_since))


def _is_newer(version: str, present: str) -> bool:
    try:
        return versions.is_newer(version, present)
    except versions.NotAVersion:
        return False


def note_outcome(db: Database, ended: Outcome, now: Moment) -> None:
    """Stores how an upgrade ended; one that did not end well raises an alarm."""
    before = db.first(UpgradedHere.select())
    if before is not None and (before.sha256, before.at) == (ended.sha256, ended.at):
        return
    with db.writing():
        db.run(UpgradedHere.delete())
        db.run(UpgradedHere.insert({"id": ONE, **msgspec.structs.asdict(ended)}))
        if ended.code != upgrades.DONE:
            at, detail = times.believed(db, now).utc, f"{ended.version} {ended.code}"
            alarms.alarm(db, here(db), abs(ended.at) // 1000, "upgrade_failed", detail, at)


def report(db: Database) -> Upgraded | None:
    """How the last upgrade ended, for head office."""
    found = db.first(UpgradedHere.select())
    if found is None:
        return None
    return Upgraded(found.version, found.sha256, found.code, found.at, found.detail)
