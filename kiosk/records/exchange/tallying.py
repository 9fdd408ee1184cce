"""Tallies of facts that arrived (kiosk/records/ledger/tallies.py)."""

from collections.abc import Iterator, Sequence

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import days
from kiosk.records.ledger import ledger, tallies
from kiosk.records.publishing import branches
from kiosk.rules.ledger.counting import Counted


def follow(db: Database, branch: str, counted: Sequence[Counted]) -> None:
    """Adds facts that arrived; inside `db.writing()`.

    Where a day was corrected with them, the days concerned are counted again as a whole: the
    correction has counted some of these facts already.
    """
    zone = branches.zone_here(db, branch)
    names = [days.dated(one.columns) for one in counted]
    corrected = days.corrections(db, branch, names)
    if not corrected and all(one.columns.kind != "days_corrected" for one in counted):
        tallies.add(db, branch, zone, counted)
        return
    rows = ledger.find(db, branch, [one.columns.event_id for one in counted])
    tallies.recount(db, branch, zone, {row.counted_day for row in rows})


def rebuild(db: Database) -> None:
    """Counts every branch again; inside `db.writing()`."""
    for branch in tallies.branches(db):
        tallies.rebuild(db, branch, branches.zone_here(db, branch))
    tallies.rebuild_sums(db)


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of each tally that is not as the ledger gives it, and of each sum."""
    for branch in tallies.branches(db):
        for says in tallies.differences(db, branch):
            yield branch, says
    yield from tallies.sum_differences(db)
