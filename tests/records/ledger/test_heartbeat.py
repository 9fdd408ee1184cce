"""A machine that can neither store nor read is not healthy, and says so soon."""

import threading
import time as clocks

import peewee
import pytest

from kiosk.records.feedback import cards
from kiosk.records.ledger import heartbeat
from kiosk.records.ledger.heartbeat import Heartbeat
from kiosk.records.ledger.ledger import Chain
from tests.cast import WANG, Machine, by_visit


def test_a_beat_is_committed(hall: Machine):
    for _ in range(2):
        heartbeat.beat(hall.db)
    assert [(row.id, row.beats) for row in hall.db.rows(Heartbeat.select())] == [(1, 2)]


def test_a_write_that_does_not_end_is_not_waited_for(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(heartbeat, "WAIT_MS", 50)
    begun, ended = threading.Event(), threading.Event()

    def write() -> None:
        hall.db.connect()
        with hall.db.writing():
            begun.set()
            ended.wait(10)

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(10)
    before = clocks.monotonic()
    with pytest.raises(peewee.OperationalError):
        heartbeat.beat(hall.db)
    assert clocks.monotonic() - before < 2
    ended.set()
    writer.join()
    heartbeat.beat(hall.db)


def test_a_write_of_another_process_is_not_waited_for(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(heartbeat, "WAIT_MS", 50)
    hall.db._keeper.execute("BEGIN IMMEDIATE")  # a connection past this process's lock
    with pytest.raises(peewee.OperationalError):
        heartbeat.beat(hall.db)
    hall.db._keeper.execute("ROLLBACK")
    heartbeat.beat(hall.db)


def test_a_ledger_without_its_newest_entry_is_not_healthy(hall: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    heartbeat.beat(hall.db)
    hall.db.run(Chain.update(head=b"another"))
    with pytest.raises(peewee.DatabaseError):
        heartbeat.beat(hall.db)
