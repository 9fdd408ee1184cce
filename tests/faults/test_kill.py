"""A station that is killed loses nothing it thanked for."""

from pathlib import Path

import pytest

from tests.faults import machines
from tests.faults.kill import kills


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """These machines are processes of their own and live by the real clock:
    an enrolment code that a test draws must be good by it."""


@pytest.mark.timeout(290)  # 20 to 50 s; a busy machine may need longer
def test_after_20_kills_every_acknowledged_card_is_there_once(tmp_path: Path) -> None:
    done = kills(tmp_path, 20, seed=2)
    assert done.breaches == []
    assert (done.kills, done.lost, done.twice) == (20, 0, 0)
    assert done.acked > 100
    assert done.slowest_start_s < machines.START_S * machines.busy()
