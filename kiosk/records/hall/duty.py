"""Who is on duty at which window today, from facts that the clerks write themselves."""

import datetime
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, slot
from kiosk.records.hall.pauses import running
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.rules.input.folding import fold
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

WINDOW_LIMIT = 8


_OF_DAY = Prepared(
    Ledger.select().where(
        (Ledger.branch == slot("branch"))
        & (Ledger.kind == "duty")
        & (Ledger.counted_day == slot("day"))
        & (Ledger.counted == 1)
    )
)


class Duty(NamedTuple):
    """Whether a clerk is on duty, and at which window ('' for none)."""

    on: bool
    window: str


def change(db: Database, author: Author, key: str, on: bool, window: str) -> None:
    """A clerk comes on duty at a window, or leaves; a pause that is running ends.

    Raises Refusal `missing_key` or `long_window`.
    """
    window = fold(window) if on else ""
    if len(window) > WINDOW_LIMIT:
        raise Refusal("long_window", str(len(window)))
    with writing(db, author, key) as entry:
        if not entry.known:
            running.leave(db, author, key)
            mark = "on" if on else "off"
            entry.write(facts.DutyChanged, mark=mark, clerk=author.by, window=window)


def of_day(db: Database, day: datetime.date) -> dict[str, Duty]:
    """The newest duty of each clerk who wrote one that day, by badge, the last one written last."""
    rows = db.ask(_OF_DAY, branch=identity.me(db).branch, day=day.isoformat())
    read = [ledger.read(row) for row in ledger.in_order(rows)]
    said = [fact for fact in read if isinstance(fact, facts.DutyChanged)]
    found: dict[str, Duty] = {}
    for fact in sorted(said, key=lambda fact: fact.at):
        found.pop(fact.clerk, None)
        found[fact.clerk] = Duty(fact.mark == "on", fact.window)
    return found


def at_window(db: Database, day: datetime.date, window: str) -> str | None:
    """The clerk on duty at a window that day; of several, the one who came last."""
    came = of_day(db, day).items()
    there = [badge for badge, duty in came if duty.on and duty.window == window]
    return there[-1] if there else None
