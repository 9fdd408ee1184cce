"""An office with facts that are old enough to move."""

import pytest

from tests.cast import Machine, sync_round
from tests.records.upkeep.archives.cast import rate
from tests.sync.cast import tap


@pytest.fixture
def old(hall: Machine, office: Machine) -> Machine:
    """An office with eight cards and four good ratings of a month that is over."""
    for n in range(1, 9):
        tap(hall, n)
    for n in range(31, 35):
        rate(hall, n, "5")
    sync_round(hall, office)
    return office
