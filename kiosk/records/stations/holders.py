"""Which stations do not show a published version of a document yet."""

import datetime
from collections.abc import Collection
from typing import Any

import msgspec
import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.queries import among, holds
from kiosk.records.publishing import branches
from kiosk.records.publishing.documents import Document, as_version
from kiosk.records.publishing.manifests import IssuedManifest
from kiosk.records.stations.enrolment import Station
from kiosk.records.stations.last_calls import LastCall, Listed
from kiosk.records.stations.states import IN_USE
from kiosk.rules.publishing.scopes import parted

_SOON = 60
"""A manifest's number is the second in which it was issued, or a little more if several were issued
in one: within so many it is read, beyond it is not."""


def without(db: Database, row: Document, day: datetime.date, page: int, size: int) -> Page[Listed]:
    """A page of the stations in use that this version is published to and whose last call reported
    an earlier manifest than the first one that lists it; by branch."""
    published = row.published_at // 1000
    number, near = LastCall.manifest, LastCall.manifest.between(published, published + _SOON)
    version = msgspec.json.encode(as_version(row))
    lacks = number.is_null() | (number < published) | (near & ~holds(IssuedManifest.body, version))
    called = (LastCall.branch == Station.branch) & (LastCall.station == Station.station)
    reported = (IssuedManifest.branch == LastCall.branch) & (IssuedManifest.number == number)
    query = (
        Station.select()
        .join(LastCall, peewee.JOIN.LEFT_OUTER, on=called)
        .join(IssuedManifest, peewee.JOIN.LEFT_OUTER, on=reported & near)
        .where(IN_USE & _is_for(db, row, day) & lacks)
        .order_by(Station.branch, Station.station)
    )
    stations, found = paging.read(db, query, page, size)
    calls = {call.station: call for call in db.rows(_calls(stations))}
    return Page([Listed(one, calls.get(one.station), None) for one in stations], found)


def _calls(stations: Collection[Station]) -> Any:
    return LastCall.select().where(LastCall.station.in_([one.station for one in stations]))


def _is_for(db: Database, row: Document, day: datetime.date) -> Any:
    """The condition that a version is published to a station's branch."""
    if row.scope == "":
        return Station.station != ""
    if region := parted(f"@{row.scope}").region:
        return among(Station.branch, branches.in_region(db, region, day))
    return Station.branch == row.scope
