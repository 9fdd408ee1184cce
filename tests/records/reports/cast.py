"""Sums that facts of many halls would add up to."""

import datetime
from collections.abc import Mapping

from kiosk.ground.db import Database
from kiosk.records.ledger import tallies
from kiosk.records.ledger.tallies import Tally


def tallied(
    db: Database, branch: str, clerk: str, day: datetime.date, counts: Mapping[str, int]
) -> None:
    """So many customers' ratings and cards by mark, at the screen, and services as "served"."""
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
        for mark, n in counts.items()
    ]
    with db.writing():
        db.run(Tally.insert_many(rows))
        tallies.rebuild_sums(db)
