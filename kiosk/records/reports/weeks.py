"""Head office's figures: how satisfied customers were, where not, and what changed, week by week.

All are read from sums that are kept with the tallies; only cases, of which there are few, are
counted. They are of one branch, or of all (''): of those `within`, where that is not None. What is
in flags is in them, and beside them (kiosk/records/oversight/second_count.py).

Over the line limit: the figures of weeks, branches and hours are one page.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.queries import EVERY, among
from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback import ratings
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import tallies
from kiosk.records.ledger.tallies import FIGURES, BranchWeek
from kiosk.records.oversight import second_count
from kiosk.records.oversight.second_count import NOTHING, LeftOut
from kiosk.records.reports import regions
from kiosk.rules.cases import answering
from kiosk.rules.feedback.wilson import Interval, interval
from kiosk.rules.ledger.time import monday
from kiosk.vocabulary import facts

WEEK, _DAY = datetime.timedelta(7), datetime.timedelta(1)
MOST_WAITING = 10_000
"""Up to this number is counted what waits for a person, so that no page costs more with the
years."""
Within = Collection[str] | None
"""Branches that are looked at, None for all."""


class Figures(NamedTuple):
    """What customers gave in some days, and how they were answered. `satisfied` and `low` are among
    the `rated`, `paper` among the `cards`; `on_time` and `late` are the `cases` whose day has come;
    `came` are the calls for `help` to which a clerk came. The last three are those of the `rated`,
    `satisfied` and `cards` that are in flags."""

    rated: int = 0
    satisfied: int = 0
    low: int = 0
    cards: int = 0
    paper: int = 0
    cases: int = 0
    help: int = 0
    came: int = 0
    withdrawn: int = 0
    on_time: int = 0
    late: int = 0
    flagged_rated: int = 0
    flagged_satisfied: int = 0
    flagged_cards: int = 0

    @property
    def unflagged(self) -> "Figures":
        """The same without what is in flags."""
        rated = max(0, self.rated - self.flagged_rated)
        satisfied = max(0, self.satisfied - self.flagged_satisfied)
        cards = max(0, self.cards - self.flagged_cards)
        return self._replace(rated=rated, satisfied=min(rated, satisfied), cards=cards,
                             flagged_rated=0, flagged_satisfied=0, flagged_cards=0)  # fmt: skip

    @property
    def satisfaction(self) -> Interval | None:
        """The share of satisfied ratings with its 95 % interval, None without ratings."""
        return interval(self.satisfied, self.rated) if self.rated else None

    @property
    def share_on_time(self) -> float | None:
        """The share of cases answered on time, of those whose day has come."""
        return answering.share(self.on_time, self.late)


def total(figures: Sequence[Figures]) -> Figures:
    """Figures of several weeks together."""
    return Figures(*(sum(one) for one in zip(*figures, strict=True)))


def trend(
    db: Database, branch: str, week: datetime.date, number: int, today: datetime.date,
    within: Within = None,
) -> list[tuple[datetime.date, Figures]]:  # fmt: skip
    """The figures of so many weeks, the one of this Monday first."""
    first = week - (number - 1) * WEEK
    held = _sums(db, branch, first, week, today, within)
    left = second_count.left_out(db, "week", first, week + WEEK - _DAY, _halls(branch, within))
    answered: dict[datetime.date, list[int]] = {}
    of_cases = _of(CaseNow.branch, branch, within)
    for (day,), (on_time, late) in _answers(db, [CaseNow.day], first, week, today, of_cases):
        found = answered.setdefault(monday(day), [0, 0])
        found[0] += on_time
        found[1] += late
    return [
        (one, _figures(held.get(one, {}), answered.get(one, (0, 0)), left.get(one, NOTHING)))
        for one in (week - n * WEEK for n in range(number))
    ]


def _sums(
    db: Database, branch: str, first: datetime.date, last: datetime.date, today: datetime.date,
    within: Within,
) -> Mapping[datetime.date, Mapping[str, int]]:  # fmt: skip
    """The sums by week, from the smallest table that has them."""
    if not branch and within is None:
        return tallies.week_totals(db, first, last)
    names = None if branch else regions.whole(db, today, within)
    if names is None:
        return _held(db, _of(BranchWeek.branch, branch, within), first, last)
    rows = regions.weeks(db, names, first, last, ["week"], FIGURES)
    return {week: dict(zip(FIGURES, map(int, found), strict=True)) for week, *found in rows}


def _held(
    db: Database, of: Any, first: datetime.date, last: datetime.date
) -> dict[datetime.date, Mapping[str, int]]:
    """The sums by week of the branches that this condition names."""
    sums = [peewee.fn.SUM(getattr(BranchWeek, name)) for name in FIGURES]
    wanted = of & BranchWeek.week.between(first, last)
    query = BranchWeek.select(BranchWeek.week, *sums).where(wanted).group_by(BranchWeek.week)
    rows = db.rows(query.tuples())
    return {week: dict(zip(FIGURES, map(int, found), strict=True)) for week, *found in rows}


def _of(column: Any, branch: str, within: Within) -> Any:
    """The condition that a row is of this branch ('' for any), and of one of those `within`."""
    found: Any = column == branch if branch else EVERY
    return found if within is None else found & among(column, within)


def _halls(branch: str, within: Within) -> Within:
    """The branches that figures are of, None for all."""
    if not branch:
        return within
    return [branch] if within is None or branch in within else []


def _narrow(
    db: Database, which: tallies.Which, branch: str, within: Within, today: datetime.date
) -> None:
    if branch:
        which["branch"] = branch
    elif within is not None and (names := regions.whole(db, today, within)) is not None:
        which["regions"] = names
        return
    if within is not None:
        which["branches"] = within


def _figures(row: Mapping[str, int], answered: Sequence[int], left: LeftOut = NOTHING) -> Figures:
    """Facts that arrive in pieces can leave a figure below 0 for a moment."""
    counted = [max(0, row.get(name, 0)) for name in FIGURES]
    figures = Figures(*counted, *answered)
    return figures._replace(
        satisfied=min(figures.satisfied, figures.rated),
        flagged_rated=left.rated,
        flagged_satisfied=left.satisfied,
        flagged_cards=left.cards,
    )


def _answers(
    db: Database, groups: Sequence[Any], first: datetime.date, week: datetime.date,
    today: datetime.date, wanted: Any,
) -> list[tuple[tuple[Any, ...], tuple[int, int]]]:  # fmt: skip
    """(group, (on time, late)) of the `wanted` cases opened from `first` to the end of the
    week."""
    unanswered = CaseNow.on_time.is_null() & (CaseNow.must_by < today)
    counts = [
        peewee.fn.SUM(peewee.Case(None, [(what, 1)], 0))
        for what in (CaseNow.on_time == 1, (CaseNow.on_time == 0) | unanswered)
    ]
    wanted &= (CaseNow.day >= first) & (CaseNow.day < week + WEEK)
    query = CaseNow.select(*groups, *counts).where(wanted).group_by(*groups)
    return [(tuple(row[:-2]), (row[-2], row[-1])) for row in db.rows(query.tuples())]


class OfBranch(NamedTuple):
    """A branch's week, and the weeks before it together."""

    branch: str
    week: Figures
    before: Figures


def by_branch(
    db: Database, week: datetime.date, before: int, today: datetime.date, page: int = 1,
    within: Within = None,
) -> Page[OfBranch]:  # fmt: skip
    """A page of the branches with anything in that week, most low grades first, beside their sum of
    the weeks before it."""
    wanted = (BranchWeek.week == week) & _of(BranchWeek.branch, "", within)
    query = BranchWeek.select().where(wanted)
    ordered = query.order_by(BranchWeek.low.desc(), BranchWeek.branch)
    rows, number = paging.read(db, ordered, page)
    names = [row.branch for row in rows]
    answered = {
        branch: counts
        for (branch,), counts in _answers(
            db, [CaseNow.branch], week, week, today, CaseNow.branch.in_(names)
        )
    }
    left = second_count.left_out(db, "branch", week, week + WEEK - _DAY, names)
    earlier = (BranchWeek.week < week) & (BranchWeek.week >= week - before * WEEK)
    past: dict[str, list[Figures]] = {}
    for row in db.rows(BranchWeek.select().where(earlier & BranchWeek.branch.in_(names))):
        past.setdefault(row.branch, []).append(_figures(row.__data__, (0, 0)))
    found = [
        OfBranch(
            row.branch,
            _figures(row.__data__, answered.get(row.branch, (0, 0)), left.get(row.branch, NOTHING)),
            total([Figures(), *past.get(row.branch, [])]),
        )
        for row in rows
    ]
    return Page(found, number)


class Hour(NamedTuple):
    """The ratings of an hour (or of a weekday, Monday being 0) in some weeks; `flagged` are those
    of them that are in flags."""

    rated: int
    satisfied: int
    low: int
    flagged: LeftOut = NOTHING

    @property
    def unflagged(self) -> "Hour":
        """The same without what is in flags."""
        rated = max(0, self.rated - self.flagged.rated)
        satisfied = max(0, self.satisfied - self.flagged.satisfied)
        return Hour(rated, min(rated, satisfied), max(0, rated - satisfied))

    @property
    def satisfaction(self) -> Interval | None:
        return interval(self.satisfied, self.rated) if self.rated else None


def by_time(
    db: Database, branch: str, first: datetime.date, last: datetime.date, today: datetime.date,
    within: Within = None,
) -> tuple[dict[int, Hour], dict[int, Hour]]:  # fmt: skip
    """Customers' ratings of these days by hour, and by weekday."""
    which = tallies.Which(kinds=("rating",), giver="customer", first=first, last=last)
    _narrow(db, which, branch, within, today)
    hours: dict[int, list[int]] = {}
    weekdays: dict[int, list[int]] = {}
    for (day, hour, mark), n in tallies.sums(db, ["day", "hour", "mark"], **which).items():
        for found in (hours.setdefault(hour, [0, 0]), weekdays.setdefault(day.weekday(), [0, 0])):
            found[0] += n
            found[1] += n if mark in facts.LOW_GRADES else 0
    halls = _halls(branch, within)
    of_hours, of_weekdays = (
        second_count.left_out(db, group, first, last, halls) for group in ("hour", "weekday")
    )
    return _by(hours, of_hours), _by(weekdays, of_weekdays)


def by_phone(
    db: Database, branch: str, week: datetime.date, today: datetime.date, within: Within = None
) -> Hour:
    """A week's ratings from customers' own phones, which are in no other figure."""
    which = tallies.Which(first=week, last=week + WEEK - datetime.timedelta(1))
    _narrow(db, which, branch, within, today)
    grades = ratings.grades(db, [], tallies.PHONE, **which).get((), {})
    n, low = sum(grades.values()), sum(grades.get(one, 0) for one in facts.LOW_GRADES)
    return Hour(n, n - low, low)


def _by(found: dict[int, list[int]], left: Mapping[int, LeftOut]) -> dict[int, Hour]:
    return {
        one: Hour(rated, rated - low, low, left.get(one, NOTHING))
        for one, (rated, low) in sorted(found.items())
        if rated >= low >= 0
    }


def waiting(db: Database, branch: str, within: Within = None) -> int:
    """How many low grades and words wait for a person, up to MOST_WAITING."""
    wanted = (FeedbackNow.waits == 1) & _of(FeedbackNow.branch, branch, within)
    number: int = (
        FeedbackNow.select(FeedbackNow.day).where(wanted).limit(MOST_WAITING).count(db.peewee)
    )
    return number
