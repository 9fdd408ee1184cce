"""The program is upgraded while customers tap, by versions that are sound and others that are not,
and is killed at each of its steps: the hall serves with the old or the new version, and every card
that was thanked for is there once."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.commands.upkeep import installed
from kiosk.records.ledger.ledger import Ledger
from tests.faults import tally, upgrades
from tests.faults.customers import Book, Customer, card
from tests.faults.upgrades import CLERK, DEFECTS, NEW, OLD, Installed

EVERY = bool(os.environ.get("EVERY_KILL"))
FORWARD, BACK = range(14), range(10, 24)
"""Actions of an upgrade, and of one that is undone."""
UNSOUND = tuple(DEFECTS)[2:] if EVERY else ("fails its test", "migrates and has no desk")
"""Every one, and every kill, is tried by `make soak`."""


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """These machines are processes of their own and live by the real clock."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Installed]:
    made = upgrades.make(tmp_path)
    made.systemctl("start")
    try:
        made.until_served()
        yield made
    finally:
        upgrades.end(made)


class Taps:
    """A customer who gives cards all the time."""

    def __init__(self, hall: Installed) -> None:
        self.book, self.is_open = Book(), threading.Event()
        self.is_open.set()
        self._customer = Customer(
            hall.hall.port, self.book, self.is_open, "1", lambda key: card(key, (CLERK,)), (0.02,)
        )

    def __enter__(self) -> Book:
        self._customer.start()
        return self.book

    def __exit__(self, *_error: object) -> None:
        self._customer.going_home.set()
        self._customer.join(timeout=20)


def counted(hall: Installed) -> list[str]:
    with hall.hall.database() as db:
        wanted = (Ledger.kind == "card") & (Ledger.counted == 1)
        return [row.event_id for row in db.rows(Ledger.select().where(wanted))]


def judge(hall: Installed, book: Book) -> None:
    """Nothing that was thanked for is gone or twice, and nothing is left over."""
    hall.until_served()
    end, there = time.monotonic() + 30, counted(hall)
    while not book.acked <= set(there) and time.monotonic() < end:
        time.sleep(0.2)  # what a newer database held is taken in beside the serving machine
        there = counted(hall)
    tally.note(tally.of(book.acked, there))
    assert len(book.acked) > 3
    assert book.acked - set(there) == set(), "lost"
    assert len(there) == len(set(there)), "twice"
    left = {path.name for path in installed.beside(hall.folder).iterdir()}
    assert left <= {"lock", "upgraded.json"}
    assert not list(hall.hall.config.folder.glob("*.before*")), "a copy with contact details"
    hall.systemctl("stop")
    assert "as it was written" in hall.current("verify").stdout


@pytest.mark.parametrize("defect", ["sound", "migrates"] if EVERY else ["migrates"])
def test_a_sound_version_serves_after_some_seconds(hall: Installed, defect: str):
    with Taps(hall) as book:
        done = hall.upgrade(str(hall.program(defect=defect)))
        assert done.returncode == 0, done.stdout + done.stderr
        time.sleep(0.5)
    assert (hall.running, hall.outcome()["code"]) == (NEW, "done")
    assert any((hall.top / "backups").iterdir())
    judge(hall, book)


@pytest.mark.parametrize("defect", UNSOUND)
def test_of_a_version_that_is_not_sound_nothing_remains(hall: Installed, defect: str):
    with Taps(hall) as book:
        done = hall.upgrade(str(hall.program(defect=defect)))
        assert done.returncode == 1
        time.sleep(0.5)
    assert hall.running == OLD, done.stdout + done.stderr
    assert hall.outcome()["code"] in ("test_failed", "rolled_back"), done.stderr
    judge(hall, book)


@pytest.mark.parametrize("before", FORWARD if EVERY else (8,))
def test_killed_at_any_step_the_old_or_the_new_version_serves(hall: Installed, before: int):
    with Taps(hall) as book:
        done = hall.upgrade(str(hall.program(defect="migrates")), kill_before=before)
        assert done.returncode == -9
        hall.systemctl("start")  # the power is back
        ended = hall.upgrade("--waiting")
        time.sleep(0.5)
    assert "not_rolled_back" not in ended.stderr
    judge(hall, book)


@pytest.mark.parametrize("before", BACK if EVERY else ())
def test_killed_on_the_way_back_the_old_version_serves(hall: Installed, before: int):
    with Taps(hall) as book:
        file = hall.program(defect="migrates and has no desk")
        done = hall.upgrade(str(file), kill_before=before)
        if done.returncode == -9:
            hall.systemctl("start")
            hall.upgrade("--waiting")
        time.sleep(0.5)
    assert hall.running == OLD
    judge(hall, book)
