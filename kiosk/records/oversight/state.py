"""One row for each flag, and one for each fact in it.

The rows are a cache of the ledger, refreshed in the transaction that stored a fact of it; a test
compares them with the facts. A flag changes no fact that it names.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared, among, putting, slot, stored
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.ledger import event_rows, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.ledger.counting import Counted
from kiosk.rules.ledger.undo import void_id
from kiosk.vocabulary.facts import FlagGrown, FlagHandled, FlagRaised

_STEPS = ("flag_grown", "flag_handled")
_GIVEN = ("card", "rating", "voided")
OPEN = "open"
QUESTIONED = (OPEN, "upheld")
"""States of flags whose facts the second count leaves out."""


class FlagNow(Distributed):
    """A flag as it is now (kiosk/vocabulary/facts/feedback.py). `size` is how many facts it names;
    `state` is OPEN or the last finding, by whom and when (UTC ms); `closed` is 0 while it is
    open. `at` is when it was raised (UTC ms)."""

    branch = peewee.TextField()
    event_id = peewee.TextField()
    kind = peewee.TextField()
    clerk = peewee.TextField()
    other = peewee.TextField()
    first = DayField()
    last = DayField()
    seen = peewee.BigIntegerField()
    among = peewee.BigIntegerField()
    usual = peewee.BigIntegerField()
    back = peewee.BigIntegerField()
    from_minute = peewee.BigIntegerField()
    to_minute = peewee.BigIntegerField()
    size = peewee.IntegerField()
    state = peewee.TextField()
    closed = peewee.SmallIntegerField()
    at = peewee.BigIntegerField()
    handled_by = peewee.TextField()
    handled_at = peewee.BigIntegerField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("branch", "event_id")
        indexes = ((("closed", "at"), False),)


class FlaggedFact(Distributed):
    """A fact in a flag: whose it is, of which day and moment (UTC ms). `questioned` is 1 if it is a
    customer's, it counts, and the flag is open or was upheld. A fact that is not here (yet) has no
    clerk."""

    branch = peewee.TextField()
    flag = peewee.TextField()
    event_id = peewee.TextField()
    day = DayField()
    at = peewee.BigIntegerField()
    clerk = peewee.TextField()
    mark = peewee.TextField()
    questioned = peewee.SmallIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "flag", "event_id")
        indexes = (
            (("branch", "event_id"), False),
            (("questioned", "day", "branch", "clerk", "mark", "event_id"), False),
        )


class Flag(NamedTuple):
    """A flag as its facts say it: how it was raised, how it went on, and what was found out, oldest
    first."""

    raised: FlagRaised
    grown: list[FlagGrown]
    handled: list[FlagHandled]

    @property
    def state(self) -> str:
        return self.handled[-1].mark if self.handled else OPEN

    @property
    def events(self) -> list[str]:
        """The event_ids of all facts that it names, once each."""
        named = (*self.raised.events, *(one for step in self.grown for one in step.events))
        return list(dict.fromkeys(named))


_PUT = putting(FlagNow)
_PUT_FACT = putting(FlaggedFact)


def read(db: Database, branch: str, event_ids: Sequence[str]) -> dict[str, Flag]:
    """These flags of a branch by event_id, without those whose own facts are not here (yet). Head
    office alone raises and handles flags."""
    found: dict[str, list[Ledger]] = {}
    for row in ledger.find(db, branch, event_ids):
        if row.counted and row.kind == "flag_raised" and ledger.is_office(row.station):
            found.setdefault(row.event_id, []).append(row)
    flags: dict[str, Flag] = {}
    for event_id, same in found.items():
        raised = ledger.agreed(same)
        fact = None if raised is None else ledger.read(raised)
        if isinstance(fact, FlagRaised):
            flags[event_id] = Flag(fact, [], [])
    wanted = (Ledger.branch == branch) & among(Ledger.subject, list(flags))
    wanted &= Ledger.kind.in_(_STEPS) & (Ledger.counted == 1)
    steps: dict[str, list[Ledger]] = {}
    for row in db.rows(Ledger.select().where(wanted)) if flags else ():
        if ledger.is_office(row.station):
            steps.setdefault(row.event_id, []).append(row)
    once = filter(None, map(ledger.agreed, steps.values()))
    for step in map(ledger.read, once):
        if isinstance(step, FlagGrown):
            flags[step.subject].grown.append(step)
        elif isinstance(step, FlagHandled):
            flags[step.subject].handled.append(step)
    for flag in flags.values():
        flag.grown.sort(key=lambda one: (one.at, one.last, one.event_id))
        flag.handled.sort(key=lambda one: (one.at, one.event_id))
    return flags


def refresh(db: Database, branch: str, event_ids: Iterable[str]) -> None:
    """Rebuilds the rows of these flags, inside the transaction that changed their facts."""
    ids = sorted(set(event_ids))
    event_rows.put(db, _PUT, branch, ids, rows)
    for one in ids:
        db.run(
            FlaggedFact.delete().where((FlaggedFact.branch == branch) & (FlaggedFact.flag == one))
        )
    db.each(_PUT_FACT, (stored(one) for one in _facts(db, branch, ids)))


def rows(db: Database, branch: str, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """These flags as their rows."""
    found = read(db, branch, event_ids)
    return [_row(found[one]) for one in event_ids if one in found]


def _row(flag: Flag) -> dict[str, Any]:
    raised = flag.raised
    now = flag.grown[-1] if flag.grown else raised
    done = flag.handled[-1] if flag.handled else None
    return {
        "branch": raised.branch, "event_id": raised.event_id, "kind": raised.mark,
        "clerk": raised.about, "other": raised.other, "first": raised.first,
        "last": max(raised.last, now.last), "seen": now.seen, "among": now.among,
        "usual": now.usual, "back": now.back, "from_minute": raised.from_minute,
        "to_minute": raised.to_minute, "size": len(flag.events), "state": flag.state,
        "closed": 1 if done else 0, "at": raised.at, "handled_by": done.by if done else "",
        "handled_at": done.at if done else None,
    }  # fmt: skip


def _facts(db: Database, branch: str, event_ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of the facts in these flags."""
    flags = read(db, branch, event_ids)
    events = sorted({one for flag in flags.values() for one in flag.events})
    found: dict[str, list[Ledger]] = {}
    for row in ledger.find(db, branch, [name for one in events for name in (one, void_id(one))]):
        if row.counted and row.kind in _GIVEN:
            found.setdefault(row.event_id, []).append(row)
    for event_id, flag in flags.items():
        asked = flag.state in QUESTIONED
        for one in flag.events:
            fact = ledger.agreed(found.get(one, []))
            said = None if fact is None else ledger.read(fact)
            counts = fact is not None and fact.giver == "customer" and void_id(one) not in found
            yield {
                "branch": branch, "flag": event_id, "event_id": one,
                "day": fact.counted_day if fact else flag.raised.first,
                "at": said.at if said else 0,
                "clerk": fact.clerk if fact else "", "mark": fact.mark if fact else "",
                "questioned": 1 if asked and counts else 0,
            }  # fmt: skip


def follow(db: Database, branch: str, counted: Iterable[Counted]) -> None:
    """Refreshes the flags that these facts are of, or that name them."""
    ids, given = set[str](), set[str]()
    for one in counted:
        c = one.columns
        if c.kind == "flag_raised":
            ids.add(c.event_id)
        elif c.kind in _STEPS:
            ids.add(c.subject)
        elif c.kind in _GIVEN:
            given.add(c.subject if c.kind == "voided" else c.event_id)
    if given:
        ids |= naming(db, branch, given)
    if ids:
        refresh(db, branch, ids)


ANY_FLAG = Prepared(
    FlagNow.select(FlagNow.event_id).where(FlagNow.branch == slot("branch")).limit(1)
)


def naming(db: Database, branch: str, events: Iterable[str]) -> set[str]:
    """The flags of a branch that name one of these facts."""
    if not db.tuples(ANY_FLAG, branch=branch):
        return set()
    wanted = (FlaggedFact.branch == branch) & among(FlaggedFact.event_id, sorted(events))
    return {one for (one,) in db.rows(FlaggedFact.select(FlaggedFact.flag).where(wanted).tuples())}


def rebuild(db: Database) -> None:
    """Rebuilds all rows from the ledger alone; inside `db.writing()`."""
    db.run(FlagNow.delete())
    db.run(FlaggedFact.delete())
    for branch, event_ids in _made(db).items():
        refresh(db, branch, event_ids)


def _made(db: Database) -> dict[str, list[str]]:
    return event_rows.made(db, Ledger.kind == "flag_raised")


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of each row that is not what its facts give."""
    made = _made(db)
    for branch, wrong in event_rows.differences(db, FlagNow, made, rows):
        yield branch, f"flag {wrong}"
    held_in = db.rows(FlaggedFact.select(FlaggedFact.branch).distinct().tuples())
    for branch in sorted({one for (one,) in held_in} | made.keys()):
        held = FlaggedFact.select().where(FlaggedFact.branch == branch)
        stored_rows = {(o.flag, o.event_id): o.__data__ for o in db.rows(held)}
        given = {(o["flag"], o["event_id"]): o for o in _facts(db, branch, made.get(branch, []))}
        for key in sorted(stored_rows.keys() | given.keys()):
            if stored_rows.get(key) != given.get(key):
                yield branch, f"fact {key[1]} in flag {key[0]}"
