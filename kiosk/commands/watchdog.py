"""The watchdog: a machine whose pages no longer come is ended, so that it is started again.

What feeds it is what a person would see: the first page of each screen, asked for over its own
socket, within a deadline. `/healthz` must be answered too; what it says is logged and no more,
since a full or failing disk is not mended by a restart, and fees can still be read from it.

Two clocks wait for the food. systemd's (`WatchdogSec`) ends a process that has stopped altogether.
The process's own needs no service manager and not even Python, which one calculation can hold: it
writes to the log where each thread is, and exits with code 1.
"""

import faulthandler
import http.client
import logging
import os
import socket
import sys
import threading
import time
from typing import Any

from kiosk.ground.config import Config
from kiosk.ground.db import Away, Database
from kiosk.ground.network.addresses import Listener
from kiosk.records.stations import owner

log = logging.getLogger("tingsheng")
EVERY_S = 15.0
ANSWER_S = 10.0
"""How long all answers together may take."""
UNFED_S = 60.0
"""After so long without an answer, the process ends. systemd waits longer (deploy/)."""
FIRST_PAGES = {
    "station": (("lobby", "/"), ("desk", "/sign-in")),
    "office": (("office", "/sign-in"),),
}


class Unwell(Exception):
    """A page did not come as it must; the message says which."""


def watch(config: Config, db: Database, stop: threading.Event) -> None:
    """Asks for the pages until `stop`; says to systemd when they come, to the log when not."""
    db.connect()
    ready = False
    wait_for_food()
    try:
        while True:
            try:
                check(config, settled=owner.is_settled(db))
            except Away as trouble:
                log.error("watchdog: the database is not reached: %s", trouble)
                if config.postgresql:  # no start of this process brings it back
                    wait_for_food()
                    if ready:
                        notify("WATCHDOG=1")
            except Exception as trouble:
                log.error("watchdog: %s", trouble)
            else:
                notify("WATCHDOG=1" if ready else "READY=1")
                ready = True
                wait_for_food()
            if stop.wait(EVERY_S if ready else 1):
                return
    finally:
        faulthandler.cancel_dump_traceback_later()


class _Probe:
    """A task that says when one of a listener's threads has come to it."""

    def __init__(self) -> None:
        self.reached = threading.Event()

    def service(self) -> None:
        self.reached.set()

    def cancel(self) -> None:
        """It is not needed any more."""


def watch_threads(dispatcher: Any, stop: threading.Event) -> None:
    """For one of several processes on a socket, where another one may answer for it: sees that its
    own threads come to new tasks, and ends it otherwise."""
    wait_for_food()
    try:
        while not stop.is_set():
            probe = _Probe()
            dispatcher.add_task(probe)
            if probe.reached.wait(UNFED_S):
                wait_for_food()
            stop.wait(EVERY_S)
    finally:
        faulthandler.cancel_dump_traceback_later()


def wait_for_food() -> None:
    """Ends the process in UNFED_S, unless this is called again before."""
    faulthandler.dump_traceback_later(UNFED_S, exit=True, file=sys.__stderr__ or sys.stderr)


def check(config: Config, *, settled: bool = True) -> None:
    """Asks each screen for its first page, and the first one for /healthz. Raises Unwell, or
    OSError, unless all are answered in time and the pages come; a machine that is not settled has
    none yet."""
    end = time.monotonic() + ANSWER_S
    for screen, page in FIRST_PAGES[config.role]:
        status = _status(getattr(config, screen), page, end)
        if status != 200 and settled:
            raise Unwell(f"{screen}: {page} is answered with {status}")
    health = _health(config, end)
    if health != 200:
        log.error("watchdog: /healthz is answered with %d", health)


def can_save(config: Config) -> bool:
    """Whether the machine answers that it can store and read."""
    return _health(config, time.monotonic() + ANSWER_S) == 200


def _health(config: Config, end: float) -> int:
    screen, _ = FIRST_PAGES[config.role][0]
    return _status(getattr(config, screen), "/healthz", end)


def _status(listener: Listener, path: str, end: float) -> int:
    """The status of a complete answer that has come by `end`."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listener.bind, listener.bind)
    left = max(0.1, end - time.monotonic())
    line = http.client.HTTPConnection(host, listener.port, timeout=left)
    try:
        line.request("GET", path, headers={"Host": "localhost", "Connection": "close"})
        answer = line.getresponse()
        answer.read()
        if time.monotonic() > end:
            raise Unwell(f"{path} took longer than {ANSWER_S:.0f} s")
        return answer.status
    except http.client.HTTPException as error:
        raise Unwell(f"{path}: {error!r}") from None
    finally:
        line.close()


def notify(state: str) -> None:
    """Sends systemd a line (sd_notify(3)); without systemd, does nothing."""
    name = os.environ.get("NOTIFY_SOCKET", "")
    if not name.startswith(("/", "@")):
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        try:
            line.connect(name.replace("@", "\0", 1) if name[0] == "@" else name)
            line.send(state.encode())
        except OSError as error:
            log.error("watchdog: %s is not reached: %s", name, error)
