"""The house is kept while a machine serves; kills, stops and taps under way are tests/faults/."""

import gc
import logging
import os
import socket
import subprocess
import sys
import threading

import pytest

from kiosk.commands import serve
from kiosk.records.cases import contact_sealing, contact_store, contact_use, filing
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.feedback import cards
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.upkeep.checks import LastCheck
from kiosk.sync.alerts.looking import Rounds
from tests.cast import HERE, WANG, Machine, by_visit
from tests.commands.cast import ENTRY, kiosk


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Ends the keeping of the house after its first round; the tests' thread keeps its priority."""
    monkeypatch.setattr(os, "setpriority", lambda *_: None)
    stop = threading.Event()
    stop.set()
    return stop


def test_what_is_there_at_a_start_is_left_to_itself():
    there, before = [[number] for number in range(1000)], gc.get_freeze_count()
    serve.settle()
    assert gc.get_freeze_count() >= before + len(there)


def test_contact_details_that_no_case_has_are_erased_and_others_stay(
    hall: Machine, once: threading.Event
):
    reach = Reach("王女士", "13812345678", b"0" * 16)
    author, filed = by_visit(hall.db, hall.time(), "v1"), Filed("question", ["fees"])
    case = filing.open_case(hall.db, author, hall.keys, "a" * 32, filed, reach).case
    lost = contact_sealing.sealed("", "13800000000", b"1" * 16, [hall.keys.public])
    with hall.db.writing():
        contact_store.keep(hall.db, HERE, lost)
    serve.keep_house(hall.config, hall.db, hall.keys, once)
    assert contact_store.find(hall.db, HERE, lost.digest) is None
    assert contact_store.find(hall.db, HERE, case.contact) is not None


def test_a_round_that_fails_is_logged_and_the_next_one_comes(
    hall: Machine,
    once: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    once.clear()
    monkeypatch.setattr(serve, "HOUSE_S", 0.01)
    rounds = iter([OSError("disk I/O error"), 3, 0])

    def erase(*_args: object, **_more: object) -> int:
        found = next(rounds)
        if isinstance(found, Exception):
            raise found
        if not found:
            once.set()
        return found

    monkeypatch.setattr(contact_use, "erase_due", erase)
    with caplog.at_level(logging.INFO, "tingsheng"):
        serve.keep_house(hall.config, hall.db, hall.keys, once)
    assert [line.levelname for line in caplog.records] == ["ERROR", "INFO"]
    assert "3 contact details erased" in caplog.text


def test_the_house_keeps_the_wal_small_and_checks_once_a_night(
    office: Machine, hall: Machine, once: threading.Event, caplog: pytest.LogCaptureFixture
):
    hall.db.run(LastCheck.delete())
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    hall.db.run(Ledger.update(mark="patient"))
    serve.keep_house(hall.config, hall.db, hall.keys, once)
    _, frames, moved = hall.db.sql("PRAGMA wal_checkpoint(NOOP)").fetchone()
    assert frames == moved
    (alarm,) = hall.db.rows(Alarm.select())
    assert (alarm.code, alarm.seq, "mark" in alarm.detail) == ("verify_failed", 1, True)
    assert "nightly check" in caplog.text


def test_a_port_that_is_taken_is_named(new: Machine):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = kiosk(new, "serve", KIOSK_LOBBY_PORT=str(port))
    assert said.returncode == 1 and "Traceback" not in said.stderr
    assert f"lobby can't be served at 127.0.0.1 port {port}" in said.stderr


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b'role = "station"\n[lobby]\nport = 8081\n', "$.lobby.port and $.desk.port"),
        ('role = "station" # 总部'.encode("gb18030"), "save it as UTF-8"),
        (b'role = "station"\nsync_secnds = 3\n', "sync_secnds"),
        (None, "no such file"),
    ],
)
def test_a_bad_configuration_starts_nothing_and_is_named(
    new: Machine, content: bytes | None, names: str
):
    file = new.config.folder / "machine.toml"
    if content is not None:
        file.write_bytes(content)
        said = kiosk(new, "serve")
    else:
        said = subprocess.run(
            [sys.executable, str(ENTRY), "--config", str(file), "serve"],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert said.returncode == 1 and "Traceback" not in said.stderr
    assert names in " ".join(said.stderr.split()) and "machine.toml" in said.stderr


def test_config_without_a_file_is_explained(new: Machine):
    said = subprocess.run(
        [sys.executable, str(ENTRY), "--config"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert said.returncode == 2 and "--config" in said.stderr and "Traceback" not in said.stderr


def test_alerts_are_looked_at_again_whatever_happens(
    alone: Machine, monkeypatch: pytest.MonkeyPatch
):
    stop, looks = threading.Event(), []

    def fails(*_args: object) -> None:
        looks.append(1)
        if len(looks) == 3:
            stop.set()
        raise OSError("the disk is gone")

    monkeypatch.setattr(Rounds, "look", fails)
    monkeypatch.setattr(serve, "LOOK_S", 0.01)
    serve.keep_alerting(alone.config, alone.db, alone.keys, stop)
    assert len(looks) == 3
