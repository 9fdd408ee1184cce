"""Rounds with the office: on a schedule, or once."""

import contextlib
import fcntl
import logging
import random
import secrets
import threading
from collections.abc import Iterator

import peewee

from kiosk.ground import clock as machine_clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import joining
from kiosk.records.ledger import identity, times
from kiosk.records.publishing import branches
from kiosk.rules.office import backoff
from kiosk.sync import client, rounds
from kiosk.vocabulary.refusals import NoLine, Refusal

log = logging.getLogger("tingsheng")


def keep_in_sync(config: Config, db: Database, keys: Keys, stop: threading.Event) -> None:
    """Calls the office every `sync_seconds`, spread by chance, less often after failures; never
    stops the lobby, whatever happens."""
    db.connect()
    size, successes, failures, asked = backoff.MAX_BATCH, 0, 0, 0
    pause = backoff.next_call(config.sync_seconds, 0, random.random()) / 10
    while not stop.wait(pause):
        try:
            now = machine_clock.read()
            times.note_time(db, now)
            if joining.is_standalone(db):
                branches.note_zone(db, times.today(db, now))
                done = rounds.Round(0, 0, 0)
            else:
                done = sync_once(config, db, keys, size)
        except (Refusal, NoLine) as trouble:
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
        with contextlib.suppress(peewee.DatabaseError):  # the next round's, or the house's
            db.checkpoint()
        pause = backoff.next_call(config.sync_seconds, failures, random.random(), asked)


def sync_once(
    config: Config, db: Database, keys: Keys, size: int = backoff.MAX_BATCH
) -> rounds.Round:
    """One round with the office, one at a time: a command run beside a serving station waits for
    the station's round, since one would overtake the other. Raises Refusal or NoLine."""
    with alone(config):
        send = client.over_http(identity.me(db).office_url)
        return rounds.run(db, send, keys, machine_clock.read, fresh_nonce, size)


@contextlib.contextmanager
def alone(config: Config) -> Iterator[None]:
    """Keeps other processes of this machine from calling the office meanwhile."""
    with (config.folder / "sync.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fresh_nonce() -> str:
    """32 random hex digits, new for each request."""
    return secrets.token_hex(16)
