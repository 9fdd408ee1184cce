"""Which branches changed: each whole week of a branch is judged by its satisfaction in the weeks up
to it (kiosk/rules/office/xmr.py), and the answers are kept, since a page can't read the weeks of
54,000 branches.

The answers follow from the sums alone. Facts that arrive late drop those that they concern
(kiosk/records/ledger/tallies.py), and the machine judges what has no answer every ten minutes.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.queries import EVERY, among, putting
from kiosk.records.ledger.tallies import BranchWeek, WeekJudged
from kiosk.records.oversight import second_count
from kiosk.records.oversight.second_count import NOTHING, LeftOut
from kiosk.records.reports.weeks import WEEK, Within
from kiosk.rules.feedback.wilson import FEW
from kiosk.rules.ledger.time import monday
from kiosk.rules.office import xmr
from kiosk.rules.office.xmr import Change, Limits, Seen, Target

SHOWN = 26
"""Weeks that one is judged among, itself the last."""
KEPT = 4
"""Whole weeks of which answers are kept, for the first page's way back."""
_AT_ONCE = 200
"""Branches that are judged in one transaction, in about 50 ms."""
_PUT = putting(WeekJudged)
_COUNTED = ("rated", "satisfied", "cards", "cases", "help")


class Counted(NamedTuple):
    """A branch's week: its ratings, satisfied ones, cards, cases and calls for help; those of the
    first three that are in flags."""

    rated: int = 0
    satisfied: int = 0
    cards: int = 0
    cases: int = 0
    help: int = 0
    flagged: LeftOut = NOTHING

    @property
    def unflagged(self) -> "Counted":
        """The same without what is in flags."""
        left = self.flagged
        counts = (self.rated - left.rated, self.satisfied - left.satisfied, self.cards - left.cards)
        rated, satisfied, cards = (max(0, one) for one in counts)
        return Counted(rated, min(rated, satisfied), cards, self.cases, self.help)

    @property
    def share(self) -> float | None:
        """The share of satisfied ratings, None of too few."""
        if self.rated < FEW or not 0 <= self.satisfied <= self.rated:
            return None
        return self.satisfied / self.rated


class Judged(NamedTuple):
    """A branch's week, how it is judged, and by what: the shares of the weeks up to it, the oldest
    first, and their limits."""

    branch: str
    change: Change
    week: Counted
    shares: list[float | None]
    limits: Limits | None
    seen: Seen | None

    def meets(self, wanted: float | None) -> Target:
        """Whether its weeks reach a share that is wanted, None without a target."""
        return xmr.target(self.limits, wanted)


def last_whole(today: datetime.date) -> datetime.date:
    """The Monday of the last week that is over."""
    return monday(today) - WEEK


def judge(db: Database, today: datetime.date) -> int:
    """Judges each whole week of each branch that has no answer yet, and drops the answers of weeks
    that are no longer shown; returns how many it found. A part at a time, so that stations are
    received meanwhile."""
    newest, judged = last_whole(today), 0
    for week in (newest - n * WEEK for n in range(KEPT)):
        names = _without_answer(db, week)
        for start in range(0, len(names), _AT_ONCE):
            with db.writing():
                found = _judged(db, names[start : start + _AT_ONCE], week)
                db.each(_PUT, (_row(one, week) for one in found))
            judged += len(found)
    with db.writing():
        db.run(WeekJudged.delete().where(WeekJudged.week < newest - (KEPT - 1) * WEEK))
    return judged


def _without_answer(db: Database, week: datetime.date) -> list[str]:
    same = (WeekJudged.branch == BranchWeek.branch) & (WeekJudged.week == week)
    answer = WeekJudged.select(peewee.Value(1)).where(same)
    wanted = (BranchWeek.week == week) & ~peewee.fn.EXISTS(answer)
    query = BranchWeek.select(BranchWeek.branch).where(wanted).order_by(BranchWeek.branch)
    return [branch for (branch,) in db.rows(query.tuples())]


def _row(one: Judged, week: datetime.date) -> dict[str, Any]:
    size = xmr.size(one.shares, one.limits) if one.limits else 0.0
    return {
        "branch": one.branch,
        "week": week.isoformat(),
        "change": one.change,
        "size": round(1_000 * size),
    }


def _judged(db: Database, names: Sequence[str], week: datetime.date) -> list[Judged]:
    """These branches in a week, judged by their sums, in the order of the names."""
    counts = [getattr(BranchWeek, name) for name in _COUNTED]
    span = BranchWeek.week.between(week - (SHOWN - 1) * WEEK, week)
    query = BranchWeek.select(BranchWeek.branch, BranchWeek.week, *counts)
    held: dict[str, dict[datetime.date, Counted]] = {name: {} for name in names}
    for branch, of, *some in db.rows(query.where(BranchWeek.branch.in_(names) & span).tuples()):
        # facts that arrive in pieces can leave a figure below 0 for a moment
        held[branch][of] = Counted(*(max(0, one) for one in some))
    return [_one(name, held[name], week) for name in names]


def _one(branch: str, held: Mapping[datetime.date, Counted], week: datetime.date) -> Judged:
    weeks = [held.get(week - n * WEEK, Counted()) for n in reversed(range(SHOWN))]
    shares = [one.share for one in weeks]
    of = xmr.limits(shares)
    seen = xmr.seen(shares, of)[-1] if of else None
    return Judged(branch, xmr.change(shares), weeks[-1], shares, of, seen)


def differences(db: Database) -> Iterator[tuple[str, str]]:
    """(branch, what) of each answer that the sums do not give."""
    for (week,) in db.rows(WeekJudged.select(WeekJudged.week).distinct().tuples()):
        rows = db.rows(WeekJudged.select().where(WeekJudged.week == week))
        for start in range(0, len(rows), _AT_ONCE):
            some = {row.branch: row for row in rows[start : start + _AT_ONCE]}
            for one in _judged(db, list(some), week):
                kept = some[one.branch]
                if (kept.change, kept.size) != tuple(_row(one, week).values())[2:]:
                    yield one.branch, f"week {week} is judged {kept.change}, not {one.change}"


# What pages show ----------------------------------------------------------------------


class Overview(NamedTuple):
    """How many branches with anything in a week are judged how, and how many are not yet."""

    by_change: Mapping[Change, int]
    waiting: int


def counted(db: Database, week: datetime.date, within: Within = None) -> Overview:
    """How many branches changed in a week, of those `within`."""
    query = WeekJudged.select(WeekJudged.change, peewee.fn.COUNT(WeekJudged.branch))
    of_week = (WeekJudged.week == week) & _of(WeekJudged.branch, within)
    rows = db.rows(query.where(of_week).group_by(WeekJudged.change).tuples())
    found = {cast(Change, change): cast(int, n) for change, n in rows}
    there = (BranchWeek.week == week) & _of(BranchWeek.branch, within)
    number = BranchWeek.select(peewee.fn.COUNT(BranchWeek.branch)).where(there)
    ((every,),) = db.rows(number.tuples())
    return Overview(found, max(0, every - sum(found.values())))


def listed(
    db: Database, week: datetime.date, change: Change, page: int = 1, within: Within = None
) -> Page[Judged]:
    """A page of the branches that are judged like this, those farthest from their mean first."""
    rows, number = paging.read(db, _ordered(week, change, within), page)
    return Page(_with_flags(db, _judged(db, [row.branch for row in rows], week), week), number)


def every(
    db: Database, week: datetime.date, change: Change, most: int, within: Within = None
) -> list[Judged]:
    """The same branches, so many at most."""
    names = [row.branch for row in db.rows(_ordered(week, change, within).limit(most))]
    return [
        one
        for start in range(0, len(names), _AT_ONCE)
        for one in _with_flags(db, _judged(db, names[start : start + _AT_ONCE], week), week)
    ]


def _with_flags(db: Database, found: Sequence[Judged], week: datetime.date) -> list[Judged]:
    """The same, with what of the week is in flags."""
    last = week + datetime.timedelta(6)
    left = second_count.left_out(db, "branch", week, last, [one.branch for one in found])
    return [
        one._replace(week=one.week._replace(flagged=left.get(one.branch, NOTHING))) for one in found
    ]


def _ordered(week: datetime.date, change: Change, within: Within) -> Any:
    wanted = (WeekJudged.week == week) & (WeekJudged.change == change)
    query = WeekJudged.select().where(wanted & _of(WeekJudged.branch, within))
    return query.order_by(WeekJudged.size.desc(), WeekJudged.branch.desc())


def _of(column: Any, within: Within) -> Any:
    return EVERY if within is None else among(column, within)
