"""有困难请找我: a customer rings, the desk shows it, a clerk comes (P46)."""

import datetime
import hashlib
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.feedback import thanks
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal


class Call(NamedTuple):
    """A call of today: when it was made, who came and when ('' and 0 until a clerk has come), and
    whether it was made at this station. Times are UTC ms."""

    event_id: str
    at: int
    clerk: str
    came: int
    here: bool


def ring(db: Database, author: Author, key: str) -> None:
    """A customer rings for help; the same form sent again is one call.

    Raises Refusal `missing_key` or `not_enrolled`.
    """
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(facts.HelpCalled)
            thanks.note(db, author, key)


def came(db: Database, author: Author, key: str, event_id: str) -> None:
    """A clerk came to the customer; the first one counts.

    Raises Refusal `missing_key` or `unknown_call`.
    """
    arrival = hashlib.sha256(b"came" + event_id.encode()).hexdigest()
    with writing(db, author, key, arrival) as entry:
        calls = ledger.find(db, author.branch, [event_id])
        if not any(row.kind == "help" for row in calls):
            raise Refusal("unknown_call")
        if not entry.known:
            entry.write(facts.HelpCame, subject=event_id, clerk=author.by)


def calls(db: Database, day: datetime.date, now: int) -> list[Call]:
    """The day's calls: waiting ones first, those made at this station before others, the newest
    first. Those that claim a time after `now` (UTC ms) come last of their kind, so that another
    station's clock, or a false one, pushes none out of sight."""
    me = identity.me(db)
    rows = ledger.of_day(db, me.branch, ["help", "help_came"], day)
    read = [(row.station, fact) for row in rows if (fact := ledger.read(row)) is not None]
    arrivals = {fact.subject: fact for _, fact in read if isinstance(fact, facts.HelpCame)}
    found = []
    for station, fact in read:
        if isinstance(fact, facts.HelpCalled):
            arrival = arrivals.get(fact.event_id)
            who, at = (arrival.clerk, arrival.at) if arrival else ("", 0)
            found.append(Call(fact.event_id, fact.at, who, at, station == me.station))
    return sorted(found, key=lambda c: (bool(c.clerk), not c.here, c.at > now, -c.at))
