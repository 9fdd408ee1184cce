"""Lists of cases, and figures: by due day, by who must act, by time to the answer."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, TypedDict, Unpack

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import PAGE, Page
from kiosk.ground.queries import EVERY, among, gathered, numbers, plainly
from kiosk.records.cases.state import EXTENDED, CaseNow
from kiosk.rules.cases.answering import Answering, summed

UNANSWERED = ("opened", "accepted")
"""The states of a case before it is answered."""


class Which(TypedDict, total=False):
    """What a list of cases holds.

    `clerk` is the one who has the work or the responsibility; `late` keeps only cases due before
    that day, `objected` those waiting for a ruling, `erasing` those whose customer asked for the
    erasure of contact details, `extended` open ones that were extended; `number` only those with
    this case number. `hidden_from` leaves out complaints about that person that were not answered.
    """

    branch: str | None
    branches: Collection[str]
    states: Sequence[str]
    kind: str
    clerk: str
    late: datetime.date
    waits_for: str
    objected: bool
    erasing: bool
    extended: bool
    number: str
    hidden_from: str


def listed(db: Database, page: int = 1, **which: Unpack[Which]) -> Page[CaseNow]:
    """A page of cases: urgent ones first, then by the due day of their list, closed ones last."""
    query = CaseNow.select().where(_wanted(which))
    return paging.read(db, query.order_by(*_order(which)), page)


def number(db: Database, page: int = 1, **which: Unpack[Which]) -> int:
    """How many cases a list holds, counted as far as for this page."""
    return paging.number(db, CaseNow.select(CaseNow.must_by).where(_wanted(which)), page)


def _order(which: Which) -> tuple[Any, ...]:
    """What a list is sorted by: numbers and texts that all ascend, so that the place of a case can
    be compared with another one's."""
    due = _due(which)
    return (
        due.is_null(),
        peewee.Case(None, [(due.is_null(), 0)], 1 - CaseNow.urgent),
        peewee.fn.COALESCE(due.cast("TEXT"), "").coerce(False),
        0 - CaseNow.at,
        CaseNow.case_id,
    )


class Beside(NamedTuple):
    """The cases before and after one on a list, '' at its ends."""

    before: str
    after: str


def beside(db: Database, case_id: str, which: Which) -> Beside:
    """The cases before and after a case on a list of its branch; where the case is not on the list,
    because a step has changed it, those before and after its place."""
    this = (CaseNow.branch == which["branch"]) & (CaseNow.case_id == case_id)
    place = db.first(CaseNow.select(*_order(which)).where(this).tuples())
    if place is None:
        return Beside("", "")
    here, of_list = peewee.Tuple(*_order(which)), CaseNow.select(CaseNow.case_id)
    found = []
    for past, way in ((here < place, "DESC"), (here > place, "ASC")):
        ordered = [peewee.Ordering(one, way) for one in _order(which)]
        row = db.first(of_list.where(_wanted(which) & past).order_by(*ordered).tuples())
        found.append(str(row[0]) if row else "")
    return Beside(*found)


def _due(which: Which) -> Any:
    """The column with the day by which what a list is about must be done."""
    if which.get("erasing"):
        return CaseNow.erase_by
    return CaseNow.objected_by if which.get("objected") else CaseNow.must_by


class OfBranch(NamedTuple):
    """How many cases of a list are a branch's, and the day on which the first of them is due."""

    branch: str
    number: int
    first: datetime.date | None


def by_branch(db: Database, page: int = 1, **which: Unpack[Which]) -> Page[OfBranch]:
    """A page of the branches that have cases on a list, the one with the first due day first."""
    first = peewee.fn.MIN(_due(which))
    query = (
        CaseNow.select(plainly(CaseNow.branch), peewee.fn.COUNT(peewee.SQL("*")), first)
        .where(_wanted(which))
        .group_by(plainly(CaseNow.branch))
        .order_by(first.asc(nulls="last"), CaseNow.branch)
    )
    # read as far as they are counted: counting them apart would group all cases again
    rows, number = paging.cut(db.stored(query.limit(page * PAGE + paging.MOST_COUNTED)), page)
    day = datetime.date.fromisoformat
    return Page([OfBranch(branch, n, due and day(due)) for branch, n, due in rows], number)


def _wanted(which: Which) -> Any:
    wanted: Any = EVERY
    if (branch := which.get("branch")) is not None:
        wanted &= CaseNow.branch == branch
    if (branches := which.get("branches")) is not None:
        wanted &= among(CaseNow.branch, branches)
    if states := which.get("states"):
        wanted &= CaseNow.state.in_(states)
    if kind := which.get("kind"):
        wanted &= CaseNow.kind == kind
    if clerk := which.get("clerk"):
        wanted &= (CaseNow.worker == clerk) | (CaseNow.responsible == clerk)
    if (late := which.get("late")) is not None:
        wanted &= _due(which) < late
    if waits_for := which.get("waits_for"):
        wanted &= CaseNow.must == waits_for
    if number := which.get("number"):
        wanted &= CaseNow.number == number
    if hidden_from := which.get("hidden_from"):
        wanted &= ~_hidden(hidden_from)
    # a bound in place of "is not null", which leads SQLite to no index
    if which.get("objected"):
        wanted &= CaseNow.objected_by >= datetime.date.min
    if which.get("erasing"):
        wanted &= CaseNow.erase_by >= datetime.date.min
    if which.get("extended"):
        wanted &= EXTENDED & (CaseNow.must_by >= datetime.date.min)
    return wanted


def _hidden(badge: str) -> Any:
    """Complaints about a person before they are answered: until then they are no matter of that
    person's."""
    return (CaseNow.kind == "complaint") & (CaseNow.about == badge) & CaseNow.state.in_(UNANSWERED)


class Counts(NamedTuple):
    """Numbers of open cases: not yet accepted, overdue, due today."""

    new: int
    late: int
    today: int


def counts(db: Database, branch: str, clerk: str, day: datetime.date, hidden_from: str) -> Counts:
    """Counts the open cases of a branch, or those that a clerk works on ('' for all), without those
    that are `hidden_from` a person ('' for none)."""
    wanted = (CaseNow.branch == branch) & CaseNow.must_by.is_null(False)
    if hidden_from:
        wanted &= ~_hidden(hidden_from)
    if clerk:
        wanted &= (CaseNow.worker == clerk) & (CaseNow.state == "accepted")
    summed_up = [
        peewee.fn.SUM(peewee.Case(None, [(what, 1)], 0))
        for what in (CaseNow.state == "opened", CaseNow.must_by < day, CaseNow.must_by == day)
    ]
    (row,) = db.rows(CaseNow.select(*summed_up).where(wanted).tuples())
    return Counts(*(int(n or 0) for n in row))


def about(db: Database, branch: str, clerk: str, page: int = 1) -> Page[CaseNow]:
    """A page of the answered cases about a clerk, who can read them and object; newest first."""
    wanted = (CaseNow.branch == branch) & (CaseNow.about == clerk)
    wanted &= CaseNow.state.in_(("replied", "disputed", "closed"))
    newest = CaseNow.select().where(wanted).order_by(CaseNow.day.desc(), CaseNow.case_id)
    return paging.read(db, newest, page)


def praise(db: Database, branch: str, clerk: str, page: int = 1) -> Page[CaseNow]:
    """A page of the closed praise of a clerk, newest first."""
    wanted = (CaseNow.branch == branch) & (CaseNow.about == clerk)
    wanted &= (CaseNow.kind == "praise") & (CaseNow.state == "closed")
    newest = CaseNow.select().where(wanted).order_by(CaseNow.day.desc(), CaseNow.case_id)
    return paging.read(db, newest, page)


def unanswered_ratings(db: Database, branch: str, clerk: str) -> list[str]:
    """The event_ids of a clerk's ratings out of which cases grew that are not answered."""
    wanted = (CaseNow.branch == branch) & (CaseNow.about == clerk) & (CaseNow.rating != "")
    early = CaseNow.select(CaseNow.rating).where(wanted & CaseNow.state.in_(UNANSWERED))
    return [str(rating) for (rating,) in db.rows(early.tuples())]


def of_ratings(db: Database, branch: str, ratings: Sequence[str]) -> dict[str, list[CaseNow]]:
    """The cases that grew out of these ratings, by the rating's event_id, oldest first."""
    wanted = (CaseNow.branch == branch) & CaseNow.rating.in_(ratings) & (CaseNow.rating != "")
    found: dict[str, list[CaseNow]] = {}
    for case in db.rows(CaseNow.select().where(wanted).order_by(CaseNow.at, CaseNow.case_id)):
        found.setdefault(case.rating, []).append(case)
    return found


GROUPS: dict[str, Any] = {
    "branch": CaseNow.branch,
    "kind": CaseNow.kind,
    "class": peewee.Case(None, [(CaseNow.special == 1, "special")], "general"),
    "cause": CaseNow.cause,
    "level": CaseNow.level,
}
"""The columns by which `answering` can group."""


class Answers(NamedTuple):
    """Answer times of some cases together, and by group."""

    whole: Answering
    groups: dict[str, Answering]


def answering(
    db: Database, by: str, first: datetime.date, last: datetime.date, today: datetime.date,
    branches: Collection[str] | None = None,
) -> Answers:  # fmt: skip
    """Answer times of the cases opened in these days, days inclusive, by one of GROUPS; of these
    branches, or of all. What is late on `today` without an answer counts as late. The database
    collects them: reading many thousand rows one by one takes several times as long."""
    answered = (CaseNow.replied_at.is_null(False), CaseNow.on_time)
    judged = peewee.Case(None, [answered, (CaseNow.must_by < today, 0)])
    kept = [peewee.fn.SUM(peewee.Case(judged, [(one, 1)], 0)) for one in (1, 0)]
    wanted = EVERY if branches is None else among(CaseNow.branch, branches)
    wanted &= (CaseNow.day >= first) & (CaseNow.day <= last)
    query = CaseNow.select(GROUPS[by], gathered(CaseNow.replied_at - CaseNow.at), *kept)
    times, groups = list[int](), dict[str, Answering]()
    for name, gaps, *found in db.rows(query.where(wanted).group_by(peewee.SQL("1")).tuples()):
        read = numbers(gaps)
        of_group = sorted(ms for ms in read if ms is not None)
        groups[name] = summed(of_group, len(read), *map(int, found))
        times += of_group
    whole = (sum(getattr(of, n) for of in groups.values()) for n in ("opened", "on_time", "late"))
    return Answers(summed(sorted(times), *whole), groups)
