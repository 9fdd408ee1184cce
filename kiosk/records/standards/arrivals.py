"""Who arrived at work when (到岗, P48): ticked by each clerk at the desk, once a day; read by the
clerk, and by the manager."""

import datetime

from kiosk.ground.db import Database
from kiosk.records.ledger import across, times
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.publishing import policies
from kiosk.rules.ledger.time import local_time
from kiosk.rules.standards import arrival as rule
from kiosk.vocabulary.facts import Arrived


def arrive(db: Database, author: Author, key: str, opens: str) -> None:
    """A clerk arrives, in a hall that opens at `opens`, such as 08:30, '' without hours. The first
    arrival of a day holds; a later one adds nothing. Raises Refusal `missing_key`."""
    with writing(db, author, key) as entry:
        if entry.known or author.by in of_day(db, author.branch, author.day):
            return
        before = policies.of_day(db, author.day).arrival_minutes
        now = local_time(author.at, times.zone(db))
        entry.write(
            Arrived,
            mark=rule.judged(opens, now, before),
            clerk=author.by,
            opens=opens,
            before=before,
        )


def of_day(db: Database, branch: str, day: datetime.date) -> dict[str, Arrived]:
    """Who arrived on a day, by badge."""
    return of_days(db, branch, day, day).get(day, {})


def of_days(
    db: Database, branch: str, first: datetime.date, last: datetime.date
) -> dict[datetime.date, dict[str, Arrived]]:
    """The arrivals of some days, both included: of each clerk on each day the first."""
    found: dict[datetime.date, dict[str, Arrived]] = {}
    some = across.read(db, Arrived, [branch], Ledger.counted_day.between(first, last))
    for one in sorted(some, key=_first):
        found.setdefault(one.day, {}).setdefault(one.clerk, one)
    return found


def _first(one: Arrived) -> tuple[int, str]:
    return one.at, one.event_id
