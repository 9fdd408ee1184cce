"""The second factor of head office's users: a code that their phone shows (RFC 6238), or one of ten
recovery codes on paper.

The phone's secret is kept sealed with this machine's key, recovery codes as keyed hashes: a copy of
the database opens nothing.
"""

import base64
from collections.abc import Callable
from typing import NamedTuple

import peewee
import pyotp

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Reference
from kiosk.records.ledger import security_log, times
from kiosk.records.ledger.security_log import Actor
from kiosk.records.people import sessions, tries
from kiosk.records.people.users import SHOWN_MS
from kiosk.rules.people import second_factor as rule
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal

ISSUER = "厅声"
"""What the phone calls it."""
COUNTED = "code"
"""Wrong codes are counted apart from wrong passwords, with the same waits."""


class SecondFactor(Reference):
    """A user's second factor, set up at `since` (UTC ms); None before, and after another user took
    it away, `taken_by` whom ('' on the command line) at `taken_at`. `step` is the time step of the
    last code that was used. `drawn` is the key of the form that drew the recovery codes, at
    `drawn_at`."""

    name = peewee.TextField(primary_key=True)
    hidden = peewee.BlobField()
    since = peewee.BigIntegerField(null=True)
    step = peewee.BigIntegerField()
    drawn = peewee.TextField()
    drawn_at = peewee.BigIntegerField()
    taken_by = peewee.TextField()
    taken_at = peewee.BigIntegerField(null=True)


class RecoveryCode(Reference):
    """A recovery code as a keyed hash, with when it was used (UTC ms)."""

    name = peewee.TextField()
    hash = peewee.TextField()
    used_at = peewee.BigIntegerField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("name", "hash")


class Set(NamedTuple):
    """What is known of a user's second factor."""

    since: int | None
    taken_by: str
    taken_at: int | None


def every(db: Database) -> dict[str, Set]:
    """Of each user who has or had one."""
    rows = db.rows(SecondFactor.select())
    return {row.name: Set(row.since, row.taken_by, row.taken_at) for row in rows}


def find(db: Database, name: str) -> Set:
    """Of one user."""
    row = _find(db, name)
    return Set(None, "", None) if row is None else Set(row.since, row.taken_by, row.taken_at)


def _find(db: Database, name: str) -> SecondFactor | None:
    found: SecondFactor | None = db.first(SecondFactor.select().where(SecondFactor.name == name))
    return found


# Setting up -------------------------------------------------------------------------


def secret(keys: Keys, ticket: str) -> str:
    """The secret that is offered to the one browser that holds this ticket; it is kept once a code
    of it was entered."""
    drawn = bytes.fromhex(keys.peppered(f"second factor {ticket}"))[:20]
    return base64.b32encode(drawn).decode()


def address(secret: str, name: str) -> str:
    """What the phone reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def set_up(
    db: Database, keys: Keys, name: str, secret: str, typed: str, key: str, now: Moment
) -> None:
    """A user sets up the phone, with a code of it, and gets recovery codes. The same form twice is
    once. Raises Refusal `factor_there`, `wrong_code` or `wait`."""
    row = _find(db, name)
    if row is not None and row.since is not None:
        if row.drawn == key:
            return
        raise Refusal("factor_there")
    at = times.believed(db, now).utc
    step = rule.fitting(_of(secret), rule.typed(typed), at, 0)
    _counted(db, name, now, lambda: step is not None)
    with db.writing():
        db.run(SecondFactor.delete().where(SecondFactor.name == name))
        db.run(
            SecondFactor.insert(
                name=name, hidden=keys.hide(secret), since=at, step=step, drawn="", drawn_at=0,
                taken_by="", taken_at=None,
            )
        )  # fmt: skip
        _draw(db, keys, name, key, at)
        by = Actor("office", name, now)
        security_log.write(db, by, "factor_set", name, key=key)


def renew(db: Database, keys: Keys, name: str, key: str, at: int) -> None:
    """Gives a user ten new recovery codes; those before open nothing any more. Raises Refusal
    `no_factor`."""
    with db.writing():
        row = _find(db, name)
        if row is None or row.since is None:
            raise Refusal("no_factor")
        if row.drawn != key:
            _draw(db, keys, name, key, at)


def _draw(db: Database, keys: Keys, name: str, key: str, at: int) -> None:
    db.run(RecoveryCode.delete().where(RecoveryCode.name == name))
    for code in _codes(keys, name, key):
        db.run(RecoveryCode.insert(name=name, hash=_hashed(keys, name, code), used_at=None))
    db.run(SecondFactor.update(drawn=key, drawn_at=at).where(SecondFactor.name == name))


def _codes(keys: Keys, name: str, key: str) -> list[str]:
    drawn = (keys.peppered(f"recovery {name} {key} {n}") for n in range(rule.CODES))
    return [rule.recovery(bytes.fromhex(one)) for one in drawn]


def _hashed(keys: Keys, name: str, code: str) -> str:
    return keys.peppered(f"recovery code {name} {code}")


def codes(db: Database, keys: Keys, name: str, key: str, now: int) -> list[str]:
    """The recovery codes that a form of this user drew just now; raises Refusal `shown_already`
    later, and to anyone else."""
    row = _find(db, name)
    if row is None or row.drawn != key or not key or not 0 <= now - row.drawn_at < SHOWN_MS:
        raise Refusal("shown_already")
    return _codes(keys, name, key)


def left(db: Database, name: str) -> int:
    """How many recovery codes a user has not used."""
    unused = (RecoveryCode.name == name) & RecoveryCode.used_at.is_null()
    return len(db.rows(RecoveryCode.select().where(unused)))


# Signing in -------------------------------------------------------------------------


def check(db: Database, keys: Keys, name: str, typed: str, now: Moment) -> bool:
    """Checks a code of the phone or a recovery code, each of which opens once; returns whether it
    was one of the phone. Raises Refusal `wrong_code`, or `wait` after too many wrong ones."""
    typed, at = rule.typed(typed), times.believed(db, now).utc
    of_phone = rule.is_of_phone(typed)
    uses = _uses_code if of_phone else _uses_recovery
    _counted(db, name, now, lambda: uses(db, keys, name, typed, at))
    return of_phone


def _counted(db: Database, name: str, now: Moment, right: Callable[[], bool]) -> None:
    """A try, which is counted before it is made. Raises Refusal `wrong_code` or `wait`."""
    tried = tries.begin(db, COUNTED, name, now)
    if right():
        tries.was_right(db, tried, now)
        return
    with db.writing():
        number = tries.was_wrong(db, tried, times.believed(db, now).utc)
        by = Actor("office", name, now)
        security_log.write_seldom(db, by, "sign_in_failed", detail="second_factor", number=number)
    raise Refusal("wrong_code")


def _uses_code(db: Database, keys: Keys, name: str, typed: str, at: int) -> bool:
    row = _find(db, name)
    if row is None or row.since is None:
        return False
    step = rule.fitting(_of(keys.reveal(bytes(row.hidden))), typed, at, row.step)
    if step is None:
        return False
    unused = (SecondFactor.name == name) & (SecondFactor.step < step)
    with db.writing():
        return bool(db.run(SecondFactor.update(step=step).where(unused)))


def _uses_recovery(db: Database, keys: Keys, name: str, typed: str, at: int) -> bool:
    of = (RecoveryCode.name == name) & (RecoveryCode.hash == _hashed(keys, name, typed))
    with db.writing():
        used = RecoveryCode.update(used_at=at).where(of & RecoveryCode.used_at.is_null())
        return bool(db.run(used))


def _of(secret: str) -> Callable[[int], str]:
    return pyotp.TOTP(secret).generate_otp


# Taking away ------------------------------------------------------------------------


def take_away(db: Database, name: str, by: str, at: int) -> None:
    """Another user, or ('') the command line, takes the second factor away from a user who lost the
    phone and is signed out at once. Raises Refusal `own_factor` or `no_factor`."""
    if name == by:
        raise Refusal("own_factor")
    with db.writing():
        row = _find(db, name)
        if row is None or row.since is None:
            raise Refusal("no_factor")
        taken = SecondFactor.update(
            since=None, hidden=b"", drawn="", taken_by=by, taken_at=at
        ).where(SecondFactor.name == name)
        db.run(taken)
        db.run(RecoveryCode.delete().where(RecoveryCode.name == name))
        sessions.end(db, "office", name)
