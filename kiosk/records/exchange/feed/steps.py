"""Cases and their steps in the order in which they came to be at head office, for other programs:
neither what anyone wrote, nor how a customer can be reached."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.cases.state import CaseNow
from kiosk.records.exchange.feed.in_order import List
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import STEPS, CaseOpened, CaseStep

OPENED = "case"


class Step(NamedTuple):
    """A step of a case, the first being its opening: which one (a kind of STEPS, or OPENED), by
    whom, when (UTC ms), counted on which day; and the case as it is now, None if its opening is not
    here."""

    branch: str
    event_id: str
    case_id: str
    step: str
    role: facts.Role
    at: int
    day: datetime.date
    case: CaseNow | None


def _now(db: Database, rows: Sequence[Ledger]) -> list[Step]:
    names = sorted({_case_of(row) for row in rows})
    wanted = (CaseNow.branch == rows[0].branch) & CaseNow.case_id.in_(names)
    cases = {case.case_id: case for case in db.rows(CaseNow.select().where(wanted))}
    found = []
    for row in rows:
        fact, name = ledger.read(row), _case_of(row)
        if isinstance(fact, CaseOpened | CaseStep):
            said = row.branch, row.event_id, name, row.kind, _role(fact), fact.at, row.counted_day
            found.append(Step(*said, cases.get(name)))
    return found


def _case_of(row: Ledger) -> str:
    """The id of the case that a fact opened, or is a step of."""
    return str(row.event_id if row.kind == OPENED else row.subject)


def _role(fact: CaseOpened | CaseStep) -> facts.Role:
    if isinstance(fact, CaseStep):
        return fact.role
    return "clerk" if fact.by else "customer"


CASE_STEPS = List((OPENED, *STEPS), _now)
"""Each step comes once, after those that its author had seen."""
