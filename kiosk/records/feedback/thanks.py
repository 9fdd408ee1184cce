"""Which visit gave what feedback, its thanks, and taking it back."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import Local
from kiosk.records.feedback import state
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.rules.ledger import undo as rule
from kiosk.vocabulary import documents, facts
from kiosk.vocabulary.refusals import Refusal

MOST_FORMS = 500
"""So many forms are looked up at once."""


class Form(Local):
    """Which visit sent a form, so that only that visit can undo it."""

    event_id = peewee.TextField(primary_key=True)
    visit = peewee.TextField()


_NEW_FORM = Prepared(Form.insert(event_id=slot("event_id"), visit=slot("visit")))
_RECEIVED = Prepared(
    Ledger.select(peewee.fn.SUM(peewee.Case(Ledger.kind, [("voided", -1)], 1))).where(
        (Ledger.branch == slot("branch"))
        & Ledger.kind.in_(["card", "rating", "case", "voided"])
        & (Ledger.day == slot("day"))
        & Ledger.entry.in_(facts.ON_SCREEN)
        & Ledger.giver.in_(["customer", ""])  # a case names no giver
        & (Ledger.mark != "served")  # a void of what is no feedback
        & (Ledger.counted == 1)
    )
)


class Thanks(NamedTuple):
    """The content of the thank-you page. `undo_ms` is how long this visit can still take the fact
    back, 0 for any other; `mine` says whether this visit sent it."""

    event_id: str
    fact: facts.CardGiven | facts.Rated
    clerk: documents.Clerk
    voided: bool
    undo_ms: int
    mine: bool


def note(db: Database, author: Author, event_id: str) -> None:
    """Stores which visit sent a fact, in the transaction that wrote it."""
    db.tuples(_NEW_FORM, event_id=event_id, visit=author.visit)


def sent(db: Database, event_id: str, visit: str) -> bool:
    """Whether this visit sent the form; a browser without cookies has no visit."""
    form = db.first(Form.select().where(Form.event_id == event_id))
    return form is not None and visit != "" and form.visit == visit


def sent_by(db: Database, visit: str, event_ids: Sequence[str]) -> set[str]:
    """Those of a day's forms that this visit sent; none for a browser without cookies."""
    if not visit or not event_ids:
        return set()
    newest = Form.select().where(Form.event_id.in_(event_ids[:MOST_FORMS]) & (Form.visit == visit))
    return {form.event_id for form in db.rows(newest)}


def received(db: Database, branch: str, day: datetime.date) -> int:
    """How much feedback customers gave on a day: cards, ratings and cases from the screen, without
    those taken back."""
    return int(db.tuples(_RECEIVED, branch=branch, day=day.isoformat())[0][0] or 0)


def given(author: Author, fact: facts.CardGiven | facts.Rated, clerk: documents.Clerk) -> Thanks:
    """The thank-you page for what this author has just given."""
    return Thanks(fact.event_id, fact, clerk, False, rule.left(fact.clock, author.now), True)


def find(db: Database, author: Author, event_id: str) -> Thanks:
    """The thank-you page of a customer's card or rating; raises Refusal `unknown_thanks`."""
    rows = ledger.find(db, author.branch, [event_id])
    fact = ledger.read(rows[0]) if rows else None
    if not isinstance(fact, facts.CardGiven | facts.Rated) or fact.giver != "customer":
        raise Refusal("unknown_thanks")
    clerk = clerks.remembered(db, fact.clerk, fact.day)
    voided = bool(ledger.find(db, author.branch, [rule.void_id(event_id)]))
    mine = sent(db, event_id, author.visit)
    left = rule.left(fact.clock, author.now) if mine and not voided else 0
    return Thanks(event_id, fact, clerk, voided, left, mine)


def undo(db: Database, author: Author, key: str, event_id: str) -> Thanks:
    """The visit that gave a card or rating takes it back, within 30 s.

    This is final: asking again shows the same. Raises Refusal `missing_key`, `unknown_thanks`,
    `undo_foreign` or `undo_late`.
    """
    with writing(db, author, key, rule.void_id(event_id)) as entry:
        given = find(db, author, event_id)
        if given.voided:
            return given
        if not given.mine:
            raise Refusal("undo_foreign")
        if not given.undo_ms:
            raise Refusal("undo_late")
        entry.take_back(ledger.find(db, author.branch, [event_id])[0])
        state.refresh(db, author.branch, [event_id])
    return given._replace(voided=True, undo_ms=0)
