"""An office whose facts are in an archive file."""

import pytest

from tests.cast import Machine, sync_round
from tests.records.upkeep.archives.cast import moved, rate
from tests.sync.cast import tap


@pytest.fixture
def archived(hall: Machine, office: Machine) -> Machine:
    """Four cards that moved, and a low rating that waits and stayed, in one file."""
    for n in range(1, 5):
        tap(hall, n)
    rate(hall, 5, "1")
    sync_round(hall, office)
    moved(office)
    return office
