"""Tallies: how much feedback there is by branch, day, hour, clerk and mark, so that no page counts
the ledger.

They are added to in the transaction that stores a counted fact, and recounted for the days that a
correction touches; recounting the day of every batch would take 14 times as long (docs/scale.md,
"How sums are kept"). Coarser sums follow them: of all branches together, of a clerk's and a
branch's month, of a branch's week and day. A test and `verify` hold tallies equal to the ledger,
and sums to the tallies.

Over the line limit: the tables, their upkeep and the choice of the smallest one are one subject.
"""

import datetime
import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypedDict, Unpack

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import EVERY, Prepared, adding, among, slot
from kiosk.ground.tables import DayField, Distributed, Local
from kiosk.records.ledger import across, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.regions import sums as regions
from kiosk.records.ledger.regions.sums import RegionDay, RegionMonth
from kiosk.rules.hall import tickets
from kiosk.rules.input.numbers import digits
from kiosk.rules.ledger import staff
from kiosk.rules.ledger.counting import Counted
from kiosk.rules.ledger.time import UNKNOWN_HOUR, hour_of, monday, parted
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import DEFAULT_ZONE

KINDS = ("card", "rating", "case", "help", "help_came", "praise_entered", "box_opened", "served")
"""What is tallied, without what was taken back; that is tallied as "voided"."""
_READ = (*KINDS, "voided")
STAFF = (
    "arrived", "marked", "rulebook_read", "quiz_taken", "idea", "task_moved", "support", "awarded",
    "entered", "diary_counted", "election_counted", "grade_disputed", "grade_ruled",
    "case_disputed", "case_ruled",
)  # fmt: skip
"""What is known of the staff's own work, tallied by branch, day and mark alone
(kiosk/rules/ledger/staff.py). It is summed only where it is asked for."""
TALLIED = (*_READ, *STAFF)
BOUND = "bound"
"""The kind under which a rating that is bound to a ticket is tallied once more."""
PHONE = "phone"
"""The kind under which a rating from a customer's own phone is tallied, apart from the others."""
GIVEN = (*facts.CARD_KINDS, *facts.GRADES)
"""The marks of what customers give, and take back."""
_AT_ONCE = 1_000


class Tally(Distributed):
    """`n` counted facts. `hour` is the hall's local hour, 0 to 23, or UNKNOWN_HOUR for paper and
    for customers who were served, whose reports can come hours later."""

    branch = peewee.TextField()
    day = DayField()
    hour = peewee.SmallIntegerField()
    kind = peewee.TextField()
    clerk = peewee.TextField()
    mark = peewee.TextField()
    giver = peewee.TextField()
    entry = peewee.TextField()
    n = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey(
            "branch", "day", "hour", "kind", "clerk", "mark", "giver", "entry"
        )
        without_rowid = True
        indexes = (
            (("day", "kind", "mark", "n"), False),
            (("branch", "clerk", "day"), False),
        )


class ArchivedTally(Distributed):
    """What a branch's facts whose rows moved to an archive file add to its tallies, which they are
    still part of."""

    branch = peewee.TextField()
    day = DayField()
    hour = peewee.SmallIntegerField()
    kind = peewee.TextField()
    clerk = peewee.TextField()
    mark = peewee.TextField()
    giver = peewee.TextField()
    entry = peewee.TextField()
    n = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey(
            "branch", "day", "hour", "kind", "clerk", "mark", "giver", "entry"
        )
        without_rowid = True


class DayTotal(Local):
    """All branches together: the sum over all lanes, which are written at the same time
    (`Database.take_sums`)."""

    lane = peewee.SmallIntegerField()
    day = DayField()
    hour = peewee.SmallIntegerField()
    kind = peewee.TextField()
    mark = peewee.TextField()
    giver = peewee.TextField()
    entry = peewee.TextField()
    n = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("day", "hour", "kind", "mark", "giver", "entry", "lane")
        without_rowid = True


class ClerkMonth(Distributed):
    """A clerk's months, as YYYY-MM; `clerk` is '' for what concerns no clerk."""

    branch = peewee.TextField()
    clerk = peewee.TextField()
    month = peewee.TextField()
    kind = peewee.TextField()
    mark = peewee.TextField()
    giver = peewee.TextField()
    entry = peewee.TextField()
    n = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey(
            "branch", "clerk", "month", "kind", "mark", "giver", "entry"
        )
        without_rowid = True
        indexes = ((("clerk", "month"), False),)


class BranchMonth(Local):
    """A branch's months, as YYYY-MM. Sorted by kind and month, since lists of all branches read
    them."""

    branch = peewee.TextField()
    month = peewee.TextField()
    kind = peewee.TextField()
    mark = peewee.TextField()
    giver = peewee.TextField()
    entry = peewee.TextField()
    n = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("kind", "month", "branch", "mark", "giver", "entry")
        without_rowid = True


class BranchDay(Distributed):
    """A branch's days without hours and clerks, of which a busy hall has many: what pages of all
    branches read of days that are no whole month. Sorted by branch and kind, so that the days of
    each are read one after another."""

    branch = peewee.TextField()
    day = DayField()
    kind = peewee.TextField()
    mark = peewee.TextField()
    giver = peewee.TextField()
    entry = peewee.TextField()
    n = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "kind", "day", "mark", "giver", "entry")
        without_rowid = True


class BranchWeek(Distributed):
    """What customers gave in a branch's week, by its Monday. `satisfied` and `low` are among the
    `rated`, `paper` among the `cards`; `came` are the calls for help to which a clerk came;
    `withdrawn` cards and ratings are in none of the others."""

    branch = peewee.TextField()
    week = DayField()
    rated = peewee.IntegerField()
    satisfied = peewee.IntegerField()
    low = peewee.IntegerField()
    cards = peewee.IntegerField()
    paper = peewee.IntegerField()
    cases = peewee.IntegerField()
    help = peewee.IntegerField()
    came = peewee.IntegerField()
    withdrawn = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "week")
        without_rowid = True
        indexes = ((("week", "low", "branch"), False),)


class WeekTotal(Local):
    """The same of all branches together: the sum over all lanes."""

    lane = peewee.SmallIntegerField()
    week = DayField()
    rated = peewee.IntegerField()
    satisfied = peewee.IntegerField()
    low = peewee.IntegerField()
    cards = peewee.IntegerField()
    paper = peewee.IntegerField()
    cases = peewee.IntegerField()
    help = peewee.IntegerField()
    came = peewee.IntegerField()
    withdrawn = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("week", "lane")
        without_rowid = True


class WeekJudged(Distributed):
    """Whether a branch's satisfaction changed in a whole week, and how much (thousandths of the
    reach of its limits), by the weeks up to it: an answer that is kept until one of them changes,
    and then found again (kiosk/records/reports/changes.py)."""

    branch = peewee.TextField()
    week = DayField()
    change = peewee.TextField()
    size = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "week")
        without_rowid = True
        indexes = ((("week", "change", "size", "branch"), False),)


FIGURES = ("rated", "satisfied", "low", "cards", "paper", "cases", "help", "came", "withdrawn")


class TallyZone(Distributed):
    """The time zone by which a branch's hours were counted. If the hall's zone changes, all of its
    facts are counted again with the next one."""

    branch = peewee.TextField(primary_key=True)
    zone = peewee.TextField()


class Key(NamedTuple):
    """What is counted together within a branch."""

    day: datetime.date
    hour: int
    kind: str
    clerk: str
    mark: str
    giver: str
    entry: str


def add(db: Database, branch: str, zone: str, counted: Iterable[Counted]) -> None:
    """Adds newly counted facts, inside the transaction that stored them. `zone` is the hall's."""
    read = [one for one in counted if one.columns.kind in TALLIED]
    if not read:
        return
    if _zone(db, branch) == zone:
        changes = _changes(db, branch, zone, read)
        _store(db, branch, changes)
        _sum_up(db, branch, changes)
    else:
        _count_in(db, branch, zone)


def recount(db: Database, branch: str, zone: str, days: Iterable[datetime.date]) -> None:
    """Counts these days of a branch again; inside `db.writing()`."""
    if _zone(db, branch) != zone:
        _count_in(db, branch, zone)
        return
    for day in sorted(set(days)):
        of_day = (Tally.branch == branch) & (Tally.day == day)
        before = _stored(db, of_day)
        after = _of_rows(db, branch, zone, ledger.of_day(db, branch, TALLIED, day))
        after.update(archived(db, branch, ArchivedTally.day == day))
        db.run(Tally.delete().where(of_day))
        _store(db, branch, after)
        after.subtract(before)
        _sum_up(db, branch, after)


def _count_in(db: Database, branch: str, zone: str) -> None:
    """Counts a branch by the hours of another zone, or for the first time."""
    before = _stored(db, Tally.branch == branch)
    rebuild(db, branch, zone)
    after = _stored(db, Tally.branch == branch)
    after.subtract(before)
    _sum_up(db, branch, after)


def rebuild(db: Database, branch: str, zone: str) -> None:
    """Counts a branch again from the ledger alone, inside `db.writing()`; `rebuild_sums` follows
    when all of them are."""
    db.run(Tally.delete().where(Tally.branch == branch))
    _store(db, branch, _in_ledger(db, branch, zone))
    db.run(
        TallyZone.insert(branch=branch, zone=zone).on_conflict(
            conflict_target=[TallyZone.branch], preserve=[TallyZone.zone]
        )
    )


def differences(db: Database, branch: str) -> Iterator[str]:
    """Each tally of a branch that is not as its ledger gives it."""
    stored = _stored(db, (Tally.branch == branch) & (Tally.n != 0))
    counted = _in_ledger(db, branch, _zone(db, branch) or DEFAULT_ZONE)
    for key in sorted(stored.keys() | counted.keys()):
        if stored[key] != counted[key]:
            said = " ".join(map(str, key))
            yield f"tally {said}: {stored[key]}, the ledger says {counted[key]}"


def _stored(db: Database, wanted: Any) -> Counter[Key]:
    parts = (getattr(Tally, name) for name in Key._fields)
    query = Tally.select(*parts, Tally.n).where(wanted)
    return Counter({Key(*row[:-1]): row[-1] for row in db.rows(query.tuples())})


ZONE = Prepared(TallyZone.select(TallyZone.zone).where(TallyZone.branch == slot("branch")))


def _zone(db: Database, branch: str) -> str:
    rows = db.tuples(ZONE, branch=branch)
    return str(rows[0][0]) if rows else ""


def counted_branches(db: Database) -> list[str]:
    """Every branch with tallies."""
    return [name for (name,) in db.stored(TallyZone.select(TallyZone.branch))]


def branches(db: Database) -> list[str]:
    """Every branch with facts or tallies, by id."""
    of_facts = Ledger.select(Ledger.branch).distinct()
    return sorted({name for (name,) in db.rows((of_facts | Tally.select(Tally.branch)).tuples())})


def _in_ledger(db: Database, branch: str, zone: str) -> Counter[Key]:
    wanted = (Ledger.branch == branch) & Ledger.kind.in_(TALLIED) & (Ledger.counted == 1)
    found = _of_rows(db, branch, zone, db.stream(Ledger.select().where(wanted)))
    found.update(archived(db, branch))
    return found


def archived(db: Database, branch: str, days: Any = EVERY) -> Counter[Key]:
    """What facts whose rows moved to archive files add to a branch's tallies."""
    columns = (getattr(ArchivedTally, name) for name in Key._fields)
    query = ArchivedTally.select(*columns, ArchivedTally.n).where(ArchivedTally.branch == branch)
    return Counter({Key(*row[:-1]): row[-1] for row in db.rows(query.where(days).tuples())})


def carry(db: Database, branch: str, rows: Iterable[Ledger]) -> None:
    """Keeps what these rows add to the tallies, in the transaction that moves them to a file and
    before they are deleted. Hours stay those of the hall's present zone."""
    counted = (row for row in rows if row.counted and row.kind in TALLIED)
    moved = _of_rows(db, branch, _zone(db, branch) or DEFAULT_ZONE, counted)
    _store(db, branch, moved, _CARRY)


def _of_rows(db: Database, branch: str, zone: str, rows: Iterable[Ledger]) -> Counter[Key]:
    """What these rows add up to, read some at a time."""
    found: Counter[Key] = Counter()
    rows = iter(rows)
    while part := list(itertools.islice(rows, _AT_ONCE)):
        counted = [Counted(_columns(row), bytes(row.body), row.counted_day) for row in part]
        for key, number in _changes(db, branch, zone, counted).items():
            found[key] += number
    return found


def _columns(row: Ledger) -> facts.Columns:
    return facts.Columns(**{name: getattr(row, name) for name in facts.COLUMNS})


def _changes(db: Database, branch: str, zone: str, counted: Sequence[Counted]) -> Counter[Key]:
    voided = [one.columns.subject for one in counted if one.columns.kind == "voided"]
    return changes(counted, _made(db, branch, voided), zone)


def changes(
    counted: Sequence[Counted], made: Mapping[str, Ledger], zone: str = DEFAULT_ZONE
) -> Counter[Key]:
    """What these facts add to each tally. A void takes its fact out of the tally that it was added
    to, and is tallied in the same hour; `made` are the facts that were taken back, by event_id."""
    found: Counter[Key] = Counter()
    for fact in counted:
        columns = fact.columns
        if columns.kind in STAFF:
            for mark, n in staff.marks(columns.kind, columns.mark, fact.body):
                found[Key(fact.day, UNKNOWN_HOUR, columns.kind, "", mark, "", "")] += n
        elif columns.kind != "voided":
            for key in _keys(fact, columns.kind, fact.body, zone):
                found[key] += 1
        elif (row := made.get(columns.subject)) is not None:
            keys = _keys(fact, row.kind, bytes(row.body), zone)
            for key in keys:
                found[key] -= 1
            found[keys[0]._replace(kind="voided")] += 1
    return found


def _keys(fact: Counted, kind: str, body: bytes, zone: str) -> list[Key]:
    """The tallies of a fact of this kind and body; `fact` is the same one, or its void."""
    c = fact.columns
    unknown = c.entry == "paper" or kind == "served"
    hour = UNKNOWN_HOUR if unknown else hour_of(body, zone)
    key = Key(fact.day, hour, kind, c.clerk, c.mark, c.giver, c.entry)
    if kind == "rating" and c.entry == "phone":
        return [key._replace(kind=PHONE)]
    if kind == "rating" and tickets.is_bound(body):
        return [key, key._replace(hour=UNKNOWN_HOUR, kind=BOUND, mark="")]
    return [key]


def _made(db: Database, branch: str, event_ids: Sequence[str]) -> dict[str, Ledger]:
    """The facts that were taken back, the first of several under one id."""
    if not event_ids:
        return {}
    found: dict[str, Ledger] = {}
    for row in ledger.find(db, branch, event_ids):
        if row.counted and row.kind in KINDS:
            found.setdefault(row.event_id, row)
    return found


def _store(
    db: Database, branch: str, changes: Counter[Key], adding: Prepared | None = None
) -> None:
    db.each(
        adding or _ADD,
        (key._asdict() | {"branch": branch, "day": key.day.isoformat(), "n": number}
         for key, number in changes.items()),
    )  # fmt: skip


_ADD = adding(Tally, ("branch", *Key._fields))
_CARRY = adding(ArchivedTally, ("branch", *Key._fields))

# Sums ---------------------------------------------------------------------------------

_IN_TOTAL = ("day", "hour", "kind", "mark", "giver", "entry")
_IN_MONTH = ("branch", "clerk", "month", "kind", "mark", "giver", "entry")
_IN_BRANCH = ("branch", "month", "kind", "mark", "giver", "entry")
_IN_DAY = ("branch", "day", "kind", "mark", "giver", "entry")
_SUMS = (
    (DayTotal, _IN_TOTAL), (ClerkMonth, _IN_MONTH), (BranchMonth, _IN_BRANCH), (BranchDay, _IN_DAY),
)  # fmt: skip
_ADD_TOTAL = adding(DayTotal, (*_IN_TOTAL, "lane"))
_ADD_MONTH = adding(ClerkMonth, _IN_MONTH)
_ADD_BRANCH = adding(BranchMonth, _IN_BRANCH)
_ADD_DAY = adding(BranchDay, _IN_DAY)
_ADD_WEEK = adding(BranchWeek, ("branch", "week"), FIGURES)
_ADD_WEEK_TOTAL = adding(WeekTotal, ("week", "lane"), FIGURES)
_DROP_JUDGED = Prepared(
    WeekJudged.delete().where(
        (WeekJudged.branch == slot("branch")) & (WeekJudged.week >= slot("week"))
    ),
    cached=False,
)


def _sum_up(db: Database, branch: str, changes: Counter[Key]) -> None:
    """Adds changes of a branch's tallies to all sums that they belong to."""
    totals: Counter[tuple[Any, ...]] = Counter()
    months: Counter[tuple[Any, ...]] = Counter()
    of_branch: Counter[tuple[Any, ...]] = Counter()
    of_days: Counter[tuple[Any, ...]] = Counter()
    weeks: dict[datetime.date, Counter[str]] = {}
    for key, number in changes.items():
        day, hour, kind, clerk, *rest = key
        totals[day.isoformat(), hour, kind, *rest] += number
        month = f"{day:%Y-%m}"
        months[branch, clerk, month, kind, *rest] += number
        of_branch[branch, month, kind, *rest] += number
        of_days[branch, day.isoformat(), kind, *rest] += number
        of_week = weeks.setdefault(monday(day), Counter())
        for figure in _figures(key):
            of_week[figure] += number
    figures = [
        {"week": week.isoformat()} | {name: found[name] for name in FIGURES}
        for week, found in weeks.items()
        if any(found.values())
    ]
    db.each(_ADD_MONTH, _named(_IN_MONTH, months))
    db.each(_ADD_BRANCH, _named(_IN_BRANCH, of_branch))
    db.each(_ADD_DAY, _named(_IN_DAY, of_days))
    db.each(_ADD_WEEK, [row | {"branch": branch} for row in figures])
    if rated := [str(row["week"]) for row in figures if row["rated"] or row["satisfied"]]:
        db.each(_DROP_JUDGED, [{"branch": branch, "week": min(rated)}])
    lane = db.take_sums(branch)
    days = _named(_IN_TOTAL, totals)
    db.each(_ADD_TOTAL, [row | {"lane": lane} for row in days])
    db.each(_ADD_WEEK_TOTAL, [row | {"lane": lane} for row in figures])
    regions.add(db, branch, lane, days, figures)


def _named(names: Sequence[str], sums: Counter[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [
        dict(zip(names, parts, strict=True)) | {"n": number}
        for parts, number in sums.items()
        if number
    ]


def _figures(key: Key) -> tuple[str, ...]:
    """The figures of a week that a tally is part of."""
    if key.kind in ("card", "rating", "voided") and key.giver != "customer":
        return ()
    match key.kind:
        case "rating":
            return ("rated", "low" if key.mark in facts.LOW_GRADES else "satisfied")
        case "card":
            return ("cards", "paper") if key.entry == "paper" else ("cards",)
        case "voided":
            return ("withdrawn",) if key.mark in GIVEN else ()
        case "case":
            return ("cases",)
        case "help":
            return ("help",)
        case "help_came":
            return ("came",)
    return ()


def rebuild_sums(db: Database) -> None:
    """Sums all tallies up again; inside `db.writing()`."""
    for model, names in _SUMS:
        groups = [_group(Tally, name) for name in names]
        summed = [*groups, peewee.fn.SUM(Tally.n)]
        fields = [*(getattr(model, name) for name in names), model.n]
        if model is DayTotal:
            summed.append(peewee.Value(0))
            fields.append(model.lane)
        query = Tally.select(*summed).where(Tally.n != 0).group_by(*groups)
        db.run(model.delete())
        db.run(model.insert_from(query, fields))
    of_branch, of_all = _weeks(db)
    weeks = [{"branch": key[0], "week": key[1], **row} for key, row in of_branch.items()]
    db.run(BranchWeek.delete())
    db.run(WeekJudged.delete())
    for start in range(0, len(weeks), _AT_ONCE):
        db.run(BranchWeek.insert_many(weeks[start : start + _AT_ONCE]))
    db.run(WeekTotal.delete())
    if of_all:
        db.run(WeekTotal.insert_many({"lane": 0, "week": w, **row} for w, row in of_all.items()))
    regions.empty(db)


Row = dict[str, int]
"""FIGURES, by name."""


def _weeks(
    db: Database,
) -> tuple[dict[tuple[str, datetime.date], Row], dict[datetime.date, Row]]:
    """The figures of each branch's weeks, and of all branches', by the tallies."""
    groups = [getattr(Tally, name) for name in ("branch", "day", "kind", "mark", "giver", "entry")]
    query = Tally.select(*groups, peewee.fn.SUM(Tally.n)).where(Tally.n != 0).group_by(*groups)
    of_branch: dict[tuple[str, datetime.date], Row] = {}
    of_all: dict[datetime.date, Row] = {}
    for branch, day, kind, mark, giver, entry, number in db.stream(query.tuples()):
        week = monday(day)
        for figure in _figures(Key(day, 0, kind, "", mark, giver, entry)):
            of_branch.setdefault((branch, week), dict.fromkeys(FIGURES, 0))[figure] += number
            of_all.setdefault(week, dict.fromkeys(FIGURES, 0))[figure] += number
    return of_branch, of_all


def sum_differences(db: Database) -> Iterator[tuple[str, str]]:
    """(branch, what) of each sum that is not as the tallies give it."""
    for model, names in _SUMS:
        for branch in _at_a_time(db, model):
            counted, stored = (_sums_in(db, one, names, branch) for one in (Tally, model))
            for parts in sorted(k for k in stored.keys() | counted.keys()
                                if stored.get(k, 0) != counted.get(k, 0)):  # fmt: skip
                at = dict(zip(names, parts, strict=True))
                says = " ".join(map(str, parts))
                yield str(at.get("branch", "")), f"sum {says}: {stored.get(parts, 0)}"
    of_branch, of_all = _weeks(db)
    for row in db.rows(BranchWeek.select()):
        if _figures_of(row) != of_branch.pop((row.branch, row.week), _NOTHING):
            yield row.branch, f"week {row.week} is not as its tallies"
    for branch, week in (key for key, row in of_branch.items() if row != _NOTHING):
        yield branch, f"week {week} has no row"
    for week, found in week_totals(db).items():
        if found != of_all.pop(week, _NOTHING):
            yield "", f"week {week} of all branches is not as its tallies"
    for week in (week for week, row in of_all.items() if row != _NOTHING):
        yield "", f"week {week} of all branches has no row"


_NOTHING = dict.fromkeys(FIGURES, 0)


def _figures_of(row: BranchWeek) -> Row:
    return {name: getattr(row, name) for name in FIGURES}


def _at_a_time(db: Database, model: Any) -> list[str]:
    """The branches of which sums are compared one after another, since all of them together are too
    many rows to hold; '' for all at once."""
    if model is not BranchDay:
        return [""]
    both = (one.select(one.branch).distinct() for one in (BranchDay, Tally))
    return sorted({branch for query in both for (branch,) in db.rows(query.tuples())})


def _sums_in(
    db: Database, model: Any, names: Sequence[str], branch: str
) -> dict[tuple[Any, ...], int]:
    groups = [_group(model, name) for name in names]
    query = model.select(*groups, peewee.fn.SUM(model.n)).where(model.n != 0).group_by(*groups)
    query = query.where(model.branch == branch) if branch else query
    return {row[:-1]: row[-1] for row in db.rows(query.tuples())}


def week_totals(
    db: Database, first: datetime.date = datetime.date.min, last: datetime.date = datetime.date.max
) -> dict[datetime.date, Row]:
    """The figures of all branches together by the Monday of their week; days inclusive."""
    summed = [peewee.fn.SUM(getattr(WeekTotal, name)) for name in FIGURES]
    query = WeekTotal.select(WeekTotal.week, *summed).where(WeekTotal.week.between(first, last))
    rows = db.rows(query.group_by(WeekTotal.week).tuples())
    return {week: dict(zip(FIGURES, map(int, row), strict=True)) for week, *row in rows}


GROUPS = ("branch", "region", *Key._fields, "month")
"""By what tallies can be summed up."""


class Which(TypedDict, total=False):
    """Which tallies are summed up; days inclusive. What is not named is not limited, nor are
    `branches` that are None. `regions` are those that the branches are summed up with; they go with
    neither branches nor clerks."""

    branch: str
    branches: Collection[str] | None
    regions: Sequence[str]
    clerk: str
    clerks: Sequence[str]
    kinds: Sequence[str]
    marks: Sequence[str]
    giver: str
    entry: str
    first: datetime.date
    last: datetime.date


_OF_BRANCH = {"branch", "branches", "clerk", "clerks"}


def sums(db: Database, by: Sequence[str], **which: Unpack[Which]) -> dict[tuple[Any, ...], int]:
    """The sums by any of GROUPS; groups of 0 are left out. Read from the smallest table that has
    them, for some branches at a time. BOUND, PHONE and STAFF are summed only where they are asked
    for."""
    first, *more = list(across.parts(which.pop("branches", None))) or [()]
    found = _sums(db, by, which if first is None else which | Which(branches=first))
    for some in more:
        _add(found, _sums(db, by, which | Which(branches=some)))
    return {key: number for key, number in found.items() if number} if more else found


def _sums(db: Database, by: Sequence[str], which: Which) -> dict[tuple[Any, ...], int]:
    asked = {*by, *which}
    by_day: Any = Tally if asked & {"hour", "clerk", "clerks"} else BranchDay
    by_day = RegionDay if "regions" in which else by_day
    if "regions" not in which and not asked & _OF_BRANCH:
        return _summed(db, DayTotal, by, which)
    if asked & {"day", "hour"}:
        return _summed(db, by_day, by, which)
    model: Any = ClerkMonth if asked & {"clerk", "clerks"} else BranchMonth
    model = RegionMonth if "regions" in which else model
    months, days = _parts(db, which)
    within = months and model.month.in_(_months(*months))
    found = _summed(db, model, by, which, within) if months else {}
    for first, last in days:
        around = which | Which(first=first, last=last)
        each = _each(first, last) if by_day is Tally and not which.keys() & _OF_BRANCH else None
        _add(found, _summed(db, by_day, by, around, each))
    return {key: number for key, number in found.items() if number} if days else found


def _add(found: dict[tuple[Any, ...], int], more: Mapping[tuple[Any, ...], int]) -> None:
    for key, number in more.items():
        found[key] = found.get(key, 0) + number


def _months(first: str, last: str) -> list[str]:
    """Each month from one to another, so that an index leads on from it to branches; between two of
    them it would lead to all."""
    begin, end = (12 * digits(one[:4]) + digits(one[5:]) - 1 for one in (first, last))
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(begin, end + 1)]


def _each(first: datetime.date, last: datetime.date) -> Any:
    """Each of these days, of which there are two months at most, so that the index of days leads on
    from it to kinds; between two of them it would lead to all."""
    number = (last - first).days + 1
    return Tally.day.in_([first + datetime.timedelta(n) for n in range(number)])


def _parts(
    db: Database, which: Which
) -> tuple[tuple[str, str] | None, list[tuple[datetime.date, datetime.date]]]:
    """The first and last whole month among the days asked for, and the days besides. A month of
    which no other day has tallies is whole."""
    days = DayTotal.select(DayTotal.day).tuples()
    oldest, newest = (
        db.first(days.order_by(DayTotal.day)),
        db.first(days.order_by(DayTotal.day.desc())),
    )
    if oldest is None or newest is None:
        return None, []
    first, last = which.get("first", oldest[0]), which.get("last", newest[0])
    return parted(first, last, oldest[0], newest[0])


def _summed(
    db: Database, model: Any, by: Sequence[str], which: Which, wanted: Any = None
) -> dict[tuple[Any, ...], int]:
    if "month" in by and model in _DAILY and (month := _month(which)):
        # the month of each row by itself is a quarter of the database's work (measured)
        at = by.index("month")
        found = _summed(db, model, [*by[:at], *by[at + 1 :]], which, wanted)
        return {(*key[:at], month, *key[at:]): number for key, number in found.items()}
    groups = [_group(model, name) for name in by]
    query = model.select(*groups, peewee.fn.SUM(model.n))
    query = query.where(_wanted(model, which, wanted)).group_by(*groups)
    rows = db.stored(query)
    if "day" not in by:
        return {row[:-1]: int(row[-1]) for row in rows if row[-1]}
    at, day = by.index("day"), datetime.date.fromisoformat
    return {(*row[:at], day(row[at]), *row[at + 1 : -1]): int(row[-1]) for row in rows if row[-1]}


_DAILY = (DayTotal, RegionDay, BranchDay, Tally)


def _month(which: Which) -> str:
    """The month of all days that are asked for, '' if they are of several."""
    first, last = which.get("first"), which.get("last")
    if first is None or last is None or first.isoformat()[:7] != last.isoformat()[:7]:
        return ""
    return first.isoformat()[:7]


def _group(model: Any, name: str) -> Any:
    if name == "month" and model in _DAILY:
        return peewee.fn.SUBSTR(model.day.cast("TEXT"), 1, 7)
    return getattr(model, name)


def _wanted(model: Any, which: Which, days: Any) -> Any:
    wanted: Any = model.kind.in_(which.get("kinds", _READ))
    for name in ("branch", "clerk", "giver", "entry"):
        if (value := which.get(name)) is not None:
            wanted &= getattr(model, name) == value
    lists: tuple[tuple[Collection[str] | None, str], ...] = (
        (which.get("branches"), "branch"),
        (which.get("regions"), "region"),
        (which.get("clerks"), "clerk"),
        (which.get("marks"), "mark"),
    )
    for values, column in lists:
        if values is not None:
            wanted &= among(getattr(model, column), values)
    if model is BranchDay and not which.keys() & {"branch", "branches"}:
        # every branch by its name: in the order of the key
        wanted &= BranchDay.branch.in_(TallyZone.select(TallyZone.branch))
    if days is not None:
        return wanted & days
    if (first := which.get("first")) is not None:
        wanted &= model.day >= first
    if (last := which.get("last")) is not None:
        wanted &= model.day <= last
    return wanted
