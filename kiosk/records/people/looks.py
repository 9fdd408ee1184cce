"""Who looked at what at head office: which page, of which halls, and when.

It says what was opened and never what stood there: what a person searched for or read is not in it.
The rows belong to the office alone and never travel.
"""

import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.tables import Local
from kiosk.vocabulary.refusals import Refusal

LONGEST = 200
"""Most characters of an address, and of the halls that are named."""


class Look(Local):
    """A page that a user opened `at` (UTC ms, believed time). `page` is its endpoint, `path` the
    address without what was asked for in it. `halls` are the places that it was narrowed to, those
    of the user otherwise; '' for all."""

    who = peewee.TextField()
    at = peewee.BigIntegerField()
    page = peewee.TextField()
    path = peewee.TextField()
    halls = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("who", "at", "path")
        indexes = ((("at",), False),)


class Filters(NamedTuple):
    """What the list is narrowed to: a user, '' for all, and a day, None for any."""

    who: str = ""
    day: datetime.date | None = None


def note(db: Database, who: str, at: int, page: str, path: str, halls: str) -> None:
    """Writes down that a user opened a page, before it is shown. Raises Refusal `not_noted` if that
    can't be written down: on a disk that is full or can only be read."""
    said = {"page": page, "path": path[:LONGEST], "halls": halls[:LONGEST]}
    try:
        db.store_apart(Look, {"who": who, "at": at, **said})
    except peewee.DatabaseError as error:
        db.suspect(error)
        raise Refusal("not_noted") from error


def listed(db: Database, filters: Filters, zone: str, page: int = 1) -> Page[Any]:
    """A page of what was looked at, newest first."""
    query = Look.select().order_by(Look.at.desc(), Look.who, Look.path)
    if filters.who:
        query = query.where(Look.who == filters.who)
    if filters.day is not None:
        begins, ends = (
            datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone)).timestamp() * 1000
            for day in (filters.day, filters.day + datetime.timedelta(1))
        )
        query = query.where((Look.at >= round(begins)) & (Look.at < round(ends)))
    return paging.read(db, query, page)
