"""Who is on duty at which window today; facts of the clerks' own."""

import datetime
from typing import NamedTuple

from kiosk import facts
from kiosk.db import Database, Prepared, slot
from kiosk.records import clerks, identity, ledger, visits
from kiosk.records.ledger import Ledger
from kiosk.refusals import Refusal
from kiosk.rules.days import Moment

WINDOW_LIMIT = 8


_OF_DAY = Prepared(
    Ledger.select().where(
        (Ledger.branch == slot("branch"))
        & (Ledger.kind == "duty")
        & (Ledger.day == slot("day"))
        & (Ledger.counted == 1)
    )
)


class Duty(NamedTuple):
    """Whether a clerk is on duty, and at which window ('' for none)."""

    on: bool
    window: str


def change(db: Database, event_id: str, badge: str, on: bool, window: str, now: Moment) -> None:
    """A clerk comes on duty at a window, or leaves.

    Raises Refusal `long_window` or one of the roster's.
    """
    window = window.strip() if on else ""
    if len(window) > WINDOW_LIMIT:
        raise Refusal("long_window", str(len(window)))
    with db.writing():
        here = visits.stamp(db, now)
        clerks.on_roster(db, here.me.branch, badge, here.day)
        fact = facts.DutyChanged(
            event_id=event_id,
            **here.said,
            mark="on" if on else "off",
            clerk=badge,
            window=window,
        )
        ledger.append(db, here.me.chain, [facts.encode(fact)])


def of_day(db: Database, day: datetime.date) -> dict[str, Duty]:
    """The day's last word on each clerk that said anything, by badge."""
    rows = db.ask(_OF_DAY, branch=identity.me(db).branch, day=day.isoformat())
    read = [facts.decode(bytes(row.body)) for row in ledger.in_order(rows)]
    said = [fact for fact in read if isinstance(fact, facts.DutyChanged)]
    ordered = sorted(said, key=lambda fact: fact.at)
    return {fact.clerk: Duty(fact.mark == "on", fact.window) for fact in ordered}
