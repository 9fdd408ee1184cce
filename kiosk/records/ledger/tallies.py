"""Tallies: how much feedback there is by branch, day, hour, clerk and mark, so that no page counts
the ledger.

They are added to in the transaction that stores a counted fact, and recounted for the days that a
correction touches. A test and `verify` hold them equal to the ledger.
"""

import datetime
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypedDict, Unpack

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.ledger.counting import Counted
from kiosk.rules.ledger.time import UNKNOWN_HOUR, hour_of
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import DEFAULT_ZONE

KINDS = ("card", "rating", "case", "help", "praise_entered", "box_opened")
"""What is tallied, without what was taken back; that is tallied as "voided"."""
_READ = (*KINDS, "voided")
_AT_ONCE = 1_000


class Tally(Distributed):
    """`n` counted facts. `hour` is the hall's local hour, 0 to 23, or UNKNOWN_HOUR for paper."""

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
        indexes = ((("day", "kind", "mark", "n"), False),)


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
    read = [one for one in counted if one.columns.kind in _READ]
    if not read:
        return
    if _zone(db, branch) == zone:
        _store(db, branch, _changes(db, branch, zone, read))
    else:
        rebuild(db, branch, zone)


def recount(db: Database, branch: str, zone: str, days: Iterable[datetime.date]) -> None:
    """Counts these days of a branch again; inside `db.writing()`."""
    if _zone(db, branch) != zone:
        rebuild(db, branch, zone)
        return
    for day in sorted(set(days)):
        rows = ledger.of_day(db, branch, _READ, day)
        db.run(Tally.delete().where((Tally.branch == branch) & (Tally.day == day)))
        _store(db, branch, _of_rows(db, branch, zone, rows))


def rebuild(db: Database, branch: str, zone: str) -> None:
    """Counts a branch again from the ledger alone; inside `db.writing()`."""
    db.run(Tally.delete().where(Tally.branch == branch))
    _store(db, branch, _in_ledger(db, branch, zone))
    db.run(
        TallyZone.insert(branch=branch, zone=zone).on_conflict(
            conflict_target=[TallyZone.branch], preserve=[TallyZone.zone]
        )
    )


def differences(db: Database, branch: str) -> Iterator[str]:
    """Each tally of a branch that is not as its ledger gives it."""
    parts = (getattr(Tally, name) for name in Key._fields)
    query = Tally.select(*parts, Tally.n).where((Tally.branch == branch) & (Tally.n != 0))
    stored = {Key(*row[:-1]): row[-1] for row in db.rows(query.tuples())}
    counted = _in_ledger(db, branch, _zone(db, branch) or DEFAULT_ZONE)
    for key in sorted(stored.keys() | counted.keys()):
        if stored.get(key, 0) != counted[key]:
            said = " ".join(map(str, key))
            yield f"tally {said}: {stored.get(key, 0)}, the ledger says {counted[key]}"


_ZONE = Prepared(TallyZone.select(TallyZone.zone).where(TallyZone.branch == slot("branch")))


def _zone(db: Database, branch: str) -> str:
    rows = db.tuples(_ZONE, branch=branch)
    return str(rows[0][0]) if rows else ""


def branches(db: Database) -> list[str]:
    """Every branch with facts or tallies, by id."""
    of_facts = Ledger.select(Ledger.branch).distinct()
    return sorted({name for (name,) in db.rows((of_facts | Tally.select(Tally.branch)).tuples())})


def _in_ledger(db: Database, branch: str, zone: str) -> Counter[Key]:
    wanted = (Ledger.branch == branch) & Ledger.kind.in_(_READ) & (Ledger.counted == 1)
    return _of_rows(db, branch, zone, db.stream(Ledger.select().where(wanted)))


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
    """What these facts add to each tally. A void takes its fact out of the tally that it was added
    to, and is tallied in the same hour."""
    found: Counter[Key] = Counter()
    voided = [one.columns.subject for one in counted if one.columns.kind == "voided"]
    made = _made(db, branch, voided)
    for fact in counted:
        columns = fact.columns
        if columns.kind != "voided":
            hour = UNKNOWN_HOUR if columns.entry == "paper" else hour_of(fact.body, zone)
            found[_key(fact, columns.kind, hour)] += 1
        elif (row := made.get(columns.subject)) is not None:
            hour = hour_of(bytes(row.body), zone)
            found[_key(fact, row.kind, hour)] -= 1
            found[_key(fact, "voided", hour)] += 1
    return found


def _made(db: Database, branch: str, event_ids: Sequence[str]) -> dict[str, Ledger]:
    """The facts that were taken back, the first of several under one id."""
    if not event_ids:
        return {}
    found: dict[str, Ledger] = {}
    for row in ledger.find(db, branch, event_ids):
        if row.counted and row.kind in KINDS:
            found.setdefault(row.event_id, row)
    return found


def _key(fact: Counted, kind: str, hour: int) -> Key:
    c = fact.columns
    return Key(fact.day, hour, kind, c.clerk, c.mark, c.giver, c.entry)


def _store(db: Database, branch: str, changes: Counter[Key]) -> None:
    for key, number in changes.items():
        named = key._asdict() | {"branch": branch, "day": key.day.isoformat(), "n": number}
        db.tuples(_ADD, **named)


_ADD = Prepared(
    Tally.insert(
        **{name: slot(name) for name in ("branch", *Key._fields, "n")},
    ).on_conflict(
        conflict_target=[getattr(Tally, name) for name in ("branch", *Key._fields)],
        update={Tally.n: Tally.n + peewee.EXCLUDED.n},
    ),
    cached=False,
)


GROUPS: dict[str, Any] = {name: getattr(Tally, name) for name in ("branch", *Key._fields)} | {
    "month": peewee.fn.SUBSTR(Tally.day.cast("TEXT"), 1, 7)
}
"""By what tallies can be summed up."""


class Which(TypedDict, total=False):
    """Which tallies are summed up; days inclusive. What is not named is not limited."""

    branch: str
    clerk: str
    kinds: Sequence[str]
    marks: Sequence[str]
    giver: str
    entry: str
    first: datetime.date
    last: datetime.date


def sums(db: Database, by: Sequence[str], **which: Unpack[Which]) -> dict[tuple[Any, ...], int]:
    """The sums by any of GROUPS; groups of 0 are left out."""
    groups = [GROUPS[name] for name in by]
    total = peewee.fn.SUM(Tally.n)
    query = Tally.select(*groups, total).where(_wanted(which)).group_by(*groups)
    return {tuple(row[:-1]): int(row[-1]) for row in db.rows(query.tuples()) if row[-1]}


def _wanted(which: Which) -> Any:
    wanted: Any = Tally.kind.in_(which.get("kinds", _READ))
    for name in ("branch", "clerk", "giver", "entry"):
        if (value := which.get(name)) is not None:
            wanted &= getattr(Tally, name) == value
    if (marks := which.get("marks")) is not None:
        wanted &= Tally.mark.in_(marks)
    if (first := which.get("first")) is not None:
        wanted &= Tally.day >= first
    if (last := which.get("last")) is not None:
        wanted &= Tally.day <= last
    return wanted
