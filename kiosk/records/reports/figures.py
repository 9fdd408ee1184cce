"""What customers gave in whole weeks: by region, branch, window, clerk, service item, month, hour
and mark, read from the sums of the tallies.

Over the line limit: every grouping of the page of all halls is counted here, in one shape.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import among
from kiosk.records.cases.state import NOT_ON_TIME, CaseNow
from kiosk.records.feedback import lists
from kiosk.records.ledger import across, tallies
from kiosk.records.ledger.tallies import BranchWeek, TallyZone
from kiosk.records.oversight import second_count
from kiosk.records.oversight.second_count import NOTHING, LeftOut
from kiosk.records.publishing import branches
from kiosk.records.recognition.sources import windows
from kiosk.records.reports import regions
from kiosk.rules.feedback.wilson import FEW, Interval, interval
from kiosk.rules.ledger.time import monday
from kiosk.rules.publishing.scopes import below, step
from kiosk.rules.recognition.sources.windows import UNKNOWN
from kiosk.vocabulary import facts

Group = Literal["region", "branch", "window", "clerk", "service", "month", "hour", "mark"]
_COUNTED = ("rated", "satisfied", "cards", "cases", "help")
_KINDS = ("rating", "card", "case", "help")


class Asked(NamedTuple):
    """Whose figures: days inclusive, '' for any region or branch; `may` are the branches that the
    reader sees, None for all."""

    first: datetime.date
    last: datetime.date
    region: str = ""
    branch: str = ""
    may: Collection[str] | None = None


class Line(NamedTuple):
    """The figures of one region, branch, … `satisfied` are among the `rated`; `late` are cases of
    these weeks that were answered late or are overdue, None where that is not counted; `help` are
    calls. `flagged` is what the second count leaves out, which the others include. `clerks` are
    those who were at a window."""

    key: Any
    rated: int = 0
    satisfied: int = 0
    cards: int = 0
    cases: int = 0
    help: int = 0
    late: int | None = None
    flagged: LeftOut = NOTHING
    clerks: tuple[str, ...] = ()

    @property
    def satisfaction(self) -> Interval | None:
        """The share of satisfied ratings, None of too few."""
        return _share(self.satisfied, self.rated)

    @property
    def unflagged(self) -> Interval | None:
        """The same without what is in flags."""
        left = self.flagged
        return _share(self.satisfied - left.satisfied, self.rated - left.rated)


def _share(satisfied: int, rated: int) -> Interval | None:
    return interval(satisfied, rated) if rated >= FEW and 0 <= satisfied <= rated else None


def _line(
    key: Any,
    counts: Sequence[int],
    late: int | None = None,
    flagged: LeftOut = NOTHING,
) -> Line:
    """A line with the numbers of _COUNTED."""
    rated, satisfied, cards, cases, called = counts
    return Line(key, rated, satisfied, cards, cases, called, late, flagged)


def whole_weeks(first: datetime.date, last: datetime.date) -> tuple[datetime.date, datetime.date]:
    """From the Monday before to the Sunday after these days."""
    return monday(first), monday(last) + datetime.timedelta(6)


def total(lines: Iterable[Line]) -> Line:
    """All lines together."""
    lines = list(lines)
    counted = [sum(getattr(one, name) for one in lines) for name in _COUNTED]
    late = [one.late for one in lines if one.late is not None]
    flagged = LeftOut(*(sum(one.flagged[n] for one in lines) for n in range(3)))
    return _line("", counted, sum(late) if late else None, flagged)


def by(db: Database, group: Group, asked: Asked, today: datetime.date) -> list[Line]:
    """A line for each region, branch, … with anything in these weeks, ordered by key."""
    match group:
        case "region" | "branch":
            return _of_branches(db, group, asked, today)
        case "window":
            return _of_windows(db, asked)
        case "service":
            return _of_services(db, asked)
        case "mark":
            return _of_marks(db, asked, today)
        case _:
            return _of_tallies(db, group, asked, today)


def _of_branches(db: Database, group: Group, asked: Asked, today: datetime.date) -> list[Line]:
    of_region = branches.by_region(db, today)
    region = {branch: name for name, several in of_region.items() for branch in several}
    keep = _keep(asked, of_region)
    late, in_flags = _late(db, asked, today), _in_flags(db, "branch", asked, keep)
    summed = regions.whole(db, today, keep) if group == "region" and not asked.branch else None
    if summed is not None:
        of_regions = _of_regions(db, asked, summed, _gathered(late, in_flags, region))
        return _of_steps(asked, {line.key: [line] for line in of_regions})
    lines = [
        _line(branch, counts, late[branch], in_flags.get(branch, NOTHING))
        for branch, counts in _by_branch(db, asked, keep).items()
    ]
    if group == "branch":
        return lines
    gathered: dict[str, list[Line]] = {}
    for line in lines:
        gathered.setdefault(region.get(line.key, ""), []).append(line)
    return _of_steps(asked, gathered)


def _of_steps(asked: Asked, by_region: Mapping[str, Sequence[Line]]) -> list[Line]:
    """The lines of regions together, by the regions one step below the one that is asked for."""
    found: dict[str, list[Line]] = {}
    for name, several in by_region.items():
        found.setdefault(step(name, asked.region), []).extend(several)
    return [total(several)._replace(key=name) for name, several in sorted(found.items())]


def _keep(asked: Asked, of_region: Mapping[str, Sequence[str]]) -> Collection[str] | None:
    """The branches that are asked for, None for all."""
    if asked.branch:
        found: Collection[str] | None = {asked.branch}
    else:
        found = below(of_region, asked.region) if asked.region else None
    if asked.may is None or found is None:
        return asked.may if found is None else found
    return set(found) & set(asked.may)


def _halls(db: Database, asked: Asked, today: datetime.date) -> Collection[str] | None:
    """The same, where nothing else asks for the branches of regions."""
    of_region = branches.by_region(db, today) if asked.region and not asked.branch else {}
    return _keep(asked, of_region)


Beside = dict[str, tuple[int, LeftOut]]
"""What is late and what is flagged, by region."""


def _gathered(
    late: Counter[str], in_flags: Mapping[str, LeftOut], region: Mapping[str, str]
) -> Beside:
    found: dict[str, list[int]] = {}
    for branch in late.keys() | in_flags.keys():
        numbers = found.setdefault(region.get(branch, ""), [0, 0, 0, 0])
        for place, n in enumerate((late[branch], *in_flags.get(branch, NOTHING))):
            numbers[place] += n
    return {name: (n, LeftOut(a, b, c)) for name, (n, a, b, c) in found.items()}


def _of_regions(db: Database, asked: Asked, names: Sequence[str], beside: Beside) -> list[Line]:
    """The same by region, from the sums of regions."""
    week = monday(asked.first), monday(asked.last)
    rows = regions.weeks(db, names, *week, ["region"], _COUNTED)
    return [
        _line(name, [max(0, int(one)) for one in counts], *beside.get(name, (0, NOTHING)))
        for name, *counts in sorted(rows)
        if any(counts)
    ]


def _by_branch(
    db: Database, asked: Asked, keep: Collection[str] | None
) -> dict[str, tuple[int, ...]]:
    """The sums of _COUNTED of these branches, None for all; facts that arrive in pieces can leave
    one below 0 for a moment."""
    sums = [peewee.fn.SUM(getattr(BranchWeek, name)) for name in _COUNTED]
    wanted = BranchWeek.week.between(monday(asked.first), monday(asked.last))
    # every branch by its name: in the order of the key, and without a look at each row by its week
    known = BranchWeek.branch.in_(TallyZone.select(TallyZone.branch))
    found: dict[str, tuple[int, ...]] = {}
    for some in across.parts(keep):
        of = wanted & (known if some is None else among(BranchWeek.branch, some))
        query = BranchWeek.select(BranchWeek.branch, *sums).where(of).group_by(BranchWeek.branch)
        for branch, *counts in db.rows(query.order_by(BranchWeek.branch).tuples()):
            if branch and any(counts):
                found[branch] = tuple(max(0, int(one)) for one in counts)
    return found


def _late(db: Database, asked: Asked, today: datetime.date) -> Counter[str]:
    """By branch, how many of these weeks' cases were answered late or are overdue."""
    wanted = NOT_ON_TIME & (CaseNow.day >= asked.first) & (CaseNow.day <= asked.last)
    wanted &= (CaseNow.on_time == 0) | (CaseNow.must_by < today)
    query = CaseNow.select(CaseNow.branch, peewee.fn.COUNT(peewee.SQL("*"))).where(wanted)
    return Counter(dict(db.rows(query.group_by(CaseNow.branch).tuples())))


def _in_flags(
    db: Database, group: second_count.Group, asked: Asked, halls: Collection[str] | None
) -> dict[Any, LeftOut]:
    return second_count.left_out(db, group, asked.first, asked.last, halls)


def _which(
    db: Database, asked: Asked, today: datetime.date, halls: Collection[str] | None
) -> tallies.Which:
    which = tallies.Which(first=asked.first, last=asked.last, kinds=_KINDS)
    if asked.branch:
        which["branch"] = asked.branch
        return which
    if halls is not None and (names := regions.whole(db, today, halls)):
        which["regions"] = names
    else:
        which["branches"] = halls
    return which


def _of_tallies(
    db: Database, group: Literal["clerk", "month", "hour"], asked: Asked, today: datetime.date
) -> list[Line]:
    """By clerk, month or hour."""
    found: dict[Any, Counter[str]] = {}
    halls = _halls(db, asked, today)
    summed = tallies.sums(db, [group, "kind", "mark", "giver"], **_which(db, asked, today, halls))
    for (key, kind, mark, giver), n in summed.items():
        if kind in ("card", "rating") and giver != "customer":
            continue
        counts = found.setdefault(key, Counter())
        counts[{"rating": "rated", "card": "cards", "case": "cases", "help": "help"}[kind]] += n
        counts["satisfied"] += n if kind == "rating" and mark not in facts.LOW_GRADES else 0
    in_flags = _in_flags(db, group, asked, halls)
    return [
        _line(
            key,
            [max(0, counts[name]) for name in _COUNTED],
            flagged=in_flags.get(key, NOTHING),
        )
        for key, counts in sorted(found.items())
        if key != "" and any(counts.values())
    ]


def _of_windows(db: Database, asked: Asked) -> list[Line]:
    """By the window at which the clerk was, as far as it is known; of one branch. Not by what is
    flagged: of that the window is not known."""
    found: dict[str, Counter[str]] = {}
    at: dict[str, set[str]] = {}
    given = windows.by_clerk(db, asked.branch, asked.first, asked.last)
    for (window, clerk), by_mark in given.items():
        for mark, n in (+by_mark).items():
            counts = found.setdefault(window, Counter())
            counts["rated" if mark in facts.GRADES else "cards"] += n
            counts["satisfied"] += n if mark in facts.GRADES and mark not in facts.LOW_GRADES else 0
            at.setdefault(window, set()).add(clerk)
    return [
        Line(window, counts["rated"], counts["satisfied"], counts["cards"],
             clerks=tuple(sorted(at[window])))
        for window, counts in sorted(found.items(), key=lambda one: _in_order(one[0]))
    ]  # fmt: skip


def _in_order(window: str) -> tuple[bool, int, str]:
    """By number, and last what is at no known window."""
    return window == UNKNOWN, len(window), window


def _of_services(db: Database, asked: Asked) -> list[Line]:
    """By the service item that a customer named with a rating; of one branch."""
    which: lists.Which = {
        "branch": asked.branch, "first": asked.first, "last": asked.last, "kinds": ("rating",),
        "withdrawn": False,
    }  # fmt: skip
    found: dict[str, Counter[str]] = {}
    for (service, low), n in lists.counts(db, ["service", "low"], **which).items():
        counts = found.setdefault(service, Counter())
        counts["rated"] += n
        counts["satisfied"] += 0 if low else n
    in_flags = _in_flags(db, "service", asked, [asked.branch])
    return [
        Line(
            key,
            counts["rated"],
            counts["satisfied"],
            flagged=in_flags.get(key, NOTHING)._replace(cards=0),
        )
        for key, counts in sorted(found.items())
        if key
    ]


def _of_marks(db: Database, asked: Asked, today: datetime.date) -> list[Line]:
    """How much of each grade, card and kind of case there is, in that order."""
    found: Counter[tuple[str, str]] = Counter()
    halls = _halls(db, asked, today)
    summed = tallies.sums(db, ["kind", "mark", "giver"], **_which(db, asked, today, halls))
    for (kind, mark, giver), n in summed.items():
        if kind == "case" or giver == "customer":
            found[kind, mark] += n
    in_flags = _in_flags(db, "mark", asked, halls)
    return [
        _line(
            (kind, mark),
            [found[kind, mark] if one == name else 0 for one in _COUNTED],
            flagged=in_flags.get(mark, NOTHING),
        )
        for kind, name, marks in (
            ("rating", "rated", sorted(facts.GRADES, reverse=True)),
            ("card", "cards", facts.CARD_KINDS),
            ("case", "cases", facts.CASE_KINDS),
        )
        for mark in marks
    ]
