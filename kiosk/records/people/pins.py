"""PINs and passwords: checked slowly, one at a time, with waits that outlast a restart
(docs/architecture.md, "Local rows")."""

import hmac
import threading
from functools import cache

import argon2
import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Local
from kiosk.records.ledger import identity, security_log, times
from kiosk.records.ledger.security_log import Actor
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import sessions, tries
from kiosk.records.people.clerks import on_roster, roster
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
    now: Moment,
    browser: str = "",
) -> str:
    """Compares a secret with its stored hash, None for an unknown name; that takes the same time.

    Returns a mark for the browser's cookie; `browser` is the one that it brings. Tries from a
    browser in which this person signed in before are counted apart. Raises Refusal `crowded` where
    others are being checked, `wait` before looking at the secret at all, `wrong_pin` after. A try
    is counted before it is checked, so that pulling the plug does not undo it.
    """
    mark = f"{now.utc:x}"
    known = "" if stored is None else _of_browser(keys, screen, name, stored, browser)
    counted = tries.unknown(name) if stored is None else name
    if not _places.acquire(blocking=False):
        raise Refusal("crowded", retry_after=5)
    try:
        tried = tries.begin(db, screen, counted, now, browser=known)
        with _one_at_a_time:
            _hasher.verify(stored or _decoy(), keys.peppered(secret))
        right = stored is not None
    except argon2.exceptions.VerificationError:
        right = False
    finally:
        _places.release()
    if stored is None or not right:
        by = Actor(screen, "" if stored is None else name, now)
        with db.writing():
            number = tries.was_wrong(db, tried, times.believed(db, now).utc)
            security_log.write_seldom(db, by, "sign_in_failed", number=number)
        raise Refusal("wrong_pin")
    tries.was_right(db, tried, now)
    return _marked(keys, screen, name, stored, known or mark)


def _marked(keys: Keys, screen: str, name: str, stored: str, mark: str) -> str:
    """A cookie that only this machine can make, for this person with this PIN or password."""
    return f"{mark}.{keys.peppered(f'browser {screen} {name} {mark} {stored}')}"


def _of_browser(keys: Keys, screen: str, name: str, stored: str, browser: str) -> str:
    """The mark of a browser in which this person signed in before; '' for any other."""
    mark = browser.partition(".")[0]
    expected = _marked(keys, screen, name, stored, mark)
    return mark if hmac.compare_digest(expected.encode(), browser.encode()) else ""


class Pin(Local):
    """A clerk's PIN as a peppered argon2 hash; the PIN itself is never stored."""

    badge = peewee.TextField(primary_key=True)
    hash = peewee.TextField()


def set_pin(db: Database, author: Author, keys: Keys, key: str, badge: str, pin: str) -> None:
    """Gives a clerk a new PIN (six random digits). That it changed is a fact. The clerk is signed
    out, and earlier wrong tries make no one wait.

    Raises Refusal `missing_key`, `unknown_clerk` or `retired_clerk`.
    """
    stored = hashed(keys, pin)
    with writing(db, author, key) as entry:
        on_roster(db, author.branch, badge, author.day)
        if entry.known:
            return
        db.run(
            Pin.insert(badge=badge, hash=stored).on_conflict(
                conflict_target=[Pin.badge], preserve=[Pin.hash]
            )
        )
        entry.write(facts.PinChanged, clerk=badge)
        sessions.end(db, "desk", badge)
        tries.clear(db, badge)
        by = Actor("command" if author.role == "machine" else "desk", author.by, author.now)
        security_log.write(db, by, "pin_set", badge, key=key)


def sign_in(
    db: Database, keys: Keys, screen: str, badge: str, pin: str, now: Moment, browser: str = ""
) -> str:
    """Checks badge and PIN; returns only if they are right, a mark for the browser as `check` does.

    Raises Refusal `wrong_pin` (the same, and as slow, for an unknown badge) or `wait` after too
    many wrong tries on this screen.
    """
    me = identity.me(db)
    day = times.today(db, now)
    row = db.first(Pin.select().where(Pin.badge == badge))
    working = badge in roster(db, me.branch, day)
    stored = row.hash if row and working else None
    return check(db, keys, screen, badge, pin, stored, now, browser)
