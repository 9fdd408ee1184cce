"""One round by command, with an office and without."""

import threading
import time as clocks

from kiosk.commands import syncing
from kiosk.records.feedback import cards
from tests.cast import WANG, Machine, by_visit
from tests.commands.cast import found, kiosk


def test_no_line_is_said_plainly(hall: Machine):
    done = kiosk(hall, "sync")
    assert done.returncode == 1 and "office" in done.stderr and "Traceback" not in done.stderr


def test_without_an_office_sync_has_nothing_to_do_and_says_so(new: Machine):
    found(new)
    done = kiosk(new, "sync")
    assert (done.returncode, done.stdout) == (0, "this hall has no office\n")
    assert kiosk(new, "verify").returncode == 0


def test_after_each_round_the_file_holds_what_the_wal_held(alone: Machine):
    alone.config.sync_seconds = 1
    stop = threading.Event()
    cards.give(alone.db, by_visit(alone.db, alone.time(), "v"), "1" * 32, WANG, "polite", "")
    _, frames, moved = alone.db.sql("PRAGMA wal_checkpoint(NOOP)").fetchone()
    assert moved < frames
    rounds = threading.Thread(
        target=syncing.keep_in_sync, args=(alone.config, alone.db, alone.keys, stop)
    )
    rounds.start()
    end = clocks.monotonic() + 10
    while moved < frames and clocks.monotonic() < end:
        clocks.sleep(0.02)
        _, frames, moved = alone.db.sql("PRAGMA wal_checkpoint(NOOP)").fetchone()
    stop.set()
    rounds.join()
    assert moved == frames
