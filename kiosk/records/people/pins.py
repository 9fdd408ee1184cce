"""PINs and passwords: checked slowly, one at a time, with waits that outlast a restart
(docs/architecture.md, "Local rows").

A PIN is issued, opens once, and is replaced by one that the clerk chooses and no one else knows.

Over the line limit: a PIN's whole life, and the one way in which any secret is checked.
"""

import contextlib
import hmac
import threading
from collections.abc import Iterator
from functools import cache
from typing import Literal

import argon2
import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import Local
from kiosk.records.ledger import identity, ledger, security_log, times
from kiosk.records.ledger.security_log import Actor
from kiosk.records.ledger.writing import Author, Entry, writing
from kiosk.records.people import sessions, tries
from kiosk.records.people.clerks import on_roster, roster
from kiosk.rules.people import pins as rule
from kiosk.rules.people.pins import ONE_TIME_MS
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
    """A clerk's PIN as a peppered argon2 hash; the PIN itself is never stored.

    `expires` is null for a PIN that the clerk chose; one that was issued opens once, until then
    (UTC ms, believed time), and `used` says that it has.
    """

    badge = peewee.TextField(primary_key=True)
    hash = peewee.TextField()
    expires = peewee.BigIntegerField(null=True)
    used = peewee.SmallIntegerField(default=0)


State = Literal["none", "issued", "chosen", "over"]
"""Of a clerk's PIN: there is none; one was issued and waits for its one sign-in, or was signed in
with; the clerk chose it; it was issued and not used in time, or not replaced."""


def set_pin(db: Database, author: Author, keys: Keys, key: str, badge: str, pin: str) -> None:
    """Gives a clerk the PIN that he or she chose. That it changed is a fact. The clerk is signed
    out, and earlier wrong tries make no one wait.

    Raises Refusal `missing_key`, `unknown_clerk` or `retired_clerk`.
    """
    action = "pin_chosen" if author.by == badge else "pin_set"
    with _changing(db, author, keys, key, badge, pin, None, action) as entry:
        if entry is not None:
            entry.write(facts.PinChanged, clerk=badge)


def issue(db: Database, author: Author, keys: Keys, key: str, badge: str, pin: str) -> bool:
    """Gives a clerk a drawn PIN that opens once, to be replaced by one of the clerk's own: by the
    manager, or by the machine's command line. Returns False if the form was sent before, whose PIN
    is another.

    As `set_pin`; further raises Refusal `only_manager`, or `own_pin` for a manager's own PIN.
    """
    if author.role not in ("manager", "machine"):
        raise Refusal("only_manager")
    if author.role == "manager" and author.by == badge:
        raise Refusal("own_pin")
    by = author.by if author.role == "manager" else ""
    with _changing(db, author, keys, key, badge, pin, author.at + ONE_TIME_MS, "pin_set") as entry:
        if entry is not None:
            entry.write(facts.PinChanged, clerk=badge, one_time=True, by=by)
        return entry is not None


@contextlib.contextmanager
def _changing(
    db: Database, author: Author, keys: Keys, key: str, badge: str, pin: str,
    expires: int | None, action: str,
) -> Iterator[Entry | None]:  # fmt: skip
    """The transaction that changes a PIN; None where the form was sent before."""
    stored = hashed(keys, pin)
    with writing(db, author, key) as entry:
        on_roster(db, author.branch, badge, author.day)
        if entry.known:
            yield None
            return
        row = Pin.insert(badge=badge, hash=stored, expires=expires, used=0)
        kept = [Pin.hash, Pin.expires, Pin.used]
        db.run(row.on_conflict(conflict_target=[Pin.badge], preserve=kept))
        yield entry
        sessions.end(db, "desk", badge)
        tries.clear(db, badge)
        by = Actor("command" if author.role == "machine" else "desk", author.by, author.now)
        security_log.write(db, by, action, badge, key=key)


def choose(
    db: Database, author: Author, keys: Keys, key: str, pin: str, old: str, browser: str = ""
) -> str:
    """A clerk chooses the own PIN, with the old one, or without after signing in with a one-time
    PIN. Returns a mark for the browser, as `check` does. Sent again, the form changes nothing.

    Raises Refusal `odd_pin`, `easy_pin`, `badge_pin`, `same_pin`, and as `sign_in` and `set_pin`.
    """
    badge, sent_before = author.by, bool(ledger.find(db, author.branch, [key]))
    if not sent_before:
        _checked(db, author, keys, pin, old, browser)
        set_pin(db, author, keys, key, badge, pin)
    stored = _find(db, badge)
    return check(db, keys, "desk", badge, pin, stored.hash if stored else None, author.now, browser)


def _checked(db: Database, author: Author, keys: Keys, pin: str, old: str, browser: str) -> None:
    """Raises the refusal of a PIN that a clerk chooses."""
    if code := rule.refused(pin, author.by):
        raise Refusal(code, field="new")
    row = _find(db, author.by)
    if row is not None and row.expires is not None and not row.used:
        raise Refusal("pin_over")  # issued after this session began
    if row is None or row.expires is None:
        check(db, keys, "desk", author.by, old, row.hash if row else None, author.now, browser)
    if row is not None and _fits(keys, row.hash, pin):
        raise Refusal("same_pin")


def confirm(db: Database, keys: Keys, author: Author, pin: str, browser: str = "") -> None:
    """A clerk who is signed in at the desk shows by the own PIN that no one else is acting there.
    Wrong ones count with those at sign-in. Raises Refusal `wrong_pin`, `wait` or `crowded`."""
    row = _find(db, author.by)
    stored = row.hash if row is not None and row.expires is None else None
    check(db, keys, "desk", author.by, pin, stored, author.now, browser)


def _fits(keys: Keys, stored: str, secret: str) -> bool:
    with contextlib.suppress(argon2.exceptions.VerificationError), _one_at_a_time:
        return _hasher.verify(stored, keys.peppered(secret))
    return False


def _find(db: Database, badge: str) -> Pin | None:
    found: Pin | None = db.first(Pin.select().where(Pin.badge == badge))
    return found


def is_one_time(db: Database, badge: str) -> bool:
    """Whether the clerk's PIN was issued and must be replaced before anything else."""
    return bool(db.tuples(_ONE_TIME, badge=badge))


_ONE_TIME = Prepared(
    Pin.select(Pin.badge).where((Pin.badge == slot("badge")) & Pin.expires.is_null(False))
)


def states(db: Database, now: Moment) -> dict[str, tuple[State, int | None]]:
    """Each badge that has a PIN: its state, and until when (UTC ms) it opens if it waits."""
    at = times.believed(db, now).utc
    return {row.badge: (_state(row, at), row.expires) for row in db.rows(Pin.select())}


def _state(row: Pin, at: int) -> State:
    if row.expires is None:
        return "chosen"
    return "over" if row.used or row.expires <= at else "issued"


def sign_in(
    db: Database, keys: Keys, screen: str, badge: str, pin: str, now: Moment, browser: str = ""
) -> str:
    """Checks badge and PIN; returns only if they are right, a mark for the browser as `check` does.

    A one-time PIN is used up by this, at the desk alone. Raises Refusal `wrong_pin` (the same, and
    as slow, for an unknown badge) or `wait` after too many wrong tries on this screen; with a right
    one-time PIN `choose_at_desk` elsewhere, and `pin_over` where it was used or is too old.
    """
    me = identity.me(db)
    day = times.today(db, now)
    row = _find(db, badge)
    working = badge in roster(db, me.branch, day)
    stored = row.hash if row and working else None
    mark = check(db, keys, screen, badge, pin, stored, now, browser)
    if row is not None and row.expires is not None:
        _use_up(db, screen, row, now)
    return mark


def _use_up(db: Database, screen: str, row: Pin, now: Moment) -> None:
    with db.writing():
        at = times.believed(db, now).utc
        unused = (Pin.badge == row.badge) & (Pin.hash == row.hash) & (Pin.used == 0)
        if _state(row, at) == "over":
            raise Refusal("pin_over")
        if screen != "desk":
            raise Refusal("choose_at_desk")
        if not db.run(Pin.update(used=1).where(unused)):
            raise Refusal("pin_over")
