"""The button by which a clerk counts a served customer, in halls without a ticket system."""

from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.feedback.state import is_rated
from kiosk.records.hall import duty, served_state
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.ledger import ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.rules.hall import tickets as rule
from kiosk.rules.ledger import undo as undo_rule
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal


def press(db: Database, author: Author, key: str) -> None:
    """A clerk counts a customer who was just served; the same form sent again is one customer.

    Raises Refusal `missing_key`.
    """
    here = duty.of_day(db, author.day).get(author.by)
    with writing(db, author, key) as entry:
        if entry.known:
            return
        window = here.window if here is not None and here.on else ""
        made = entry.write(
            facts.Served, clerk=author.by, ended=author.at, way="button", window=window
        )
        served_state.begin(db, author.chain.station, made)


def take_back(db: Database, author: Author, key: str, event_id: str) -> None:
    """The clerk who pressed the button takes it back, within 30 s; once taken back, asking again
    changes nothing. A service that was rated stays.

    Raises Refusal `missing_key`, `unknown_ticket`, `undo_foreign`, `undo_late` or `rated_already`.
    """
    with writing(db, author, key, undo_rule.void_id(event_id)) as entry:
        rows = ledger.find(db, author.branch, [event_id])
        fact = ledger.read(rows[0]) if rows else None
        if not isinstance(fact, facts.Served) or fact.way != "button":
            raise Refusal("unknown_ticket")
        if fact.clerk != author.by:
            raise Refusal("undo_foreign")
        if entry.known:
            return
        if not undo_rule.left(fact.clock, author.now):
            raise Refusal("undo_late")
        if is_rated(db, author.branch, rule.key(fact)):
            raise Refusal("rated_already")
        entry.take_back(rows[0])
        served_state.refresh(db, author.branch, [event_id])


class Pressed(NamedTuple):
    """How many customers a clerk counted today; the last one's id, '' if it can't be taken back any
    more."""

    number: int
    last: str


def counted(db: Database, author: Author) -> Pressed:
    """What the button shows."""
    of_day = (ServedNow.branch == author.branch) & (ServedNow.day == author.day)
    mine = of_day & (ServedNow.clerk == author.by) & (ServedNow.withdrawn == 0)
    rows = db.rows(ServedNow.select().where(mine))  # in no order: an index by time would be read
    pressed = [row for row in rows if row.way == "button"]
    last = max(pressed, key=lambda row: row.at).event_id if pressed else ""
    found = ledger.find(db, author.branch, [last]) if last else []
    fact = ledger.read(found[0]) if found else None
    left = undo_rule.left(fact.clock, author.now) if fact is not None else 0
    return Pressed(len(rows), last if left else "")
