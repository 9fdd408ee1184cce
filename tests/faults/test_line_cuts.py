"""Facts arrive once, whatever part of an exchange gets through."""

import random
from pathlib import Path

from tests.faults import line_cuts


def test_12_cuts_of_the_line_lose_and_double_nothing(tmp_path: Path):
    done = line_cuts.cut(tmp_path, 12, random.Random(1))
    assert done.breaches == []
    assert done.count == (120, 0, 0)
    assert done.cuts > 6, "the line was cut"
