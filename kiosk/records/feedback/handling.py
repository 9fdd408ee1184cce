"""What staff did about low grades and customers' words: a fact each; what the customer gave never
changes."""

import datetime
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.feedback import lists, state
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import authors, clerks
from kiosk.records.people.clerks import Charge
from kiosk.rules.feedback import handling as rule
from kiosk.rules.feedback import words
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import OWN_OFFICE

NOTE_LIMIT = 500
KINDS = ("rating", "card")
"""Kinds of feedback that can be handled."""


class Item(NamedTuple):
    """A piece of feedback, what was done about it, oldest first, and the event_ids of what a hall
    did as its own office, before it had one."""

    row: FeedbackNow
    done: list[facts.FeedbackHandled]
    by_hall: frozenset[str]


def find(db: Database, branch: str, event_id: str) -> FeedbackNow:
    """A rating, or a card with words; raises Refusal `no_feedback`."""
    of_item = (FeedbackNow.branch == branch) & (FeedbackNow.event_id == event_id)
    row: FeedbackNow | None = db.first(
        FeedbackNow.select().where(of_item & FeedbackNow.kind.in_(KINDS))
    )
    if row is None:
        raise Refusal("no_feedback", event_id[:40])
    return row


def read(db: Database, branch: str, event_id: str) -> Item:
    """A rating, or a card with words, with all that was done about it; raises Refusal
    `no_feedback`."""
    row = find(db, branch, event_id)
    done = state.handlings(db, branch, [event_id]).get(event_id, [])
    filed = ledger.find(db, branch, [one.event_id for one in done])
    by_hall = frozenset(one.event_id for one in filed if one.station.startswith(OWN_OFFICE))
    return Item(row, done, by_hall)


def handle(
    db: Database, author: Author, key: str, event_id: str, outcome: str, note: str
) -> FeedbackNow:
    """A manager, or head office, says what was done about a piece of feedback; it can be handled
    again. Raises Refusal `missing_key`, `no_outcome`, `long_comment`, `odd_comment`, `no_feedback`,
    `not_manager` or `conflict_of_interest`."""
    row = find(db, author.branch, event_id)
    of = acting(db, author, row)
    if code := refused(db, of, row):
        raise Refusal(code)
    if outcome not in facts.OUTCOMES:
        raise Refusal("no_outcome", outcome[:20])
    note = words.tidy(note, NOTE_LIMIT)
    with writing(db, of, key) as entry:
        if not entry.known:
            entry.write(
                facts.FeedbackHandled,
                subject=event_id,
                mark=outcome,
                role=of.role,
                by=of.by,
                note=note,
            )
            state.refresh(db, of.branch, [event_id])
    return find(db, author.branch, event_id)


def refused(db: Database, of: Author, row: FeedbackNow) -> str:
    """Why `of` can't handle a piece of feedback, '' if that is possible."""
    return rule.refused(of, row.clerk, about_manager(db, row))


def about_manager(db: Database, row: FeedbackNow) -> bool:
    """Whether a piece of feedback is about the one who was in charge of the branch then."""
    return clerks.is_manager(db, row.branch, row.clerk, row.day)


def acting(db: Database, author: Author, row: FeedbackNow) -> Author:
    """In a hall without an office, the manager acts as head office for feedback about the
    manager, as in cases."""
    if author.office or not (about_manager(db, row) or row.clerk == author.by):
        return author
    return authors.as_own_office(db, author) or author


def waiting(db: Database, author: Author) -> lists.Which:
    """What waits for a manager: low grades and words that no person has handled, without what the
    manager can't handle."""
    return {"branch": author.branch, "waiting": True, "not_about": kept_from(db, author)}


def kept_from(db: Database, author: Author) -> list[Charge]:
    """Feedback about whom, and from which days, is not on the author's lists, since that person
    can't handle it."""
    if author.office or authors.as_own_office(db, author) is not None:
        return []
    own = Charge(author.branch, author.by, datetime.date.min)
    return [own, *clerks.charges(db, author.branch)]
