"""Cards and ratings that were taken back within their 30 seconds, by the customer or by staff at
the tablet: whose they were, at which station, with what was said."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger.ledger import Ledger

_AT_ONCE = 500


class Withdrawn(NamedTuple):
    """A card or rating that was taken back: its grade or card, and its row with reasons and words,
    which a card without words has not."""

    branch: str
    event_id: str
    clerk: str
    mark: str
    station: str
    day: datetime.date
    row: FeedbackNow | None


class Period(NamedTuple):
    """The days that are looked at, both included, of one clerk, or of all ('')."""

    first: datetime.date
    last: datetime.date
    clerk: str = ""


def listed(db: Database, branch: str, within: Period, page: int = 1) -> Page[Withdrawn]:
    """A page of what was taken back, newest first."""
    query = Ledger.select().where(_wanted(branch, within))
    newest = query.order_by(Ledger.counted_day.desc(), Ledger.station, Ledger.seq.desc())
    voids, number = paging.read(db, newest, page)
    return Page(read(db, voids), number)


def read(db: Database, voids: Sequence[Ledger]) -> list[Withdrawn]:
    """What these facts took back, of whichever branches."""
    subjects: dict[str, list[str]] = {}
    for void in voids:
        subjects.setdefault(void.branch, []).append(void.subject)
    made = {branch: _rows(db, branch, ids) for branch, ids in subjects.items()}
    return [_withdrawn(void, made[void.branch]) for void in voids]


def _withdrawn(void: Ledger, made: dict[str, FeedbackNow]) -> Withdrawn:
    row = made.get(void.subject)
    day = void.counted_day
    return Withdrawn(void.branch, void.subject, void.clerk, void.mark, void.station, day, row)


def counts(db: Database, branch: str, within: Period) -> dict[tuple[str, str, str], int]:
    """How much was taken back, by clerk, station and grade or card."""
    groups = (Ledger.clerk, Ledger.station, Ledger.mark)
    query = Ledger.select(*groups, peewee.fn.COUNT(Ledger.seq)).where(_wanted(branch, within))
    return {tuple(row[:3]): row[3] for row in db.rows(query.group_by(*groups).tuples())}


def _wanted(branch: str, within: Period) -> Any:
    wanted = (Ledger.branch == branch) & (Ledger.kind == "voided") & (Ledger.counted == 1)
    wanted &= (Ledger.counted_day >= within.first) & (Ledger.counted_day <= within.last)
    wanted &= Ledger.mark != "served"  # a clerk's count, no feedback
    return wanted & (Ledger.clerk == within.clerk) if within.clerk else wanted


def _rows(db: Database, branch: str, event_ids: list[str]) -> dict[str, FeedbackNow]:
    found: dict[str, FeedbackNow] = {}
    for start in range(0, len(event_ids), _AT_ONCE):
        some = FeedbackNow.event_id.in_(event_ids[start : start + _AT_ONCE])
        query = FeedbackNow.select().where((FeedbackNow.branch == branch) & some)
        found |= {row.event_id: row for row in db.rows(query)}
    return found
