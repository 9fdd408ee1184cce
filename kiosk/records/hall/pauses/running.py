"""The pauses that are running now, and how a clerk ends one early. One that is over has no fact: it
follows from its beginning, after a restart too."""

import datetime
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, slot
from kiosk.records.hall.pauses import state
from kiosk.records.ledger import identity, ledger, times
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.rules.hall import pauses as rule
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal

_OF_DAY = Prepared(
    Ledger.select().where(
        (Ledger.branch == slot("branch"))
        & Ledger.kind.in_(("pause_begun", "pause_ended"))
        & (Ledger.counted_day == slot("day"))
        & (Ledger.counted == 1)
    )
)


class Running(NamedTuple):
    """A pause at a window: the whole minutes left, and when it ends by itself (UTC ms)."""

    event_id: str
    window: str
    minutes: int
    until: int


def of_day(db: Database, day: datetime.date, now: Moment) -> dict[str, Running]:
    """The pauses of this hall that are running, by badge; a new day begins without any."""
    rows = db.ask(_OF_DAY, branch=identity.me(db).branch, day=day.isoformat())
    read = [ledger.read(row) for row in ledger.in_order(rows)]
    ended = {fact.subject for fact in read if isinstance(fact, facts.PauseEnded)}
    begun = [fact for fact in read if isinstance(fact, facts.PauseBegun)]
    at = times.believed(db, now).utc if begun else 0
    found: dict[str, Running] = {}
    for fact in sorted(begun, key=lambda fact: fact.at):
        left = rule.left(fact, now, at)
        if left and fact.event_id not in ended:
            until = fact.at + fact.minutes * rule.MINUTE_MS
            found[fact.clerk] = Running(fact.event_id, fact.window, rule.minutes(left), until)
    return found


def end(db: Database, author: Author, key: str, pause: str) -> None:
    """A clerk ends a pause early; one that is over stays as it is.

    Raises Refusal `missing_key` or `unknown_pause`.
    """
    with writing(db, author, key, rule.ended_id(pause)) as entry:
        rows = ledger.find(db, author.branch, [pause])
        begun = ledger.read(rows[0]) if rows else None
        if not isinstance(begun, facts.PauseBegun) or begun.clerk != author.by:
            raise Refusal("unknown_pause")
        if not entry.known and rule.left(begun, author.now, author.at):
            entry.write(facts.PauseEnded, subject=pause, clerk=author.by)
            state.refresh(db, author.branch, [pause])


def leave(db: Database, author: Author, key: str) -> None:
    """A clerk who leaves the window ends the pause there, if one is running."""
    mine = of_day(db, author.day, author.now).get(author.by)
    if mine is not None:
        end(db, author, key, mine.event_id)
