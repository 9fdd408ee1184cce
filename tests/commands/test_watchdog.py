"""The watchdog is fed by pages that really come, and by nothing else."""

import contextlib
import faulthandler
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
from flask import Flask

from kiosk.commands import listening, watchdog
from kiosk.commands.listening import THREADS, Server
from kiosk.ground.db import Away
from kiosk.ground.network.addresses import Listener
from tests.cast import Machine
from tests.faults.machines import free_ports

TOP = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Short waits; and the process of the tests is not the one that is ended."""
    monkeypatch.setattr(watchdog, "EVERY_S", 0.05)
    monkeypatch.setattr(watchdog, "ANSWER_S", 0.5)
    monkeypatch.setattr(faulthandler, "dump_traceback_later", lambda *_args, **_more: None)
    yield
    monkeypatch.undo()


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """systemd's end of the line."""
    with listening_for(tmp_path / "notify", monkeypatch) as line:
        yield line


@contextlib.contextmanager
def listening_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(path))
        line.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        yield line


def said(line: socket.socket, within: float) -> list[str]:
    """What was said to systemd until it was silent for so long."""
    words = []
    line.settimeout(within)
    with contextlib.suppress(TimeoutError):
        while True:
            words.append(line.recv(1_000).decode())
    return words


@contextlib.contextmanager
def served(machine: Machine) -> Iterator[dict[str, Server]]:
    """The machine's listeners, and the watchdog asking them."""
    stop, threads = threading.Event(), []
    servers: dict[str, Server] = {}
    for screen, _ in watchdog.FIRST_PAGES[machine.config.role]:
        (port,) = free_ports(1)
        setattr(machine.config, screen, Listener(port=port))
        listener = getattr(machine.config, screen)
        servers[screen] = listening.listen(machine.app(screen), screen, listener)
        threads.append(threading.Thread(target=servers[screen].run, daemon=True))
    watching = (machine.config, machine.db, stop)
    threads.append(threading.Thread(target=watchdog.watch, args=watching, daemon=True))
    for thread in threads:
        thread.start()
    try:
        yield servers
    finally:
        stop.set()
        for server in servers.values():
            listening.drain(server)
        for thread in threads:
            thread.join(10)


def stuck(app: Flask, endpoint: str) -> threading.Event:
    """Makes a view that ends only when the event is set."""
    end = threading.Event()
    app.view_functions[endpoint] = lambda **_values: (end.wait(30), "late")[1]
    return end


def ask_without_waiting(port: int, path: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return line


def test_systemd_hears_when_pages_come_and_that_they_still_do(hall: Machine, heard: socket.socket):
    with served(hall):
        words = [heard.recv(1_000).decode() for _ in range(4)]
    assert words == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"]


def test_an_office_is_watched_by_its_sign_in_page(office: Machine, heard: socket.socket):
    with served(office):
        assert heard.recv(1_000) == b"READY=1"


def test_a_server_of_databases_that_is_away_is_no_reason_to_begin_again(
    office: Machine, heard: socket.socket, monkeypatch: pytest.MonkeyPatch
):
    with served(office):
        assert heard.recv(1_000) == b"READY=1"
        office.config.postgresql = "postgresql:///tingsheng"
        monkeypatch.setattr(watchdog.owner, "is_settled", Mock(side_effect=Away("closed")))
        assert [heard.recv(1_000) for _ in range(5)] == [b"WATCHDOG=1"] * 5


@pytest.mark.parametrize(
    ("screen", "path", "endpoint"),
    [("lobby", "/fees", "fees.all_fees"), ("desk", "/sign-in", "sign_in.page")],
)
def test_a_screen_whose_threads_are_all_busy_is_not_fed(
    hall: Machine, heard: socket.socket, screen: str, path: str, endpoint: str
):
    with served(hall) as servers:
        assert heard.recv(1_000) == b"READY=1"
        end = stuck(hall.app(screen), endpoint)
        port = servers[screen].effective_port
        lines = [ask_without_waiting(port, path) for _ in range(THREADS[screen])]
        said(heard, 0.3)  # what was under way
        assert said(heard, 1.0) == []
        end.set()
        heard.settimeout(10)
        assert heard.recv(1_000) == b"WATCHDOG=1"
        for line in lines:
            line.close()


def test_a_page_that_fails_is_named_in_the_log_and_feeds_nothing(
    hall: Machine, heard: socket.socket, caplog: pytest.LogCaptureFixture
):
    def fail() -> str:
        raise RuntimeError("a fault in the program")

    hall.app("lobby").view_functions["hall.hall"] = fail
    with served(hall):
        assert said(heard, 1.0) == []
    assert "watchdog: lobby: / is answered with 503" in caplog.text


def test_a_full_disk_is_logged_and_restarts_nothing(
    hall: Machine, heard: socket.socket, caplog: pytest.LogCaptureFixture
):
    hall.app("lobby").view_functions["frame.health"] = lambda: ("the database is full", 503)
    with caplog.at_level(logging.ERROR, "tingsheng"), served(hall):
        assert [heard.recv(1_000) for _ in range(2)] == [b"READY=1", b"WATCHDOG=1"]
    assert "/healthz is answered with 503" in caplog.text


def test_a_station_that_is_not_enrolled_yet_is_ready(new: Machine, heard: socket.socket):
    with served(new):
        assert heard.recv(1_000) == b"READY=1"


def test_a_socket_in_the_abstract_name_space_is_reached(monkeypatch: pytest.MonkeyPatch):
    name = f"tingsheng-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(f"\0{name}")
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
        watchdog.notify("READY=1")
        line.settimeout(10)
        assert line.recv(1_000) == b"READY=1"


def test_without_systemd_nothing_is_sent(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    watchdog.notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere/at/all")
    watchdog.notify("READY=1")


# The program itself --------------------------------------------------------------

MAD = """
import sys, threading
from kiosk.commands import watchdog
from kiosk.records.hall import help
watchdog.EVERY_S, watchdog.ANSWER_S, watchdog.UNFED_S = 0.2, 2.0, 6.0
if "mad" in sys.argv:
    help.of_visit = lambda *_: 10 ** 10 ** 9  # one sum that holds Python itself
if "stuck" in sys.argv:
    help.of_visit = lambda *_: threading.Event().wait()
sys.argv[1:2] = []
from kiosk.commands.main import main
main()
"""


def program(machine: Machine, how: str) -> subprocess.Popen[bytes]:
    """`kiosk.py serve` with shorter waits, whose page for help is sound, stuck or mad."""
    lobby, desk = free_ports(2)
    file = machine.config.folder / "machine.toml"
    file.write_text(
        f'role = "station"\nsync_seconds = 9000\n[lobby]\nport = {lobby}\n[desk]\nport = {desk}\n'
    )
    machine.config.lobby = Listener(port=lobby)
    machine.db.close()
    words = [sys.executable, "-c", MAD, how, "--config", str(file), "serve"]
    with (machine.config.folder / "log").open("w") as log:
        return subprocess.Popen(words, cwd=TOP, stderr=log)


def test_the_program_says_when_it_is_ready_and_when_it_stops(hall: Machine, heard: socket.socket):
    child = program(hall, "sound")
    try:
        heard.settimeout(30)
        assert [heard.recv(1_000) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
        child.terminate()
        assert child.wait(30) == 0
        assert said(heard, 0.2)[-1] == "STOPPING=1"
    finally:
        child.kill()
        child.wait()


@pytest.mark.parametrize("how", ["stuck", "mad"])
def test_a_program_whose_pages_no_longer_come_ends_itself(
    hall: Machine, heard: socket.socket, how: str
):
    child = program(hall, how)
    try:
        heard.settimeout(30)
        assert heard.recv(1_000) == b"READY=1"
        port = hall.config.lobby.port
        lines = [ask_without_waiting(port, "/help") for _ in range(THREADS["lobby"])]
        assert child.wait(30) == 1, "without it, this waits for ever"
        says = (hall.config.folder / "log").read_text()
        assert "Timeout (0:00:06)!" in says and "in _shown" in says, "which request it was"
        for line in lines:
            line.close()
    finally:
        child.kill()
        child.wait()
