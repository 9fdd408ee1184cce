"""有困难请找我: a customer rings, the desk shows it, a clerk comes (P46)."""

import datetime
import hashlib
from typing import NamedTuple

from kiosk import facts
from kiosk.db import Database
from kiosk.records import clerks, identity, ledger, visits
from kiosk.refusals import Refusal
from kiosk.rules.days import Moment


class Call(NamedTuple):
    """A call of today: when it was rung, who came and when ('' and 0 while nobody)."""

    event_id: str
    at: int
    clerk: str
    came: int


def ring(db: Database, visit: str, key: str, now: Moment) -> None:
    """A customer rings for help; ringing again before somebody came is one call.

    Raises Refusal `missing_key` or `not_enrolled`.
    """
    visits.check_key(key)
    with db.writing():
        here = visits.stamp(db, now)
        if not ledger.find(db, here.me.branch, [key]):
            visits.enter(db, here.me.chain, facts.HelpCalled(event_id=key, **here.said), visit)


def came(db: Database, event_id: str, badge: str, now: Moment) -> None:
    """A clerk came to the customer; the first one counts.

    Raises Refusal `unknown_call` or one of the roster's.
    """
    with db.writing():
        here = visits.stamp(db, now)
        if not any(row.kind == "help" for row in ledger.find(db, here.me.branch, [event_id])):
            raise Refusal("unknown_call")
        clerks.on_roster(db, here.me.branch, badge, here.day)
        arrival = hashlib.sha256(b"came" + event_id.encode()).hexdigest()
        if ledger.find(db, here.me.branch, [arrival]):
            return
        fact = facts.HelpCame(event_id=arrival, **here.said, subject=event_id, clerk=badge)
        ledger.append(db, here.me.chain, [facts.encode(fact)])


def calls(db: Database, day: datetime.date) -> list[Call]:
    """The day's calls, the newest first."""
    rows = ledger.of_day(db, identity.me(db).branch, ["help", "help_came"], day)
    read = [fact for row in rows if (fact := ledger.read(row)) is not None]
    arrivals = {fact.subject: fact for fact in read if isinstance(fact, facts.HelpCame)}
    found = []
    for fact in read:
        if isinstance(fact, facts.HelpCalled):
            arrival = arrivals.get(fact.event_id)
            who, at = (arrival.clerk, arrival.at) if arrival else ("", 0)
            found.append(Call(fact.event_id, fact.at, who, at))
    return sorted(found, key=lambda call: call.at, reverse=True)
