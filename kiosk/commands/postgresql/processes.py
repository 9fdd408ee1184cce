"""Several processes serve head office: each takes connections from one socket, which the process
that started them has bound. That one serves nothing: it keeps what is to be shown once, watches
over the screen, and starts a process that ended again.
"""

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import FrameType
from typing import NamedTuple

from kiosk.commands import listening, watchdog
from kiosk.commands.machine import Machine, fail
from kiosk.commands.upkeep import healing
from kiosk.ground.config import Config
from kiosk.ground.processes import shelf
from kiosk.rules.input import numbers
from kiosk.vocabulary.refusals import Refusal

log = logging.getLogger("tingsheng")
VARIABLE = "KIOSK_WORKER"
"""Names what a process inherits: the socket, its line to the shelf, and its number."""
LOOK_S, PAUSE_S = 0.2, 1.0
"""Between two looks at the processes, and until one that ended is started again."""
STOP_S = 15.0
_PR_SET_PDEATHSIG = 1
"""prctl(2)"""


class Worker(NamedTuple):
    """One of several processes; the first does for all what must be done once."""

    socket: socket.socket
    shelf: shelf.Shelf
    is_first: bool


def inherited(environment: Mapping[str, str]) -> Worker | None:
    """What this process is, if another one has started it to serve with others."""
    text = environment.get(VARIABLE)
    if text is None:
        return None
    bound, line, index = map(numbers.digits, text.split())
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)  # it ends with the one before it
    held = shelf.Elsewhere(Connection(line))
    return Worker(socket.socket(fileno=bound), held, index == 0)


def serve(here: Machine, config: Config, number: int) -> None:
    """Serves by so many processes until SIGTERM or SIGINT. Raises Refusal `one_process` unless head
    office is on PostgreSQL: on SQLite, processes would wait for each other's every write."""
    if not config.postgresql:
        raise Refusal("one_process")
    with healing.alone(config):
        _, db, _ = here.open("office")  # the tables are upgraded once, before any process starts
        try:
            bound = listening.bound(config.office)
        except OSError as error:
            fail(f"office can't be served at {config.office.bind}: {error}")
        stop = threading.Event()

        def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, ask_to_stop)
        watching = threading.Thread(target=watchdog.watch, args=(config, db, stop), daemon=True)
        watching.start()
        _keep(bound, number, stop)


def _keep(bound: socket.socket, number: int, stop: threading.Event) -> None:
    kept = shelf.Shelf()
    running = {index: _start(bound, kept, index) for index in range(number)}
    while not stop.wait(LOOK_S):
        for index, process in running.items():
            if process.poll() is not None:
                log.error("process %d of head office ended: %d", index, process.returncode)
                stop.wait(PAUSE_S)
                running[index] = _start(bound, kept, index)
    watchdog.notify("STOPPING=1")
    for process in running.values():
        process.terminate()
    end = time.monotonic() + STOP_S
    for process in running.values():
        try:
            process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def _start(bound: socket.socket, kept: shelf.Shelf, index: int) -> "subprocess.Popen[bytes]":
    ours, theirs = Pipe()
    passed = (bound.fileno(), theirs.fileno())
    started = subprocess.Popen(
        [sys.executable, *sys.orig_argv[1:]],
        pass_fds=passed,
        env={**os.environ, VARIABLE: f"{passed[0]} {passed[1]} {index}", "NOTIFY_SOCKET": ""},
    )
    theirs.close()
    threading.Thread(target=shelf.answer, args=(kept, ours), daemon=True).start()
    return started
