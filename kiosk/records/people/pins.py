"""PINs and passwords: checked slowly, one at a time, with waits that outlast a restart
(docs/architecture.md, "Local rows")."""

import datetime
import threading
from functools import cache

import argon2
import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Local
from kiosk.records.ledger import identity, times
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people.clerks import on_roster, roster
from kiosk.records.people.tries import begin_try, was_right
from kiosk.rules.people import throttle
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal

_hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_one_at_a_time = threading.Semaphore(1)  # a tablet has too little memory for four at once
_places = threading.BoundedSemaphore(3)  # one at work and two waiting: threads are left for pages


def hashed(keys: Keys, secret: str) -> str:
    """A PIN or password in its stored form."""
    return _hasher.hash(keys.peppered(secret))


@cache
def _decoy() -> str:
    return _hasher.hash("nobody")


def check(
    db: Database,
    keys: Keys,
    screen: str,
    name: str,
    secret: str,
    stored: str | None,
    day: datetime.date,
    now: Moment,
) -> None:
    """Compares a secret with its stored hash, None for an unknown name; that takes the same time.

    Raises Refusal `crowded` where others are being checked, `wait` before looking at the secret at
    all, `wrong_pin` after. A try is counted before it is checked, so that pulling the plug does not
    undo it.
    """
    if not _places.acquire(blocking=False):
        raise Refusal("crowded", retry_after=5)
    try:
        before = begin_try(db, screen, name, day, now, throttle.DAY_TRIES)
        with _one_at_a_time:
            _hasher.verify(stored or _decoy(), keys.peppered(secret))
    except argon2.exceptions.VerificationError:
        stored = None
    finally:
        _places.release()
    if stored is None:
        raise Refusal("wrong_pin")
    was_right(db, before, now)


class Pin(Local):
    """A clerk's PIN as a peppered argon2 hash; the PIN itself is never stored."""

    badge = peewee.TextField(primary_key=True)
    hash = peewee.TextField()


def set_pin(db: Database, author: Author, keys: Keys, key: str, badge: str, pin: str) -> None:
    """Gives a clerk a new PIN (six random digits). That it changed is a fact.

    Raises Refusal `missing_key`, `unknown_clerk` or `retired_clerk`.
    """
    stored = hashed(keys, pin)
    with writing(db, author, key) as entry:
        on_roster(db, author.branch, badge, author.day)
        db.run(
            Pin.insert(badge=badge, hash=stored).on_conflict(
                conflict_target=[Pin.badge], preserve=[Pin.hash]
            )
        )
        entry.write(facts.PinChanged, clerk=badge)


def sign_in(db: Database, keys: Keys, screen: str, badge: str, pin: str, now: Moment) -> None:
    """Checks badge and PIN; returns only if they are right.

    Raises Refusal `wrong_pin` (the same, and as slow, for an unknown badge) or `wait` after too
    many wrong tries on this screen.
    """
    me = identity.me(db)
    day = times.today(db, now)
    row = db.first(Pin.select().where(Pin.badge == badge))
    working = badge in roster(db, me.branch, day)
    check(db, keys, screen, badge, pin, row.hash if row and working else None, day, now)
