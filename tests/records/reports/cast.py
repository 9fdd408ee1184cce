"""Sums that facts of many halls would add up to."""

import datetime
from collections.abc import Mapping

from kiosk.ground.db import Database
from kiosk.records.ledger import tallies
from kiosk.records.ledger.tallies import Tally, TallyZone
from kiosk.vocabulary.documents import DEFAULT_ZONE


def tallied(
    db: Database, branch: str, clerk: str, day: datetime.date, counts: Mapping[str, int]
) -> None:
    """So many customers' ratings and cards by mark, at the screen, and services as "served"."""
    tallied_days(db, branch, clerk, {day: counts})


def tallied_days(
    db: Database, branch: str, clerk: str, days: Mapping[datetime.date, Mapping[str, int]]
) -> None:
    """The same of several days."""
    kinds = {"served": "served"} | dict.fromkeys("12345", "rating")
    rows = [
        {
            "branch": branch,
            "day": day,
            "hour": 10,
            "kind": kinds.get(mark, "card"),
            "clerk": clerk,
            "mark": mark,
            "giver": "" if mark == "served" else "customer",
            "entry": "screen",
            "n": n,
        }
        for day, counts in days.items()
        for mark, n in counts.items()
    ]
    with db.writing():
        db.run(Tally.insert_many(rows))
        db.run(TallyZone.insert(branch=branch, zone=DEFAULT_ZONE).on_conflict_ignore())
        tallies.rebuild_sums(db)
