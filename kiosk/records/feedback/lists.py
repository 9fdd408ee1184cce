"""Lists of feedback: ratings, cards with words, letters and banners; filtered, paged, counted, with
what was withdrawn. Desk and office read the same."""

import datetime
import functools
import operator
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple, TypedDict, Unpack

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.queries import among, plainly
from kiosk.records.feedback.state import (
    KINDS,
    WITH_REASONS,
    WITH_SERVICE,
    WITH_WORDS,
    FeedbackNow,
)
from kiosk.records.people.clerks import Charge


class Which(TypedDict, total=False):
    """What a list holds; days inclusive. What is not named is not limited.

    `kinds` are those of `state.KINDS`, `marks` grades, cards or kinds of praise, `reason` is one
    code, `words` a part of what the customer wrote, `waiting` keeps what a person has to look at.
    `about` keeps what concerns these clerks on these days, `not_about` leaves it out
    (`clerks.charges`: what concerns managers).
    """

    branch: str | None
    branches: Collection[str]
    first: datetime.date
    last: datetime.date
    clerk: str
    station: str
    kinds: Sequence[str]
    marks: Sequence[str]
    entry: str
    reason: str
    service: str
    words: str
    waiting: bool
    withdrawn: bool
    about: Sequence[Charge]
    not_about: Sequence[Charge]


def listed(db: Database, page: int = 1, **which: Unpack[Which]) -> Page[FeedbackNow]:
    """A page of feedback: what waits for a person first, then by time, newest first."""
    query, rows = FeedbackNow.select().where(wanted(which)), list[FeedbackNow]()
    number, skipped = 0, (page - 1) * paging.PAGE
    # each has the order of an index; both together would have to be sorted
    for waits in (1,) if which.get("waiting") else (1, 0):
        some = query.where(FeedbackNow.waits == waits)
        counted = some.limit(page * paging.PAGE + paging.MOST_COUNTED).count(db.peewee)
        if skipped < counted and len(rows) < paging.PAGE:
            left = some.order_by(*NEWEST).limit(paging.PAGE - len(rows)).offset(skipped)
            rows += db.rows(left)
        number, skipped = number + counted, max(0, skipped - counted)
    return Page(rows, number)


def every(db: Database, **which: Unpack[Which]) -> Iterator[FeedbackNow]:
    """All of it, newest first, for an export."""
    return db.stream(FeedbackNow.select().where(wanted(which)).order_by(*NEWEST))


def longest(db: Database, most: int, **which: Unpack[Which]) -> list[FeedbackNow]:
    """The feedback with the longest words, at most so many; of several the earliest."""
    order = (peewee.fn.LENGTH(FeedbackNow.words).desc(), FeedbackNow.at, FeedbackNow.event_id)
    query = FeedbackNow.select().where(wanted(which) & WITH_WORDS)
    return list(db.rows(query.order_by(*order).limit(most)))


def number(db: Database, **which: Unpack[Which]) -> int:
    """How many pieces of feedback a list holds."""
    return sum(counts(db, [], **which).values())


NEWEST = (
    FeedbackNow.day.desc(),
    FeedbackNow.at.desc(),
    FeedbackNow.branch,
    FeedbackNow.event_id,
)


class Around(NamedTuple):
    """What comes before and after a piece of feedback on a list, None at its ends."""

    before: FeedbackNow | None
    after: FeedbackNow | None


def around(db: Database, row: FeedbackNow, **which: Unpack[Which]) -> Around:
    """The neighbours of a piece of feedback among those of a list, by time, newest first."""
    day, at, event_id = FeedbackNow.day, FeedbackNow.at, FeedbackNow.event_id
    same_day, same_time = day == row.day, at == row.at
    newer = (day > row.day) | (same_day & ((at > row.at) | (same_time & (event_id < row.event_id))))
    older = (day < row.day) | (same_day & ((at < row.at) | (same_time & (event_id > row.event_id))))
    query = FeedbackNow.select().where(wanted(which))
    # the day by itself, too, so that an index begins there
    before = query.where((day >= row.day) & newer).order_by(day, at, event_id.desc())
    after = query.where((day <= row.day) & older).order_by(day.desc(), at.desc(), event_id)
    return Around(db.first(before), db.first(after))


GROUPS: dict[str, Any] = {
    name: getattr(FeedbackNow, name)
    for name in (
        "branch", "day", "kind", "mark", "clerk", "station", "entry", "service", "reasons", "low",
        "waits", "withdrawn", "handled",
    )
}  # fmt: skip
"""By what feedback can be counted; what all feedback is counted by is in the tallies."""


def counts(db: Database, by: Sequence[str], **which: Unpack[Which]) -> dict[tuple[Any, ...], int]:
    """Counts feedback by any of GROUPS."""
    groups = [GROUPS[name] for name in by]
    query = FeedbackNow.select(*groups, peewee.fn.COUNT(peewee.SQL("*")))
    if groups:
        query = query.group_by(*groups)
    return {tuple(row[:-1]): row[-1] for row in db.rows(query.where(wanted(which)).tuples())}


def reasons(db: Database, **which: Unpack[Which]) -> Counter[tuple[str, str]]:
    """How often each reason was ticked, by reason and grade."""
    of_kinds = plainly(FeedbackNow.kind).in_(which.pop("kinds", KINDS))
    groups = (FeedbackNow.reasons, FeedbackNow.mark)
    query = FeedbackNow.select(*groups, peewee.fn.COUNT(peewee.SQL("*")))
    query = query.where(wanted(which) & of_kinds & WITH_REASONS).group_by(*groups)
    found: Counter[tuple[str, str]] = Counter()
    for said, mark, n in db.rows(query.tuples()):
        for reason in filter(None, said.split(",")):
            found[reason, mark] += n
    return found


def wanted(which: Which) -> Any:
    """The condition that a row of `FeedbackNow` is on the list. It always has a bound on the day:
    so SQLite prefers the index that also begins with what else is asked for to all of a branch."""
    found: Any = FeedbackNow.day >= which.get("first", datetime.date.min)
    if which.get("service"):
        found &= WITH_SERVICE
    for name in ("branch", "clerk", "station", "entry", "service", "withdrawn"):
        if (value := which.get(name)) is not None:
            found &= getattr(FeedbackNow, name) == value
    if (branches := which.get("branches")) is not None:
        found &= among(FeedbackNow.branch, branches)
    if (kinds := which.get("kinds")) is not None:
        # one kind of all branches has an index; in a branch its own leads further
        alone = len(kinds) == 1 and not which.get("branch")
        found &= FeedbackNow.kind == kinds[0] if alone else plainly(FeedbackNow.kind).in_(kinds)
    if (marks := which.get("marks")) is not None:
        found &= FeedbackNow.mark.in_(marks)
    if (last := which.get("last")) is not None:
        found &= FeedbackNow.day <= last
    if reason := which.get("reason"):
        found &= WITH_REASONS
        found &= peewee.Value(",").concat(FeedbackNow.reasons).concat(",").contains(f",{reason},")
    if words := which.get("words"):
        found &= WITH_WORDS & FeedbackNow.words.contains(words)
    if which.get("waiting"):
        found &= FeedbackNow.waits == 1
    if (about := which.get("about")) is not None:
        found &= _concerns(about)
    if not_about := which.get("not_about"):
        found &= ~_concerns(not_about)
    return found


def _concerns(charges: Sequence[Charge]) -> Any:
    """The condition that a row is about one of these clerks, on one of these days. The badges alone
    sort out most rows, before the days are compared."""
    spans = [_within(charge) for charge in charges]
    badges = FeedbackNow.clerk.in_(sorted({charge.badge for charge in charges}))
    return badges & functools.reduce(operator.or_, spans) if spans else badges


def _within(charge: Charge) -> Any:
    of_clerk = (FeedbackNow.clerk == charge.badge) & (FeedbackNow.branch == charge.branch)
    span = of_clerk & (FeedbackNow.day >= charge.first)
    return span if charge.last is None else span & (FeedbackNow.day <= charge.last)
