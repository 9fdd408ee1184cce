"""What tests of faults count, for the table of `make faults`: a line for each fault that befell a
machine, in the file that the table's program names."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

FILE = "FAULTS_TALLY"


class Count(NamedTuple):
    """Facts that were acknowledged, and of these lost or counted more than once."""

    acknowledged: int
    lost: int
    doubled: int


def of(acknowledged: Iterable[str], there: Iterable[str]) -> Count:
    """What became of the facts with these ids; `there` are all that count."""
    wanted, found = set(acknowledged), list(there)
    return Count(len(wanted), len(wanted - set(found)), len(found) - len(set(found)))


def note(count: Count) -> Count:
    """Notes a fault and what it did, if someone keeps count."""
    if file := os.environ.get(FILE):
        with Path(file).open("a") as lines:
            lines.write(" ".join(map(str, count)) + "\n")
    return count


def noted(file: Path) -> list[Count]:
    """All that was noted in a file."""
    if not file.exists():
        return []
    return [Count(*map(int, line.split())) for line in file.read_text().splitlines()]
