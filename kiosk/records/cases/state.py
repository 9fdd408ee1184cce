"""The state of cases: each is folded from its facts and has one row.

The rows are a cache of the ledger, rebuilt for a case in the transaction that stored a fact of it;
a test compares them with the facts.

Over the line limit: the table's indexes are listed with it.
"""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared, putting, slot, stored
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Entry
from kiosk.records.publishing import policies
from kiosk.rules.cases import folding, numbering, publicity, urgency
from kiosk.rules.cases.case import Case
from kiosk.rules.ledger.counting import Counted
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Policy
from kiosk.vocabulary.facts import AnyStep, CaseOpened
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import OWN_OFFICE


class CaseNow(Distributed):
    """A case's row, for lists. `must_by` is null once the case is closed, `replied_at` (UTC ms) and
    `on_time` until it is answered, `objected_by` unless an objection waits for a ruling; `contact`
    is the digest of contact details while there are any, `sealed_for` the fingerprint of the key
    that the office last resealed them for; `begun_on` the day of the opening or the last reopening;
    `erase_by` null unless a request to erase the details waits for head office. `number` is how
    people speak of the case, `topics` its codes between commas, `words` the customer's text,
    `rating` the event_id of the low rating that it explains, '' for none; `public` is 1 if everyone
    can read the words and their answer."""

    branch = peewee.TextField()
    case_id = peewee.TextField()
    kind = peewee.TextField()
    state = peewee.TextField()
    must = peewee.TextField()
    must_by = DayField(null=True)
    worker = peewee.TextField()
    responsible = peewee.TextField()
    about = peewee.TextField()
    day = DayField()
    at = peewee.BigIntegerField()
    special = peewee.SmallIntegerField()
    extended = peewee.SmallIntegerField()
    replied_at = peewee.BigIntegerField(null=True)
    on_time = peewee.SmallIntegerField(null=True)
    closed_on = DayField(null=True)
    reopened = peewee.SmallIntegerField()
    objected_by = DayField(null=True)
    cause = peewee.TextField()
    level = peewee.TextField()
    contact = peewee.TextField()
    sealed_for = peewee.TextField()
    begun_on = DayField()
    erase_by = DayField(null=True)
    number = peewee.TextField()
    urgent = peewee.SmallIntegerField()
    entry = peewee.TextField()
    topics = peewee.TextField()
    words = peewee.TextField()
    rating = peewee.TextField()
    public = peewee.SmallIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "case_id")
        indexes = (
            (("branch", "state", "must_by"), False),
            (("must_by", "branch"), False),
            (("objected_by",), False),
            (("erase_by",), False),
            (("branch", "number"), False),
            (("branch", "rating"), False),
            (("day", "at", "about"), False),
            (("must", "must_by"), False),
            (("branch", "public", "closed_on"), False),
        )


EXTENDED = CaseNow.extended > peewee.SQL("0")
"""The condition that a case was extended. Few are, and the open ones have an index of their own."""
CaseNow.add_index(CaseNow.index(CaseNow.must_by, where=EXTENDED, name="case_now_extended"))
CaseNow.add_index(
    CaseNow.index(
        *(CaseNow.day, CaseNow.branch, CaseNow.on_time, CaseNow.must_by, CaseNow.at),
        *(CaseNow.replied_at, CaseNow.kind, CaseNow.cause, CaseNow.level, CaseNow.special),
        *(CaseNow.extended, CaseNow.reopened),
        name="case_now_figures",
    )
)
"""Holds all that figures of cases ask for, so that they read no row."""
NOT_ON_TIME = (CaseNow.on_time == peewee.SQL("0")) | CaseNow.on_time.is_null()
"""The condition that a case was answered late, or is not answered. Few are, and they have an index
of their own."""
CaseNow.add_index(
    CaseNow.index(
        *(CaseNow.day, CaseNow.branch, CaseNow.on_time, CaseNow.must_by),
        where=NOT_ON_TIME,
        name="case_now_not_on_time",
    )
)


_OF_CASE = (
    (Ledger.branch == slot("branch"))
    & (Ledger.subject == slot("case_id"))
    & Ledger.kind.in_(facts.STEPS)
    & (Ledger.counted == 1)
)
_STEPS = Prepared(Ledger.select().where(_OF_CASE))
_PUT = putting(CaseNow)
_NUMBER = Prepared(Ledger.select(peewee.fn.COUNT(Ledger.seq)).where(_OF_CASE))


def find(db: Database, branch: str, case_id: str) -> Case:
    """A case, folded from its facts; raises Refusal `no_case`."""
    case = fold(db, branch, case_id)
    if case is None:
        raise Refusal("no_case", case_id[:40])
    return case


def current(db: Database, case: Case) -> Case:
    """The same case, with the steps taken since it was folded."""
    opened = case.opened
    ((number,),) = db.tuples(_NUMBER, branch=opened.branch, case_id=opened.event_id)
    return case if number == case.seen - 1 else find(db, opened.branch, opened.event_id)


def open_with(db: Database, entry: Entry, opening: CaseOpened) -> None:
    """Appends the opening of a case and stores its row."""
    entry.append(opening)
    refresh(db, opening.branch, [opening.event_id])


def step(db: Database, entry: Entry, case: Case, taken: AnyStep) -> Case:
    """Appends a step and refreshes the case's row; returns the case after it."""
    entry.append(taken)
    opened = case.opened
    following = folding.after(case, taken) or find(db, opened.branch, opened.event_id)
    _store(db, following)
    return following


def fold(
    db: Database, branch: str, case_id: str, last: datetime.date = datetime.date.max
) -> Case | None:
    """A case from its facts that count for days up to `last`, None if its opening is not among
    them, or not here (yet)."""
    rows = ledger.find(db, branch, [case_id])
    read = [ledger.read(row) for row in rows if row.counted and row.counted_day <= last]
    openings = [fact for fact in read if isinstance(fact, CaseOpened)]
    if not openings:
        return None
    steps = [
        (step, ledger.is_office(row.station))
        for row in db.ask(_STEPS, branch=branch, case_id=case_id)
        if row.counted_day <= last and isinstance(step := ledger.read(row), facts.CaseStep)
    ]

    def policy(day: datetime.date) -> Policy:
        return policies.of_day(db, day)

    if len(openings) == 1:
        return folding.fold(openings[0], steps, policy)
    # Of several openings under one id, every machine takes the same one and shows them all.
    first, *twins = sorted({facts.encode(one): one for one in openings}.items())
    return folding.fold(first[1], steps, policy)._replace(twins=tuple(one for _, one in twins))


def by_hall(db: Database, case: Case) -> frozenset[str]:
    """The event_ids of the steps that a hall took as its own office, before it had one."""
    opened = case.opened
    rows = db.ask(_STEPS, branch=opened.branch, case_id=opened.event_id)
    return frozenset(row.event_id for row in rows if row.station.startswith(OWN_OFFICE))


def refresh(db: Database, branch: str, case_ids: Iterable[str]) -> None:
    """Rebuilds the rows of these cases, inside the transaction that changed their facts."""
    for case_id in case_ids:
        case = fold(db, branch, case_id)
        if case is not None:
            _store(db, case)


def _store(db: Database, case: Case) -> None:
    db.tuples(_PUT, **stored(row(case)))


def row(case: Case) -> dict[str, Any]:
    """A case as its row in `CaseNow`."""
    opened = case.opened
    return {
        "branch": opened.branch, "case_id": opened.event_id, "kind": opened.mark,
        "state": case.state, "must": case.must, "must_by": case.must_by,
        "worker": case.worker, "responsible": case.responsible, "about": opened.clerk,
        "day": opened.day, "at": opened.at, "special": int(case.special),
        "extended": case.extended, "replied_at": case.replied_at,
        "on_time": None if case.on_time is None else int(case.on_time),
        "closed_on": case.closed_on, "reopened": case.reopened,
        "objected_by": case.objected_by, "cause": case.cause,
        "level": case.level, "contact": "" if case.contact_gone else opened.contact,
        "sealed_for": case.sealed_for, "begun_on": case.begun_on, "erase_by": case.erase_by,
        "number": numbering.number(opened.day, opened.event_id),
        "urgent": 1 if urgency.is_urgent(opened.urgent, opened.text) else 0,
        "entry": opened.entry, "topics": ",".join(opened.topics), "words": opened.text,
        "rating": opened.about if opened.origin == "rating" else "",
        "public": 1 if publicity.can_show(case) else 0,
    }  # fmt: skip


def touched(columns: Iterable[facts.Columns]) -> list[str]:
    """The ids of the cases that these facts concern."""
    return sorted(
        {c.event_id if c.kind == "case" else c.subject for c in columns
         if c.kind == "case" or c.kind in facts.STEPS}
    )  # fmt: skip


def follow(db: Database, branch: str, counted: Iterable[Counted]) -> None:
    """Refreshes the rows of the cases that these facts concern."""
    refresh(db, branch, touched(one.columns for one in counted))


def rebuild(db: Database) -> None:
    """Rebuilds the rows of all cases from the ledger alone; inside `db.writing()`."""
    db.run(CaseNow.delete())
    for branch, case_id in _opened(db):
        refresh(db, branch, [case_id])


def _opened(db: Database) -> list[tuple[str, str]]:
    opened = Ledger.select(Ledger.branch, Ledger.event_id).where(Ledger.kind == "case")
    return db.rows(opened.distinct().tuples())


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of each case whose row is not what its facts give."""
    stored = {
        (row.branch, row.case_id)
        for row in db.rows(CaseNow.select(CaseNow.branch, CaseNow.case_id))
    }
    for branch, case_id in _opened(db):
        case = fold(db, branch, case_id)
        found = db.first(
            CaseNow.select().where((CaseNow.branch == branch) & (CaseNow.case_id == case_id))
        )
        stored.discard((branch, case_id))
        if (case is None) != (found is None):
            yield branch, f"case {case_id} {'has a row but no facts' if found else 'has no row'}"
        elif case is not None and found is not None:
            wrong = [name for name, value in row(case).items() if getattr(found, name) != value]
            if wrong:
                yield branch, f"case {case_id}: {', '.join(wrong)}"
    for branch, case_id in sorted(stored):
        yield branch, f"case {case_id} has a row but no facts"
