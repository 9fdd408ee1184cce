"""A clerk's cards from customers, one by one, without those that were taken back."""

import datetime
from typing import Any

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.queries import plainly
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author
from kiosk.rules.ledger.undo import void_id
from kiosk.vocabulary.facts import CardGiven
from kiosk.vocabulary.refusals import Refusal


def listed(db: Database, author: Author, page: int = 1) -> Page[CardGiven]:
    """A page of the clerk's cards, newest first. A card that was taken back leaves its place on the
    page empty."""
    order = (Ledger.counted_day.desc(), Ledger.station, Ledger.epoch, Ledger.seq.desc())
    rows, number = paging.read(db, Ledger.select().where(_own(author)).order_by(*order), page)
    return Page(_left(db, author.branch, rows), number)


def find(db: Database, author: Author, event_id: str) -> CardGiven:
    """One of them. Raises Refusal `unknown_thanks`."""
    of_card = _own(author) & (Ledger.event_id == event_id)
    rows = db.rows(Ledger.select().where(of_card).order_by(Ledger.body).limit(1))
    for card in _left(db, author.branch, rows):
        return card
    raise Refusal("unknown_thanks")


def _own(author: Author) -> Any:
    """The condition of the clerk's cards. The bound on the day holds for all of them: it leads
    SQLite to the index by clerk and day, which has the order, rather than to all of the branch."""
    own = (Ledger.branch == author.branch) & (Ledger.clerk == author.by)
    own &= (Ledger.counted_day >= datetime.date.min) & (plainly(Ledger.kind) == "card")
    return own & (Ledger.giver == "customer") & (Ledger.counted == 1)


def _left(db: Database, branch: str, rows: list[Ledger]) -> list[CardGiven]:
    voids = ledger.find(db, branch, [void_id(row.event_id) for row in rows]) if rows else []
    gone = {row.subject for row in voids if row.counted}
    read = (ledger.read(row) for row in rows if row.event_id not in gone)
    return [fact for fact in read if isinstance(fact, CardGiven)]
