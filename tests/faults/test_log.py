"""A log that is killed while it grows never takes back what it has signed."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.ground.db import Database
from kiosk.records.transparency import log
from kiosk.rules.transparency import merkle

TOP = Path(__file__).parents[2]


def killed(folder: Path, kills: int, *options: str) -> tuple[int, int]:
    """Kills the writer so many times while it signs; returns how many heads were signed, and how
    many of them the log no longer continues."""
    signed, drawn = folder / "signed", random.Random(5)
    signed.touch()
    for _ in range(kills):
        enough = signed.read_text().count("\n") + 3
        command = [sys.executable, "-m", "tests.faults.log_writer", folder, signed, *options]
        writer = subprocess.Popen(command, cwd=TOP)
        end = time.monotonic() + 30
        while time.monotonic() < end and signed.read_text().count("\n") < enough:
            time.sleep(0.01)
        time.sleep(drawn.random() / 20)
        writer.kill()
        writer.wait()
    db = Database(folder / "office.db")
    state, tree = log.state(db), log.Tree(db)
    assert state is not None
    lines = [line.split() for line in signed.read_text().splitlines()]
    heads = [(int(size), bytes.fromhex(root)) for size, root in lines]
    kept = [
        size
        for size, root in heads
        if size <= state.size and merkle.root(size, tree.subtree) == root
    ]
    assert sorted(kept) == kept, "a signed log never shrinks"
    db.close()
    return len(heads), len(heads) - len(kept)


@pytest.mark.timeout(120)
def test_what_a_killed_log_signed_stays_its_beginning(tmp_path: Path):
    signed, forks = killed(tmp_path, 6)
    assert signed >= 18 and forks == 0


@pytest.mark.timeout(120)
def test_a_log_that_signs_before_it_commits_is_found(tmp_path: Path):
    assert killed(tmp_path, 4, "--sign-first")[1] > 0
