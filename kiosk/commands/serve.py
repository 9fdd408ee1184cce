"""A running machine: its listeners, its sync and housekeeping threads, a clean stop."""

import logging
import os
import signal
import threading
import time
from types import FrameType

from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from kiosk.app import create_app
from kiosk.commands.syncing import keep_in_sync
from kiosk.files import drawings
from kiosk.ground import clock as machine_clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_use, redating
from kiosk.records.exchange import checks, days
from kiosk.records.ledger import identity, times
from kiosk.records.ledger.writing import at_station

log = logging.getLogger("tingsheng")
DRAIN_S = 8.0
HOUSE_S = 600.0
THREADS = {"lobby": 4, "desk": 4, "office": 8}
BODY_LIMIT = {"lobby": 1_048_576, "desk": 6_291_456, "office": 6_291_456}
"""Most bytes of a request, checked before Flask sees it: waitress spools larger ones to disk."""


def serve(config: Config, db: Database, keys: Keys) -> None:
    """Serves until SIGTERM or SIGINT; requests under way are finished first."""
    screens = ("lobby", "desk") if config.role == "station" else ("office",)
    stop = threading.Event()
    servers = [_listen(config, screen, db, keys) for screen in screens]
    threads = [threading.Thread(target=server.run, daemon=True) for server in servers]
    if db.read_only:
        log.error("%s can't be written: pages are shown, nothing is saved", config.database)
    else:
        threads.append(threading.Thread(target=keep_house, args=(config, db, keys, stop)))
    if config.role == "station" and not db.read_only:
        _draw_cards(config)
        threads.append(threading.Thread(target=keep_in_sync, args=(config, db, keys, stop)))

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ask_to_stop)
    for thread in threads:
        thread.start()
    stop.wait()
    for server in servers:
        _drain(server)
    for thread in threads:
        thread.join(timeout=1)


def _draw_cards(config: Config) -> None:
    """Draws the pictures of the cards. A hall without a Chinese font thanks in words alone, and
    the log says why."""
    try:
        drawings.draw_cards(config.pictures)
    except drawings.FontMissing as missing:
        log.error("no pictures of cards: %s", missing)


def _listen(config: Config, screen: str, db: Database, keys: Keys) -> BaseWSGIServer:
    listener = getattr(config, screen)
    app = create_app(config, screen, db, keys)
    server = create_server(
        app,
        host=listener.bind,
        port=listener.port,
        threads=THREADS[screen],
        max_request_body_size=BODY_LIMIT[screen],
        ident=None,
    )
    if isinstance(server, MultiSocketServer):
        raise OSError(f"{listener.bind} stands for more than one address; name one")
    return server


def _drain(server: BaseWSGIServer) -> None:
    """Accepts no new connections, lets requests under way finish, then closes."""
    server.accepting = False
    end = time.monotonic() + DRAIN_S
    while time.monotonic() < end:
        if not any(channel.requests for channel in list(server.active_channels.values())):
            break
        time.sleep(0.02)
    server.task_dispatcher.shutdown(timeout=1)
    server.close()


def keep_house(config: Config, db: Database, keys: Keys, stop: threading.Event) -> None:
    """Now and every ten minutes: sees to the time and what waits for it, erases expired contact
    details, keeps the WAL small; once a night checks everything."""
    db.connect()
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)  # of this thread alone
    while True:
        for work in (_see_to_time, _erase, _check, _checkpoint):
            try:
                work(config, db, keys)
            except Exception:
                log.exception("housekeeping")
        if stop.wait(HOUSE_S):
            return


def _see_to_time(config: Config, db: Database, _keys: Keys) -> None:
    """At the office, reads the clock and judges again what waited for it; at a station, computes
    unsure due days again."""
    now = machine_clock.read()
    if config.role == "office":
        times.note_time(db, now)
        days.judge_again(db, now)
    elif identity.settled(db):
        redating.redate(db, at_station(db, "machine", now))


def _erase(config: Config, db: Database, _keys: Keys) -> None:
    at_office = config.role == "office"
    erased = contact_use.erase_due(db, machine_clock.read(), at_office=at_office)
    if erased:
        log.info("%d contact details erased", erased)


def _check(config: Config, db: Database, keys: Keys) -> None:
    at_office = config.role == "office"
    found = checks.check_nightly(db, keys, machine_clock.read(), at_office=at_office)
    if found is not None:
        log.error("nightly check: %s", found)


def _checkpoint(_config: Config, db: Database, _keys: Keys) -> None:
    db.checkpoint()
