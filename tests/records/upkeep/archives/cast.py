"""An office whose facts of November 2026 are old enough to move."""

import datetime
from pathlib import Path
from typing import Any

from kiosk.records.feedback import ratings
from kiosk.records.ledger.archives import parts
from kiosk.records.ledger.archives.parts import Archive
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.upkeep import checks
from kiosk.records.upkeep.archives import moving
from tests.cast import HERE, WANG, Machine, by_visit

UNTIL = datetime.date(2026, 11, 30)
DAY = 86_400_000


def rate(station: Machine, n: int, grade: str) -> None:
    author = by_visit(station.db, station.time(), f"v{n}")
    ratings.rate(station.db, author, f"{n:032x}", WANG, grade)


def moved(office: Machine, until: datetime.date = UNTIL, **more: Any) -> list[moving.Made]:
    return list(moving.branch_moves(office.db, HERE, until, office.time().utc, **more))


def held(office: Machine) -> set[tuple[str, str]]:
    """(kind, event_id) of all facts that have a row."""
    return set(office.db.rows(Ledger.select(Ledger.kind, Ledger.event_id).tuples()))


def fault(office: Machine) -> str:
    """What the check finds, '' for nothing."""
    found = checks.check(office.db, office.keys, at_office=True)
    return "" if found is None else f"{found.column}: {found.says}"


def files(office: Machine) -> list[Path]:
    rows = office.db.rows(Archive.select().order_by(Archive.month, Archive.number))
    return [parts.path(office.db, one.branch, one.month, one.number) for one in rows]
