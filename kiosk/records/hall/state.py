"""Calls for help as head office counts and lists them: one row for each, with how long it took
until a clerk was on the way, and until one came.

The rows are a cache of the ledger, refreshed in the transaction that stored a fact of it; a test
compares them with the facts.
"""

import datetime
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.paging import Page
from kiosk.ground.queries import gathered, numbers, putting
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.cases.state import CaseNow
from kiosk.records.ledger import event_rows, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.cases import receipts
from kiosk.rules.hall import help as rule
from kiosk.rules.hall.help import Figures
from kiosk.rules.ledger.counting import Counted
from kiosk.vocabulary import facts

_OF_IT = ("help_taken", "help_came")


class HelpNow(Distributed):
    """A call's row; `at` is UTC ms. `taker` is the clerk who was on the way first, `taken_after` so
    many ms after the call; `comer` the one who came first, `came_after` so many; '' and null if
    there was none. `open` is 1 while there is neither."""

    branch = peewee.TextField()
    event_id = peewee.TextField()
    station = peewee.TextField()
    day = DayField()
    at = peewee.BigIntegerField()
    taker = peewee.TextField()
    taken_after = peewee.BigIntegerField(null=True)
    comer = peewee.TextField()
    came_after = peewee.BigIntegerField(null=True)
    open = peewee.SmallIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "event_id")
        indexes = (
            (("branch", "day"), False),
            # all that lists and figures ask for, so that they read no other row
            (("day", "at", "branch", "comer", "taken_after", "came_after"), False),
            (("open", "day"), False),
        )


_PUT = putting(HelpNow)

# Keeping the rows --------------------------------------------------------------------


def refresh(db: Database, branch: str, event_ids: Iterable[str]) -> None:
    """Rebuilds the rows of these calls, inside the transaction that changed their facts."""
    event_rows.put(db, _PUT, branch, event_ids, rows)


def rows(db: Database, branch: str, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """These calls as their rows, without those whose own facts are not here (yet)."""
    names = [name for one in event_ids for name in (one, rule.taken_id(one), rule.came_id(one))]
    found: dict[str, list[Ledger]] = {}
    for made in ledger.find(db, branch, names):
        if made.counted:
            found.setdefault(made.event_id, []).append(made)
    read = (_row(one, found) for one in event_ids if one in found)
    return [values for values in read if values is not None]


def _row(event_id: str, found: dict[str, list[Ledger]]) -> dict[str, Any] | None:
    calls = [one for one in found[event_id] if one.kind == "help"]
    made = ledger.agreed(calls)
    call = None if made is None else ledger.read(made)
    if made is None or not isinstance(call, facts.HelpCalled):
        return None
    taken = _first(found.get(rule.taken_id(event_id), []))
    came = _first(found.get(rule.came_id(event_id), []))
    return {
        "branch": made.branch, "event_id": event_id, "station": ledger.writer(made.station),
        "day": call.day, "at": call.at,
        "taker": taken.clerk if taken else "",
        "taken_after": rule.between(call, taken) if taken else None,
        "comer": came.clerk if came else "",
        "came_after": rule.between(call, came) if came else None,
        "open": 1 if taken is None and came is None else 0,
    }  # fmt: skip


def _first(made: Sequence[Ledger]) -> facts.HelpTaken | facts.HelpCame | None:
    """The earliest answer: two stations of a branch may each have written one."""
    read = [fact for one in made if (fact := ledger.read(one)) is not None]
    said = [one for one in read if isinstance(one, facts.HelpTaken | facts.HelpCame)]
    return min(said, key=lambda one: (one.at, facts.encode(one)), default=None)


def follow(db: Database, branch: str, counted: Iterable[Counted]) -> None:
    """Refreshes the rows of the calls that these facts concern."""
    concerned = (one.columns for one in counted if one.columns.kind in ("help", *_OF_IT))
    refresh(db, branch, sorted({c.subject if c.kind in _OF_IT else c.event_id for c in concerned}))


def rebuild(db: Database) -> None:
    """Rebuilds all rows from the ledger alone; inside `db.writing()`."""
    db.run(HelpNow.delete())
    for branch, event_ids in _made(db).items():
        refresh(db, branch, event_ids)


def _made(db: Database) -> dict[str, list[str]]:
    """The event_ids of all calls, by branch."""
    return event_rows.made(db, Ledger.kind == "help")


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of each call whose row is not what its facts give."""
    for branch, wrong in event_rows.differences(db, HelpNow, _made(db), rows):
        yield branch, f"help {wrong}"


# Reading them ------------------------------------------------------------------------


class Answered(NamedTuple):
    """How the calls of some days were answered: all of them, and those of each branch that had any,
    by id, those with most unanswered ones first."""

    whole: Figures
    by_branch: dict[str, Figures]


def answered(
    db: Database, first: datetime.date, last: datetime.date, branch: str | None = None
) -> Answered:
    """How the calls of these days were answered, both days included: of one branch, or of all."""
    of_each = _times(db, first, last, branch)
    figures = {name: rule.figures(times) for name, times in of_each.items()}
    worst = sorted(figures.items(), key=lambda one: (-one[1].unanswered, one[0]))
    return Answered(rule.figures(itertools.chain.from_iterable(of_each.values())), dict(worst))


def _times(
    db: Database, first: datetime.date, last: datetime.date, branch: str | None
) -> dict[str, list[tuple[int | None, int | None]]]:
    """The ms after which each call was taken, and after which a clerk came, by branch. The
    database collects them: reading a hundred thousand rows one by one takes a second."""
    taken = gathered(HelpNow.taken_after)
    came = gathered(HelpNow.came_after)
    query = HelpNow.select(HelpNow.branch, taken, came).where(_in(first, last, branch))
    rows = db.rows(query.group_by(HelpNow.branch).tuples())
    return {name: list(zip(numbers(one), numbers(other), strict=True)) for name, one, other in rows}


def _in(first: datetime.date, last: datetime.date, branch: str | None) -> Any:
    wanted: Any = HelpNow.day.between(first.isoformat(), last.isoformat())
    return wanted if branch is None else wanted & (HelpNow.branch == branch)


def listed(
    db: Database,
    first: datetime.date,
    last: datetime.date,
    branch: str | None = None,
    page: int = 1,
    unanswered: bool = True,
) -> Page[HelpNow]:
    """A page of the calls of these days, or only of those that no one answered, newest first."""
    return paging.read(db, _newest(first, last, branch, unanswered), page)


def every(
    db: Database, first: datetime.date, last: datetime.date, branch: str | None = None
) -> Iterator[HelpNow]:
    """All calls of these days, newest first."""
    return db.stream(_newest(first, last, branch, unanswered=False))


def _newest(first: datetime.date, last: datetime.date, branch: str | None, unanswered: bool) -> Any:
    wanted = _in(first, last, branch)
    if unanswered:
        wanted &= HelpNow.open == 1
    order = (HelpNow.day.desc(), HelpNow.at.desc(), HelpNow.event_id)
    return HelpNow.select().where(wanted).order_by(*order)


def filed(db: Database, calls: Iterable[HelpNow]) -> dict[str, str]:
    """The ids of the cases that customers had filed for these calls, by the call's event_id."""
    ids = {receipts.event_id(rule.case_key(one.event_id)): one for one in calls}
    wanted = CaseNow.case_id.in_(list(ids)) & CaseNow.branch.in_({o.branch for o in ids.values()})
    known = {case.case_id for case in db.rows(CaseNow.select().where(wanted))} if ids else set()
    return {one.event_id: case_id for case_id, one in ids.items() if case_id in known}


def cases_by_branch(
    db: Database, first: datetime.date, last: datetime.date, branch: str | None = None
) -> dict[str, int]:
    """How many calls of these days were filed as cases, by customers and by clerks, by branch."""
    wanted = (CaseNow.kind == "help") & CaseNow.day.between(first.isoformat(), last.isoformat())
    if branch is not None:
        wanted &= CaseNow.branch == branch
    query = CaseNow.select(CaseNow.branch, peewee.fn.COUNT(CaseNow.case_id)).where(wanted)
    return dict(db.rows(query.group_by(CaseNow.branch).tuples()))
