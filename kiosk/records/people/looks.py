"""Who looked at what at head office: which page, of which halls, and when.

It says what was opened and never what stood there: what a person searched for or read is not in it.
The rows belong to the office alone and never travel.
"""

import contextlib
import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.tables import Local

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
    """Writes down that a user opened a page. A disk that is full or can only be read keeps no page
    back."""
    if db.read_only:
        return
    said = {"page": page, "path": path[:LONGEST], "halls": halls[:LONGEST]}
    with contextlib.suppress(peewee.DatabaseError), db.writing():
        db.run(Look.insert(who=who, at=at, **said).on_conflict_ignore())


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
