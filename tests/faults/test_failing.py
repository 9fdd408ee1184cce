"""A card whose commit fails is said not to be saved, and is there once when it is given again."""

import random
from pathlib import Path

from tests.faults import failing


def test_60_failed_calls_lose_no_acknowledged_card(tmp_path: Path):
    done = failing.fail(tmp_path, 60, random.Random(1))
    assert done.breaches == []
    assert (done.count.lost, done.count.doubled) == (0, 0)
    assert done.count.acknowledged == 60 and done.faults > 20
