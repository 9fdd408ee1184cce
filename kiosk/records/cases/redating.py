"""Due days that were promised before the working days of their year were known."""

import contextlib
import hashlib

from kiosk.ground.db import Database
from kiosk.records.cases import deadlines, state
from kiosk.records.cases.state import CaseNow
from kiosk.records.cases.steps import act
from kiosk.records.ledger import ledger
from kiosk.records.ledger.writing import Author
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal


def redate(db: Database, author: Author) -> int:
    """Computes the unsure due days of this station's own cases again, where they are sure now;
    returns how many. Each is a step that the customer can read."""
    done = 0
    for case_id in _over_new_year(db, author.branch):
        case = state.find(db, author.branch, case_id)
        rows = ledger.find(db, author.branch, [case_id])
        if case.due_sure or not any(row.station == author.chain.station for row in rows):
            continue
        kind = "special" if case.special else case.opened.mark
        promise = deadlines.promise(db, kind, case.opened.day)
        if promise.sure:
            key = hashlib.sha256(f"redated {case_id}".encode()).hexdigest()[:32]
            with contextlib.suppress(Refusal):  # extended meanwhile: a person has set the day
                act(db, author, case, key, facts.CaseRedated, due=promise.due,
                    policy=promise.policy)  # fmt: skip
                done += 1
    return done


def _over_new_year(db: Database, branch: str) -> list[str]:
    """The open cases that must be answered in a later year than they were opened in."""
    open_ones = (CaseNow.branch == branch) & CaseNow.state.in_(["opened", "accepted"])
    query = CaseNow.select(CaseNow.case_id, CaseNow.day, CaseNow.must_by).where(open_ones)
    return [case_id for case_id, day, due in db.rows(query.tuples()) if due.year > day.year]
