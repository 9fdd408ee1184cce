"""Cases as they stand: each folded from its facts, one row a case.

The rows are a cache of the ledger, made anew for a case in the transaction
that stored a fact of it; a test holds them equal to the facts.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
import peewee

from kiosk import facts
from kiosk.db import Database, DayField, Distributed, Prepared, slot
from kiosk.facts import CaseOpened
from kiosk.records import ledger
from kiosk.records.ledger import Ledger
from kiosk.refusals import Refusal
from kiosk.rules import cases as rule
from kiosk.rules.answering import Answering, summed
from kiosk.rules.cases import Case
from kiosk.wire import OWN_OFFICE

OFFICE = "office"
LAST_MS = 2**53
"""No moment lies behind it; a database could not keep it."""


class CaseNow(Distributed):
    """What a list of cases asks for. `must_by` is null once the case is closed,
    `replied_at` (UTC ms) and `on_time` until it is answered; `contact` is the
    digest of contact details while there are any, `sealed_for` the key that
    the office last sealed them for."""

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
    cause = peewee.TextField()
    level = peewee.TextField()
    contact = peewee.TextField()
    sealed_for = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "case_id")
        indexes = ((("branch", "state", "must_by"), False), (("state", "must_by"), False))


def is_office(station: str) -> bool:
    """Whether a chain is the office's own: no key's fingerprint reads so."""
    return station == OFFICE or station.startswith(OWN_OFFICE)


_STEPS = Prepared(
    Ledger.select().where(
        (Ledger.branch == slot("branch"))
        & (Ledger.subject == slot("case_id"))
        & Ledger.kind.in_(facts.STEPS)
        & (Ledger.counted == 1)
    )
)


def find(db: Database, branch: str, case_id: str) -> Case:
    """A case, folded from its facts; raises Refusal `no_case`."""
    case = _fold(db, branch, case_id)
    if case is None:
        raise Refusal("no_case", case_id[:40])
    return case


def _fold(db: Database, branch: str, case_id: str) -> Case | None:
    rows = ledger.find(db, branch, [case_id])
    told = [_read(row) for row in rows if row.counted]
    openings = [fact for fact in told if isinstance(fact, CaseOpened)]
    if not openings:
        return None
    steps = [
        (step, is_office(row.station))
        for row in db.ask(_STEPS, branch=branch, case_id=case_id)
        if isinstance(step := _read(row), facts.CaseStep)
    ]
    # should two ever be told under one id, both machines must take the same
    return rule.fold(min(openings, key=facts.encode), steps)


def _read(row: Ledger) -> facts.AnyFact | None:
    """A row's fact; None for one that makes no sense, so that it blocks nothing."""
    try:
        fact = facts.decode(bytes(row.body))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return fact if 0 <= fact.at < LAST_MS else None


def gone(db: Database, branch: str, case_id: str) -> str:
    """The digest of contact details that a case no longer has, else ''."""
    case = _fold(db, branch, case_id)
    return case.opened.contact if case is not None and case.contact_gone else ""


def refresh(db: Database, branch: str, case_ids: Iterable[str]) -> None:
    """Makes the rows of these cases anew; inside the transaction that changed
    their facts."""
    for case_id in case_ids:
        case = _fold(db, branch, case_id)
        if case is not None:
            fields = CaseNow._meta.fields
            db.run(
                CaseNow.insert(row(case)).on_conflict(
                    conflict_target=[CaseNow.branch, CaseNow.case_id],
                    preserve=[field for name, field in fields.items() if name != "case_id"],
                )
            )


def row(case: Case) -> dict[str, Any]:
    """A case as the row that lists it."""
    opened = case.opened
    return {
        "branch": opened.branch, "case_id": opened.event_id, "kind": opened.mark,
        "state": case.state, "must": case.must, "must_by": case.must_by,
        "worker": case.worker, "responsible": case.responsible, "about": opened.clerk,
        "day": opened.day, "at": opened.at, "special": int(case.special),
        "extended": case.extended, "replied_at": case.replied_at,
        "on_time": None if case.on_time is None else int(case.on_time),
        "closed_on": case.closed_on, "reopened": case.reopened, "cause": case.cause,
        "level": case.level, "contact": "" if case.contact_gone else opened.contact,
        "sealed_for": case.sealed_for,
    }  # fmt: skip


def touched(columns: Iterable[facts.Columns]) -> list[str]:
    """The cases that these facts speak of."""
    return sorted(
        {c.event_id if c.kind == "case" else c.subject for c in columns
         if c.kind == "case" or c.kind in facts.STEPS}
    )  # fmt: skip


def refresh_all(db: Database) -> None:
    """Makes all rows anew, from the ledger alone."""
    with db.writing():
        db.run(CaseNow.delete())
        opened = Ledger.select(Ledger.branch, Ledger.event_id).where(Ledger.kind == "case")
        for branch, case_id in db.rows(opened.distinct().tuples()):
            refresh(db, branch, [case_id])


def listed(
    db: Database,
    *,
    branch: str | None = None,
    states: Sequence[str] = (),
    kind: str = "",
    clerk: str = "",
    late: datetime.date | None = None,
    limit: int = 200,
) -> list[CaseNow]:
    """Cases in the order of their dates, closed ones last.

    `clerk` names whoever has the work or the responsibility; `late` lists only
    those whose date lies before that day.
    """
    wanted = CaseNow.branch == branch if branch is not None else CaseNow.branch != ""
    if states:
        wanted &= CaseNow.state.in_(states)
    if kind:
        wanted &= CaseNow.kind == kind
    if clerk:
        wanted &= (CaseNow.worker == clerk) | (CaseNow.responsible == clerk)
    if late is not None:
        wanted &= CaseNow.must_by < late
    ordered = CaseNow.must_by.asc(nulls="last")
    query = CaseNow.select().where(wanted).order_by(ordered, CaseNow.day.desc(), CaseNow.case_id)
    return db.rows(query.limit(limit))


class Counts(NamedTuple):
    """What a badge says: cases that nobody has accepted, and whose day is
    over or today."""

    new: int
    late: int
    today: int


def counts(db: Database, branch: str, clerk: str, day: datetime.date) -> Counts:
    """Open cases of a branch, or of the clerk who has them ('' for all)."""
    wanted = (CaseNow.branch == branch) & CaseNow.must_by.is_null(False)
    if clerk:
        wanted &= (CaseNow.worker == clerk) & (CaseNow.state == "accepted")
    summed_up = [
        peewee.fn.SUM(peewee.Case(None, [(what, 1)], 0))
        for what in (CaseNow.state == "opened", CaseNow.must_by < day, CaseNow.must_by == day)
    ]
    (row,) = db.rows(CaseNow.select(*summed_up).where(wanted).tuples())
    return Counts(*(int(n or 0) for n in row))


def about(db: Database, branch: str, clerk: str) -> list[CaseNow]:
    """Answered cases about a clerk, who may read and object to them."""
    wanted = (CaseNow.branch == branch) & (CaseNow.about == clerk)
    wanted &= CaseNow.state.in_(("replied", "disputed", "closed"))
    return db.rows(CaseNow.select().where(wanted).order_by(CaseNow.day.desc()).limit(20))


GROUPS: dict[str, Any] = {
    "branch": CaseNow.branch,
    "kind": CaseNow.kind,
    "class": peewee.Case(None, [(CaseNow.special == 1, "special")], "general"),
    "cause": CaseNow.cause,
    "level": CaseNow.level,
}
"""What answers are summed up by."""


def answering(
    db: Database, by: str, first: datetime.date, last: datetime.date
) -> dict[str, Answering]:
    """How long the answers to cases opened in these days took, days inclusive,
    by one of GROUPS; with '' all under ''."""
    group = GROUPS.get(by, peewee.Value(""))
    rows = db.rows(
        CaseNow.select(group, CaseNow.at, CaseNow.replied_at, CaseNow.on_time)
        .where((CaseNow.day >= first) & (CaseNow.day <= last))
        .tuples()
    )
    told: dict[str, list[tuple[int | None, bool | None]]] = {}
    for name, at, replied_at, on_time in rows:
        ms = None if replied_at is None else replied_at - at
        told.setdefault(name, []).append((ms, None if on_time is None else bool(on_time)))
    return {name: summed(cases) for name, cases in told.items()}
