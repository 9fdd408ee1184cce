"""Old facts move to archive files: nothing is lost, nothing counts twice, and whatever is changed
or missing is named."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.records.exchange import checks, projections
from kiosk.records.feedback import cards, ratings
from kiosk.records.ledger import ledger, tallies
from kiosk.records.ledger.archives import parts
from kiosk.records.ledger.archives.parts import Archive
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.upkeep import archiving
from tests.cast import HERE, WANG, Machine, by_visit, sync_round
from tests.sync.cast import tap

pytestmark = pytest.mark.both
UNTIL = datetime.date(2026, 11, 30)
LATER = 4 * 365 * 86_400_000


def rate(station: Machine, n: int, grade: str) -> None:
    author = by_visit(station.db, station.time(), f"v{n}")
    ratings.rate(station.db, author, f"{n:032x}", WANG, grade)


def moved(office: Machine, branch: str = HERE, **more: Any) -> list[archiving.Made]:
    return list(archiving.branch_moves(office.db, branch, UNTIL, office.time().utc, **more))


def held(office: Machine) -> int:
    return len(office.db.rows(Ledger.select(Ledger.seq).tuples()))


def sound(office: Machine) -> bool:
    return checks.check(office.db, office.keys, at_office=True) is None


@pytest.fixture
def old(hall: Machine, office: Machine) -> Machine:
    """An office with cards and good ratings of a month that is long over."""
    for n in range(1, 31):
        tap(hall, n)
    for n in range(31, 41):
        rate(hall, n, "5")
    sync_round(hall, office)
    return office


def test_a_month_moves_and_the_ledger_still_verifies(old: Machine):
    before, counted = held(old), cards.count(old.db, ["branch", "clerk", "kind"])
    (made,) = moved(old)
    assert made.moved == 40
    assert held(old) == before - 40
    assert cards.count(old.db, ["branch", "clerk", "kind"]) == counted
    assert sound(old)
    projections.rebuild(old.db)
    assert cards.count(old.db, ["branch", "clerk", "kind"]) == counted
    assert sound(old)
    assert moved(old) == []
