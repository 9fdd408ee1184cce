"""Lists of cases, and figures: by due day, by who must act, by time to the answer."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.records.cases.state import CaseNow
from kiosk.rules.cases.answering import Answering, summed


class Listed(NamedTuple):
    """The first cases of a list, and the number of all its cases."""

    rows: list[CaseNow]
    number: int


def listed(
    db: Database,
    *,
    branch: str | None = None,
    states: Sequence[str] = (),
    kind: str = "",
    clerk: str = "",
    late: datetime.date | None = None,
    waits_for: str = "",
    objected: bool = False,
    extended: bool = False,
    limit: int = 200,
) -> Listed:
    """Cases by due day, closed ones last.

    `clerk` is the one who has the work or the responsibility; `late` keeps only cases due before
    that day, `objected` those waiting for a ruling, `extended` open ones that were extended.
    """
    wanted = CaseNow.case_id != ""  # all of them
    if branch is not None:
        wanted &= CaseNow.branch == branch
    if states:
        wanted &= CaseNow.state.in_(states)
    if kind:
        wanted &= CaseNow.kind == kind
    if clerk:
        wanted &= (CaseNow.worker == clerk) | (CaseNow.responsible == clerk)
    if late is not None:
        wanted &= CaseNow.must_by < late
    if waits_for:
        wanted &= CaseNow.must == waits_for
    if objected:
        wanted &= CaseNow.objected_by.is_null(False)
    if extended:
        wanted &= (CaseNow.extended > 0) & CaseNow.must_by.is_null(False)
    ordered = CaseNow.must_by.asc(nulls="last")
    query = CaseNow.select().where(wanted).order_by(ordered, CaseNow.day.desc(), CaseNow.case_id)
    ((number,),) = db.rows(CaseNow.select(peewee.fn.COUNT(CaseNow.case_id)).where(wanted).tuples())
    return Listed(db.rows(query.limit(limit)), int(number))


class Counts(NamedTuple):
    """Numbers of open cases: not yet accepted, overdue, due today."""

    new: int
    late: int
    today: int


def counts(db: Database, branch: str, clerk: str, day: datetime.date) -> Counts:
    """Counts the open cases of a branch, or those that a clerk works on ('' for all)."""
    wanted = (CaseNow.branch == branch) & CaseNow.must_by.is_null(False)
    if clerk:
        wanted &= (CaseNow.worker == clerk) & (CaseNow.state == "accepted")
    summed_up = [
        peewee.fn.SUM(peewee.Case(None, [(what, 1)], 0))
        for what in (CaseNow.state == "opened", CaseNow.must_by < day, CaseNow.must_by == day)
    ]
    (row,) = db.rows(CaseNow.select(*summed_up).where(wanted).tuples())
    return Counts(*(int(n or 0) for n in row))


def about(db: Database, branch: str, clerk: str) -> list[CaseNow]:
    """Answered cases about a clerk, who can read them and object."""
    wanted = (CaseNow.branch == branch) & (CaseNow.about == clerk)
    wanted &= CaseNow.state.in_(("replied", "disputed", "closed"))
    return db.rows(CaseNow.select().where(wanted).order_by(CaseNow.day.desc()).limit(20))


GROUPS: dict[str, Any] = {
    "branch": CaseNow.branch,
    "kind": CaseNow.kind,
    "class": peewee.Case(None, [(CaseNow.special == 1, "special")], "general"),
    "cause": CaseNow.cause,
    "level": CaseNow.level,
}
"""The columns by which `answering` can group."""


def answering(
    db: Database, by: str, first: datetime.date, last: datetime.date
) -> dict[str, Answering]:
    """Answer times of the cases opened in these days, days inclusive, by one of GROUPS; with '' all
    under ''."""
    group = GROUPS.get(by, peewee.Value(""))
    rows = db.rows(
        CaseNow.select(group, CaseNow.at, CaseNow.replied_at, CaseNow.on_time)
        .where((CaseNow.day >= first) & (CaseNow.day <= last))
        .tuples()
    )
    answers: dict[str, list[tuple[int | None, bool | None]]] = {}
    for name, at, replied_at, on_time in rows:
        ms = None if replied_at is None else replied_at - at
        answers.setdefault(name, []).append((ms, None if on_time is None else bool(on_time)))
    return {name: summed(cases) for name, cases in answers.items()}
