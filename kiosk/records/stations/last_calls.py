"""When each station last called the office, with the state it reported."""

from collections.abc import Collection
from typing import Any, NamedTuple

import msgspec
import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.queries import Prepared, among, putting, slot
from kiosk.ground.tables import Distributed
from kiosk.records.ledger import alarms
from kiosk.records.ledger.ledger import Chain, ChainId
from kiosk.records.publishing import manifests
from kiosk.records.publishing.documents import Document
from kiosk.records.stations.enrolment import Station
from kiosk.vocabulary.documents import Version
from kiosk.vocabulary.wire import PARTS, Push, Trouble

MOST_TROUBLES = len(PARTS)
BOOTS_KEPT = 8
MOST_CODES = 40
LONGEST = 64
"""Most characters of what a station says about itself."""


class LastCall(Distributed):
    """When a station last called (UTC ms), with the state it reported: how many entries of its
    chain waited after that message, and of when the oldest of them is; how far its clock was ahead
    of this office's (ms), how many bytes were free on its disk; null where it did not say."""

    branch = peewee.TextField()
    station = peewee.TextField()
    at = peewee.BigIntegerField()
    tip_seq = peewee.BigIntegerField()
    manifest = peewee.BigIntegerField()
    version = peewee.TextField()
    boot = peewee.TextField()
    mono = peewee.BigIntegerField()
    troubles = peewee.TextField(default="[]")  # JSON, as the station reported them
    number = peewee.BigIntegerField(default=0)  # given for the station's next message
    boots = peewee.TextField(default="[]")  # JSON: its boots before this one, newest first
    alarms = peewee.TextField(default="{}")  # JSON: how many are open there, by code
    waiting = peewee.BigIntegerField(default=0)
    oldest = peewee.BigIntegerField(null=True)
    skew = peewee.BigIntegerField(null=True)
    disk = peewee.BigIntegerField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station")
        indexes = tuple(((name,), False) for name in ("at", "version", "waiting", "skew"))

    @property
    def open_alarms(self) -> dict[str, int]:
        """How many alarms are open at the station, by code, as it last reported."""
        return msgspec.json.decode(self.alarms, type=dict[str, int])

    @property
    def reported(self) -> list[Trouble]:
        """The parts of its rounds that fail, as the station last reported them."""
        return msgspec.json.decode(self.troubles, type=list[Trouble])


ONE = Prepared(
    LastCall.select().where(
        (LastCall.branch == slot("branch")) & (LastCall.station == slot("station"))
    ),
    cached=False,
)
_PUT = putting(LastCall)


class Listed(NamedTuple):
    """A station, its last call, and the head of its newest chain here."""

    station: Station
    call: LastCall | None
    chain: Chain | None


def listed(
    db: Database, page: int = 1, branch: str = "", within: Collection[str] | None = None,
    only: Any = None, size: int = paging.PAGE,
) -> Page[Listed]:  # fmt: skip
    """A page of the stations, of a branch, of those `within`, or of all, that meet a condition:
    those in use first, the longest silent one of them at the top."""
    joined = (LastCall.branch == Station.branch) & (LastCall.station == Station.station)
    query = Station.select().join(LastCall, peewee.JOIN.LEFT_OUTER, on=joined)
    if branch:
        query = query.where(Station.branch == branch)
    if within is not None:
        query = query.where(among(Station.branch, within))
    if only is not None:
        query = query.where(only)
    silent = LastCall.at.asc(nulls="first")
    ordered = query.order_by(Station.revoked_at.asc(nulls="first"), silent, Station.station)
    rows, number = paging.read(db, ordered, page, size)
    names = [row.station for row in rows]
    called = LastCall.select().where(LastCall.station.in_(names))
    calls = {call.station: call for call in db.rows(called)}
    newest = Chain.select().where(Chain.station.in_(names)).order_by(Chain.epoch)
    chains = {chain.station: chain for chain in db.rows(newest)}
    return Page(
        [Listed(row, calls.get(row.station), chains.get(row.station)) for row in rows], number
    )


def one(db: Database, station: Station) -> Listed:
    """A station with its last call and the head of its newest chain."""
    same = (LastCall.branch == station.branch) & (LastCall.station == station.station)
    of = (Chain.branch == station.branch) & (Chain.station == station.station)
    newest = db.first(Chain.select().where(of).order_by(Chain.epoch.desc()))
    return Listed(station, db.first(LastCall.select().where(same)), newest)


def by_version(db: Database) -> list[tuple[str, int]]:
    """How many stations in use run which version of the program, as they last reported."""
    number = peewee.fn.COUNT(LastCall.station)
    joined = (LastCall.branch == Station.branch) & (LastCall.station == Station.station)
    query = LastCall.select(LastCall.version, number).join(Station, on=joined)
    query = query.where(Station.revoked_at.is_null()).group_by(LastCall.version)
    return [(version, n) for version, n in db.rows(query.order_by(number.desc()).tuples())]


def missing_versions(
    db: Database, page: int = 1
) -> Page[tuple[Station, LastCall | None, list[Version]]]:
    """A page of the stations, each with its last call and the versions published to its branch that
    it has not reported to hold."""
    found, number = listed(db, page)
    return Page(
        [
            (one.station, one.call, manifests.unlisted(db, one.station.branch, _manifest(one.call)))
            for one in found
        ],
        number,
    )


def _manifest(call: LastCall | None) -> int:
    return int(call.manifest) if call else 0


def newest_moment(db: Database) -> int | None:
    """The newest time (UTC ms) that this office wrote down, None for none: its clock can't be
    earlier."""
    calls = db.rows(LastCall.select(peewee.fn.MAX(LastCall.at)).tuples())
    published = db.rows(Document.select(peewee.fn.MAX(Document.published_at)).tuples())
    return max(filter(None, (*calls[0], *published[0])), default=None)


def note_call(db: Database, station: Station, push: Push, now: int) -> int:
    """Stores that a station called, and the state it reports; returns the number for its next
    message. Inside `db.writing_in()`.

    The state of a message that brings another number than the office gave for it is not stored:
    it was overtaken, recorded and sent again, or is the first after a restore. A boot that comes
    back after another one means two machines with one key, which raises an alarm.
    """
    of = ChainId(station.branch, station.station, push.batch.epoch)
    held = db.ask(ONE, branch=station.branch, station=station.station)
    before: LastCall | None = held[0] if held else None
    if before is not None and _is_old(before, push):
        return int(before.number)
    boots: list[str] = msgspec.json.decode(before.boots) if before else []
    if before is not None and before.boot != push.boot:
        if push.boot in boots:
            alarms.alarm(db, of, 0, "two_copies", push.boot[:32], now)
        boots = [before.boot, *(boot for boot in boots if boot != push.boot)][:BOOTS_KEPT]
    number = (before.number if before else 0) + 1
    called = LastCall(
        branch=station.branch,
        station=station.station,
        at=now,
        tip_seq=push.tip,
        manifest=push.manifest,
        version=push.version[:LONGEST],
        boot=push.boot[:LONGEST],
        mono=push.mono,
        troubles=msgspec.json.encode(push.troubles[:MOST_TROUBLES]).decode(),
        number=number,
        boots=msgspec.json.encode(boots).decode(),
        alarms=msgspec.json.encode(dict(sorted(push.alarms.items())[:MOST_CODES])).decode(),
        waiting=max(0, push.tip - push.batch.first + 1 - len(push.batch.entries)),
        oldest=push.oldest or None,
        skew=push.clock - now if push.clock else None,
        disk=push.disk or None,
    )
    db.each(_PUT, [called.__data__])
    return number


def _is_old(before: LastCall, push: Push) -> bool:
    """Whether a message is not the one that the office waits for."""
    if push.number >= 0:
        return bool(push.number != before.number)
    overtaken = before.boot == push.boot and before.mono > push.mono
    return bool(overtaken or push.boot in msgspec.json.decode(before.boots))
