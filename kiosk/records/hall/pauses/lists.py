"""Pauses as they are read afterwards: by the clerk, by the manager, and counted for head office.
Refused tries have no name, except for the clerk who made them."""

import datetime
from typing import Any, NamedTuple

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.records.hall.pauses.state import PauseNow


class Sum(NamedTuple):
    """How many pauses, how many of them ended early, and how long they were together (ms)."""

    number: int
    early: int
    lasted: int


def listed(
    db: Database,
    branch: str,
    first: datetime.date,
    last: datetime.date,
    clerk: str = "",
    page: int = 1,
) -> Page[PauseNow]:
    """A page of the pauses of these days, both included, newest first: of a clerk, or of all."""
    wanted = _in(branch, first, last, clerk) & (PauseNow.refused_for == "")
    order = (PauseNow.day.desc(), PauseNow.at.desc(), PauseNow.event_id)
    return paging.read(db, PauseNow.select().where(wanted).order_by(*order), page)


def by_clerk(
    db: Database, branch: str, first: datetime.date, last: datetime.date, clerk: str = ""
) -> dict[str, Sum]:
    """What each clerk had in these days."""
    wanted = _in(branch, first, last, clerk) & (PauseNow.refused_for == "")
    number, lasted = peewee.fn.COUNT(PauseNow.event_id), peewee.fn.SUM(PauseNow.lasted)
    early = peewee.fn.COUNT(PauseNow.ended_at)
    query = PauseNow.select(PauseNow.clerk, number, early, lasted).where(wanted)
    rows = db.rows(query.group_by(PauseNow.clerk).order_by(PauseNow.clerk).tuples())
    return {badge: Sum(*sums) for badge, *sums in rows}


def refused(
    db: Database, branch: str, first: datetime.date, last: datetime.date, clerk: str = ""
) -> dict[str, int]:
    """How many tries were refused in these days, by reason: of a clerk, or of all together."""
    wanted = _in(branch, first, last, clerk) & (PauseNow.refused_for != "")
    query = PauseNow.select(PauseNow.refused_for, peewee.fn.COUNT(PauseNow.event_id))
    rows = db.rows(query.where(wanted).group_by(PauseNow.refused_for).tuples())
    return dict(rows)


def last_refused(db: Database, branch: str, day: datetime.date, clerk: str) -> PauseNow | None:
    """A clerk's last refused try of a day."""
    wanted = _in(branch, day, day, clerk) & (PauseNow.refused_for != "")
    found: PauseNow | None = db.first(
        PauseNow.select().where(wanted).order_by(PauseNow.at.desc(), PauseNow.event_id)
    )
    return found


def by_branch(
    db: Database, first: datetime.date, last: datetime.date, branch: str | None = None
) -> list[tuple[str, int]]:
    """How many pauses each branch had in these days, for head office; of one branch, or of all that
    had any."""
    wanted = PauseNow.day.between(first.isoformat(), last.isoformat())
    wanted &= PauseNow.refused_for == ""
    if branch is not None:
        wanted &= PauseNow.branch == branch
    query = PauseNow.select(PauseNow.branch, peewee.fn.COUNT(PauseNow.event_id)).where(wanted)
    found: list[tuple[str, int]] = db.rows(
        query.group_by(PauseNow.branch).order_by(PauseNow.branch).tuples()
    )
    return found


def _in(branch: str, first: datetime.date, last: datetime.date, clerk: str) -> Any:
    days = PauseNow.day.between(first.isoformat(), last.isoformat())
    wanted: Any = (PauseNow.branch == branch) & days
    return wanted & (PauseNow.clerk == clerk) if clerk else wanted
