"""One round by command, with an office and without."""

import os
import socket
import subprocess
import sys
import threading
import time as clocks

import pytest

from kiosk.commands import syncing
from kiosk.commands.syncing import Pace
from kiosk.records.feedback import cards
from kiosk.records.ledger import identity
from kiosk.rules.office import backoff
from kiosk.sync import rounds
from kiosk.vocabulary.refusals import NoLine, Refusal
from tests.cast import WANG, Machine, by_visit
from tests.commands.cast import ENTRY, found, kiosk


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


TROUBLES = {
    "no line": (NoLine("cut"), 200, 0.0),
    "what it could not make sense of": (ZeroDivisionError(), 200, 0.0),
    "a busy office": (Refusal("busy", retry_after=60), 200, 60.0),
    "a refusal that a smaller message would not change": (Refusal("unknown_blob"), 400, 0.0),
    "an office that asks to wait for ever": (Refusal("too_fast", retry_after=10**400), 400, 3600),
}


@pytest.mark.parametrize("what", TROUBLES)
def test_a_round_that_fails_is_followed_by_another(
    hall: Machine, monkeypatch: pytest.MonkeyPatch, what: str
):
    trouble, size, asked = TROUBLES[what]

    def fail(*_: object) -> rounds.Round:
        raise trouble

    monkeypatch.setattr(syncing, "sync_once", fail)
    then = syncing.one_round(hall.config, hall.db, hall.keys, Pace(400, 2, 2))
    assert (then.size, then.failures, then.successes) == (size, 3, 0)
    pause = backoff.next_call(10, then.failures, 0, then.asked)
    assert pause == max(40.0, asked) and not threading.Event().wait(pause * 0)


def test_a_round_that_succeeds_forgets_what_was_asked(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(syncing, "sync_once", lambda *_: rounds.Round(1, 0, 1))
    then = syncing.one_round(hall.config, hall.db, hall.keys, Pace(100, 5, 2, 900.0))
    assert then == Pace(200, 0, 3, 0.0)


def test_a_stop_does_not_wait_for_a_slow_office(hall: Machine):
    """An office that takes the call and says nothing."""
    config = hall.config.folder / "machine.toml"
    config.write_text('role = "station"\nsync_seconds = 1\n')
    ports = {"KIOSK_LOBBY_PORT": str(free_port()), "KIOSK_DESK_PORT": str(free_port())}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        identity.note_office(hall.db, f"http://127.0.0.1:{silent.getsockname()[1]}")
        process = subprocess.Popen(
            [sys.executable, str(ENTRY), "--config", str(config), "serve"],
            env=os.environ | ports, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            silent.accept()
            began = clocks.monotonic()
            process.terminate()
            assert process.wait(timeout=15) == 0
        finally:
            process.kill()
    assert clocks.monotonic() - began < 5


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
