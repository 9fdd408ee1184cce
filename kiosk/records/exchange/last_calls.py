"""When each station last called the office, with the state it reported."""

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Distributed
from kiosk.records.exchange.stations import Station
from kiosk.records.ledger import alarms, ledger
from kiosk.records.ledger.ledger import Chain, ChainId
from kiosk.records.publishing import manifests
from kiosk.records.publishing.documents import Document
from kiosk.vocabulary.documents import Version
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import PARTS, Push, Trouble

MOST_TROUBLES = len(PARTS)


class LastCall(Distributed):
    """When a station last called (UTC ms), with the state it reported."""

    branch = peewee.TextField()
    station = peewee.TextField()
    at = peewee.BigIntegerField()
    tip_seq = peewee.BigIntegerField()
    manifest = peewee.BigIntegerField()
    version = peewee.TextField()
    boot = peewee.TextField()
    mono = peewee.BigIntegerField()
    troubles = peewee.TextField(default="[]")  # JSON, as the station reported them

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station")

    @property
    def reported(self) -> list[Trouble]:
        """The parts of its rounds that fail, as the station last reported them."""
        return msgspec.json.decode(self.troubles, type=list[Trouble])


def missing_versions(db: Database) -> list[tuple[Station, LastCall | None, list[Version]]]:
    """Every station, its last call, and the versions published to its branch that it has not
    reported to hold."""
    calls = {call.station: call for call in db.rows(LastCall.select())}
    found = []
    for station in db.rows(Station.select().order_by(Station.branch, Station.enrolled_at)):
        call = calls.get(station.station)
        number = call.manifest if call else 0
        found.append((station, call, manifests.unlisted(db, station.branch, number)))
    return found


def newest_moment(db: Database) -> int | None:
    """The newest time (UTC ms) that this office wrote down, None for none: its clock can't be
    earlier."""
    calls = db.rows(LastCall.select(peewee.fn.MAX(LastCall.at)).tuples())
    published = db.rows(Document.select(peewee.fn.MAX(Document.published_at)).tuples())
    return max(filter(None, (*calls[0], *published[0])), default=None)


def note_call(db: Database, station: Station, push: Push, now: int) -> None:
    """Stores that a station called, and how far it reports its own chain to go.

    Raises Refusal `mark_mismatch`, with an alarm, if the office holds more than the station
    reports: the station's file was restored to an older state. A message that a later one of the
    same boot has overtaken is ignored.
    """
    called = LastCall(
        branch=station.branch,
        station=station.station,
        at=now,
        tip_seq=push.tip,
        manifest=push.manifest,
        version=push.version,
        boot=push.boot,
        mono=push.mono,
        troubles=msgspec.json.encode(push.troubles[:MOST_TROUBLES]).decode(),
    )
    same = (LastCall.branch == station.branch) & (LastCall.station == station.station)
    with db.writing():
        before = db.first(LastCall.select().where(same))
        if before is not None and before.boot == push.boot and before.mono > push.mono:
            return
        db.run(LastCall.delete().where(same))
        db.run(LastCall.insert(called.__data__))
        chains = ledger.chains(db, station.branch, station.station)
    for chain in chains:
        if chain.seq > push.tip:
            of = ChainId(station.branch, station.station, chain.epoch)
            alarms.alarm(db, of, push.tip, "mark_mismatch", f"rolled back to {push.tip}", now)
            raise Refusal("mark_mismatch", f"{chain.epoch}/{chain.seq}")


def stations(db: Database) -> list[tuple[Station, LastCall | None, Chain | None]]:
    """Every station, its last call, and the head of its newest chain here."""
    calls = {call.station: call for call in db.rows(LastCall.select())}
    chains = {chain.station: chain for chain in db.rows(Chain.select().order_by(Chain.epoch))}
    return [
        (station, calls.get(station.station), chains.get(station.station))
        for station in db.rows(Station.select().order_by(Station.branch, Station.enrolled_at))
    ]
