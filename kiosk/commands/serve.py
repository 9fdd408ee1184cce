"""A running machine: its listeners, the station's sync thread, a clean stop."""

import contextlib
import fcntl
import logging
import random
import secrets
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from kiosk.app import create_app
from kiosk.files import drawings
from kiosk.ground import clock as machine_clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_use, deadlines
from kiosk.records.exchange import joining
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import Author, at_station
from kiosk.records.people import authors
from kiosk.rules.ledger.time import Moment, believed, local_date
from kiosk.rules.office import backoff
from kiosk.sync import client
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.refusals import Refusal

log = logging.getLogger("tingsheng")
DRAIN_S = 8.0
HOUSE_S = 600.0
THREADS = {"lobby": 4, "desk": 4, "office": 8}
BODY_LIMIT = {"lobby": 1_048_576, "desk": 6_291_456, "office": 6_291_456}
"""Bytes, before Flask sees them: waitress spools larger bodies to disk."""


def serve(config: Config, db: Database, keys: Keys) -> None:
    """Serves until SIGTERM or SIGINT; a tap under way is finished first."""
    screens = ("lobby", "desk") if config.role == "station" else ("office",)
    stop = threading.Event()
    servers = [_listen(config, screen, db, keys) for screen in screens]
    threads = [threading.Thread(target=server.run, daemon=True) for server in servers]
    threads.append(threading.Thread(target=keep_house, args=(config, db, stop)))
    if config.role == "station":
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
    """A hall without a Chinese font thanks in words alone, and says why."""
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
    """Takes no new connections, lets requests under way finish, then closes."""
    server.accepting = False
    end = time.monotonic() + DRAIN_S
    while time.monotonic() < end:
        if not any(channel.requests for channel in list(server.active_channels.values())):
            break
        time.sleep(0.02)
    server.task_dispatcher.shutdown(timeout=1)
    server.close()


def keep_house(config: Config, db: Database, stop: threading.Event) -> None:
    """Erases what is to be erased, now and every ten minutes."""
    db.connect()
    while True:
        try:
            if erased := erase_contacts(config, db, machine_clock.read()):
                log.info("%d contact details erased", erased)
        except Exception:
            log.exception("erasing contact details")
        if stop.wait(HOUSE_S):
            return


def erase_contacts(config: Config, db: Database, now: Moment) -> int:
    """Erases contact details whose time is up, by a time that can be believed;
    returns how many."""
    if config.role == "office":
        day = local_date(now.utc, DEFAULT_ZONE)

        def author(branch: str) -> Author:
            return authors.at_office(db, branch, "", now)
    else:
        if not identity.settled(db):
            return 0
        me = identity.me(db)
        time_now = believed(now, me.anchor, me.last_believed)
        if not time_now.sure:
            return 0
        day = local_date(time_now.utc, me.zone)

        def author(branch: str) -> Author:
            return at_station(db, "machine", now)

    return contact_use.erase_overdue(db, author, day, deadlines.contact_days(db, day))


def keep_in_sync(config: Config, db: Database, keys: Keys, stop: threading.Event) -> None:
    """Calls the office every `sync_seconds`, spread by chance, calmer after
    failures; never stops the lobby, whatever happens."""
    db.connect()
    size, successes, failures, asked = backoff.MAX_BATCH, 0, 0, 0
    pause = backoff.next_call(config.sync_seconds, 0, random.random()) / 10
    while not stop.wait(pause):
        try:
            noted = identity.note_time(db, machine_clock.read())
            if joining.stands_alone(db):
                joining.note_zone(db, local_date(noted.utc, identity.me(db).zone))
                done = client.Round(0, 0, 0)
            else:
                done = sync_once(config, db, keys, size)
        except (Refusal, client.NoLine) as trouble:
            failures, successes = failures + 1, 0
            size = backoff.batch_size(size, 0, failed=True)
            asked = (trouble.retry_after or 0) if isinstance(trouble, Refusal) else 0
            log.warning("sync: %s", trouble)
        except Exception:
            failures += 1
            log.exception("sync")
        else:
            failures, asked, successes = 0, 0, successes + 1
            size = backoff.batch_size(size, successes, failed=False)
            if done.sent or done.received:
                log.info("sync: %d sent, %d received", done.sent, done.received)
        pause = backoff.next_call(config.sync_seconds, failures, random.random(), asked)


def sync_once(
    config: Config, db: Database, keys: Keys, size: int = backoff.MAX_BATCH
) -> client.Round:
    """One round with the office, alone: the command beside a running station
    waits for its round, else one would overtake the other. Raises Refusal or
    NoLine."""
    with alone(config):
        send = client.over_http(identity.me(db).office_url)
        return client.run(db, send, keys, machine_clock.read, fresh_nonce, size)


@contextlib.contextmanager
def alone(config: Config) -> Iterator[None]:
    """Nobody else on this machine speaks with the office meanwhile."""
    with (config.folder / "sync.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fresh_nonce() -> str:
    """32 random hex digits, new for each request."""
    return secrets.token_hex(16)
