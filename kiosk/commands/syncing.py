"""Rounds with the office: on a schedule, or once."""

import contextlib
import fcntl
import logging
import random
import secrets
import threading
from collections.abc import Iterator
from typing import NamedTuple

import peewee

from kiosk.ground import clock as machine_clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import joining
from kiosk.records.ledger import identity, times
from kiosk.records.publishing import branches
from kiosk.rules.office import backoff
from kiosk.sync import rounds
from kiosk.sync.http import over_http
from kiosk.sync.programs import Places
from kiosk.vocabulary.refusals import NoLine, Refusal

log = logging.getLogger("tingsheng")
SMALLER = ("busy", "too_large")
"""Refusals after which less is sent at once; others would be the same for a smaller message."""


class Pace(NamedTuple):
    """How fast the rounds follow one another: `size` entries per message, rounds that failed and
    succeeded since the last of the other kind, and the pause that the office asked for (s)."""

    size: int = backoff.MAX_BATCH
    failures: int = 0
    successes: int = 0
    asked: float = 0.0


def keep_in_sync(config: Config, db: Database, keys: Keys, stop: threading.Event) -> None:
    """Calls the office every `sync_seconds`, spread by chance, less often after failures; goes on
    and never stops the lobby, whatever happens."""
    pace = Pace()
    pause = backoff.first_call(config.sync_seconds, random.random())
    while not stop.wait(pause):
        pace = one_round(config, db, keys, pace)
        with contextlib.suppress(peewee.DatabaseError):  # the next round's, or the house's
            db.checkpoint()
        pause = backoff.next_call(config.sync_seconds, pace.failures, random.random(), pace.asked)


def one_round(config: Config, db: Database, keys: Keys, pace: Pace) -> Pace:
    """A round, or the office's part in a hall that has none; returns the pace of the next. Raises
    nothing."""
    try:
        db.connect()
        now = machine_clock.read()
        times.note_time(db, now)
        if joining.is_standalone(db):
            branches.note_zone(db, times.today(db, now))
            return Pace()
        done = sync_once(config, db, keys, pace.size)
    except Refusal as refusal:
        log.warning("sync: %s", refusal)
        size = (
            pace.size
            if refusal.code not in SMALLER
            else backoff.batch_size(pace.size, 0, failed=True)
        )
        return Pace(size, pace.failures + 1, 0, refusal.retry_after or 0.0)
    except Exception as trouble:
        db.suspect(trouble)
        if isinstance(trouble, NoLine):
            log.warning("sync: %s", trouble)
        else:
            log.exception("sync")
        return Pace(backoff.batch_size(pace.size, 0, failed=True), pace.failures + 1)
    if done.sent or done.received:
        log.info("sync: %d sent, %d received", done.sent, done.received)
    successes = pace.successes + 1
    return Pace(backoff.batch_size(pace.size, successes, failed=False), 0, successes)


def sync_once(
    config: Config, db: Database, keys: Keys, size: int = backoff.MAX_BATCH
) -> rounds.Round:
    """One round with the office, one at a time: a command run beside a serving station waits for
    the station's round, since one would overtake the other. Raises Refusal or NoLine."""
    with alone(config):
        send = over_http(identity.me(db).office_url, machine_clock.read)
        places = Places(config.programs, config.next_program) if config.program.keys else None
        return rounds.run(db, send, keys, machine_clock.read, fresh_nonce, size, places)


@contextlib.contextmanager
def alone(config: Config, *, wait: bool = True) -> Iterator[None]:
    """Keeps other processes of this machine from calling the office meanwhile. Raises Refusal
    `sync_under_way` if one does and this one does not `wait`."""
    with (config.folder / "sync.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("sync_under_way") from None
        yield


def fresh_nonce() -> str:
    """32 random hex digits, new for each request."""
    return secrets.token_hex(16)
