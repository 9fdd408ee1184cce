"""An office that is killed while old facts move has each of them once, in a row or in a file."""

import os
import signal
import subprocess
import sys

import pytest

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.upkeep.archives import moving
from tests.cast import HERE, Machine, sync_round
from tests.faults import tally
from tests.records.upkeep.archives.cast import UNTIL, fault, held, moved, rate
from tests.sync.cast import counts, tap

CHILD = """
import os, signal, sys
from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.records.upkeep.archives import moving
import datetime
from tests.faults import plants

plant = plants.chosen()
plant.__enter__()

def step(name):
    if name == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)

db = opening.opened(Config(role="office", data=sys.argv[1], postgresql=sys.argv[2]))
until = datetime.date.fromisoformat(sys.argv[4])
print(list(moving.branch_moves(db, sys.argv[5], until, 1, step)))
"""


def killed(office: Machine, at: str) -> int:
    """Moves in a process of its own, which ends itself at a step."""
    said = (str(office.config.folder), office.config.postgresql, at, UNTIL.isoformat(), HERE)
    return subprocess.run(
        [sys.executable, "-c", CHILD, *said], env=dict(os.environ), timeout=60, check=False
    ).returncode


@pytest.mark.both
@pytest.mark.timeout(120)
def test_killed_at_each_step_nothing_is_lost_and_nothing_doubled(hall: Machine, office: Machine):
    for n in range(1, 9):
        tap(hall, n)
    rate(hall, 20, "1")
    sync_round(hall, office)
    numbers, rows = counts(office), held(office)
    for at in moving.STEPS:
        assert killed(office, at) == -signal.SIGKILL, at
        tally.note(tally.of(*({key for _, key in one} for one in (rows, held(office)))))
        assert (counts(office), held(office)) == (numbers, rows), at
        assert fault(office) == "", at
    assert killed(office, "") == 0
    assert held(office) == {("rating", f"{20:032x}")}
    assert (counts(office), fault(office)) == (numbers, "")
    assert moved(office) == []
    assert len(office.db.rows(Ledger.select())) == 1
