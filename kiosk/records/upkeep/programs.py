"""Versions of the program that head office offers its stations: pilot halls first, then everyone.
Where an upgrade fails, the others wait until a person has looked.

The files lie in a folder beside the database, by their SHA-256, and are in no backup.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared
from kiosk.ground.tables import Local
from kiosk.records.ledger import alarms
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.stations.enrolment import Station
from kiosk.rules.upkeep import stages
from kiosk.vocabulary import upgrades
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Offer, Upgraded

MOST_SHOWN = 20


class Program(Local):
    """A version that a person uploaded: its file, its state (`stages.State`), the branches of the
    first stage as JSON, and the station whose failure has stopped it, '' for none."""

    sha256 = peewee.TextField(primary_key=True)
    version = peewee.TextField()
    size = peewee.BigIntegerField()
    state = peewee.TextField()
    pilots = peewee.TextField(default="")
    proposed_by = peewee.TextField()
    proposed_at = peewee.BigIntegerField()
    decided_by = peewee.TextField(default="")
    decided_at = peewee.BigIntegerField(null=True)
    stopped_for = peewee.TextField(default="")

    @property
    def branches(self) -> list[str]:
        return msgspec.json.decode(self.pilots, type=list[str]) if self.pilots else []


class StationUpgrade(Local):
    """How a station's last upgrade ended, as it reported; `at` is when it was (UTC ms)."""

    station = peewee.TextField(primary_key=True)
    branch = peewee.TextField()
    sha256 = peewee.TextField()
    version = peewee.TextField()
    code = peewee.TextField()
    says = peewee.TextField()
    at = peewee.BigIntegerField()


OFFERED = Prepared(Program.select().where(Program.state.in_(stages.OFFERED)).limit(1))


def file(folder: Path, sha256: str) -> Path:
    """Where the file of a version lies."""
    return folder / f"{sha256}.program"


def newest(db: Database) -> list[Program]:
    """The versions uploaded last, newest first."""
    return db.rows(Program.select().order_by(Program.proposed_at.desc()).limit(MOST_SHOWN))


def find(db: Database, sha256: str) -> Program:
    """A version; raises Refusal `unknown_program`."""
    found: Program | None = db.first(Program.select().where(Program.sha256 == sha256))
    if found is None:
        raise Refusal("unknown_program", sha256[:64])
    return found


def reports(db: Database, sha256: str) -> list[StationUpgrade]:
    """How the upgrades to a version ended, those that did not end well first."""
    rows = db.rows(StationUpgrade.select().where(StationUpgrade.sha256 == sha256))
    return sorted(rows, key=lambda row: (row.code == upgrades.DONE, -row.at))


# What a person does -----------------------------------------------------------------


def propose(db: Database, sha256: str, version: str, size: int, by: str, at: int) -> None:
    """Stores a version that was uploaded and checked; the same file twice changes nothing."""
    row = Program.insert(
        sha256=sha256, version=version, size=size, state="proposed", proposed_by=by, proposed_at=at
    )
    with db.writing():
        db.run(row.on_conflict(action="nothing", conflict_target=[Program.sha256]))


def offer(
    db: Database, sha256: str, branches: Sequence[str], by: str, at: int, two_persons: bool
) -> None:
    """Offers a version to the pilot halls; only one is offered at a time. Raises Refusal
    `unknown_program`, `program_decided`, `second_person`, `no_pilots`."""
    with db.writing():
        found = _in_state(db, sha256, "proposed")
        if two_persons and found.proposed_by == by:
            raise Refusal("second_person")
        if not branches:
            raise Refusal("no_pilots")
        offered = Program.update(state="dropped").where(Program.state.in_(stages.OFFERED))
        db.run(offered)
        pilots = msgspec.json.encode(sorted(set(branches))).decode()
        _change(db, sha256, state="pilots", pilots=pilots, decided_by=by, decided_at=at)


def widen(db: Database, sha256: str, by: str, at: int) -> None:
    """Offers a version to all halls. Raises Refusal `unknown_program`, `program_decided`, or
    `program_stopped` while an upgrade that failed waits to be looked at."""
    with db.writing():
        if _in_state(db, sha256, "pilots").stopped_for:
            raise Refusal("program_stopped")
        _change(db, sha256, state="everyone", decided_by=by, decided_at=at)


def drop(db: Database, sha256: str, by: str, at: int) -> None:
    """Offers a version no more; halls that have it keep it. Raises Refusal `unknown_program`,
    `program_decided`."""
    with db.writing():
        _in_state(db, sha256, "proposed", *stages.OFFERED)
        _change(db, sha256, state="dropped", decided_by=by, decided_at=at)


def go_on(db: Database, sha256: str) -> None:
    """A person has looked at the upgrade that failed; the stage goes on. Raises Refusal
    `unknown_program`, `program_decided`."""
    with db.writing():
        _in_state(db, sha256, *stages.OFFERED)
        _change(db, sha256, stopped_for="")


def _in_state(db: Database, sha256: str, *states: str) -> Program:
    found = find(db, sha256)
    if found.state not in states:
        raise Refusal("program_decided", found.state)
    return found


def _change(db: Database, sha256: str, **values: Any) -> None:
    db.run(Program.update(values).where(Program.sha256 == sha256))


# What a station hears and says ------------------------------------------------------


def offered_to(db: Database, station: Station) -> Offer | None:
    """The version that a station is offered."""
    offered: list[Program] = db.ask(OFFERED)
    if not offered or station.revoked_at is not None:
        return None
    found = offered[0]
    stopped = bool(found.stopped_for)
    if not stages.is_offered(found.state, stopped, station.branch, found.branches):
        return None
    return Offer(found.version, found.sha256, found.size)


def note_report(db: Database, station: Station, epoch: int, said: Upgraded, now: int) -> None:
    """Stores how a station's last upgrade ended; one that did not end well raises an alarm, and
    stops the stage where it is the version's fault."""
    here = StationUpgrade.station == station.station
    with db.writing():
        before = db.first(StationUpgrade.select().where(here))
        if before is not None and (before.sha256, before.at) == (said.sha256, said.at):
            return
        db.run(StationUpgrade.delete().where(here))
        row = {"station": station.station, "branch": station.branch}
        db.run(StationUpgrade.insert(row | msgspec.structs.asdict(said)))
        if said.code == upgrades.DONE:
            return
        of = ChainId(station.branch, station.station, epoch)
        detail = f"{said.version} {said.code}: {said.says}"[:200]
        alarms.alarm(db, of, abs(said.at) // 1000, "upgrade_failed", detail, now)
        if said.code in stages.STOPPING:
            going_on = (Program.sha256 == said.sha256) & Program.state.in_(stages.OFFERED)
            db.run(Program.update(stopped_for=station.station).where(going_on))
