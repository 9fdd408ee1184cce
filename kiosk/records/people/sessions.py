"""Sessions as rows, so that signing out, a new PIN or a new password ends them everywhere at once.

Their age is measured by the monotonic clock: a step of the wall clock ends no session, a restart of
the machine ends all.
"""

import hashlib
from typing import NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.records.ledger import security_log
from kiosk.records.ledger.security_log import Actor
from kiosk.records.people import tries
from kiosk.vocabulary.facts import Moment


class Session(Local):
    """A signed-in browser, known by the hash of its cookie. `missed` and `missed_at` (UTC ms) are
    the wrong tries since the person signed in before this time."""

    token_hash = peewee.TextField(primary_key=True)
    screen = peewee.TextField()
    who = peewee.TextField()
    boot = peewee.TextField()
    begun = peewee.BigIntegerField()
    seen = peewee.BigIntegerField()
    missed = peewee.IntegerField()
    missed_at = peewee.BigIntegerField()


class Limits(NamedTuple):
    """How long a session lasts, in ms: while idle, and at most."""

    idle: int
    most: int


LIMITS = {
    "desk": Limits(180_000, 1_800_000),
    "office": Limits(1_800_000, 8 * 3_600_000),
}
"""By screen; how long the desk may idle is a setting (`desk_idle_seconds`)."""
_SEEN_EVERY_MS = 10_000  # not a commit for every page


def begin(db: Database, screen: str, who: str, token: str, now: Moment) -> None:
    """Signs a person in with a token (32 random hex digits) for the cookie."""
    with db.writing():
        db.run(Session.delete().where((Session.boot != now.boot) | _forgotten(now)))
        missed = tries.take_missed(db, who)
        db.run(
            Session.insert(
                token_hash=_hash(token),
                screen=screen,
                who=who,
                boot=now.boot,
                begun=now.mono,
                seen=now.mono,
                missed=missed.number,
                missed_at=missed.at,
            )
        )
        number = missed.number or None
        security_log.write(db, Actor(screen, who, now), "sign_in", number=number)


def find(
    db: Database,
    screen: str,
    token: str,
    now: Moment,
    touched: bool = True,
    limits: Limits | None = None,
) -> Session | None:
    """The session with this token, None if signed out or expired by these limits, else by those of
    the screen.

    `touched` is False for requests that a page makes by itself: a page left open keeps no one
    signed in.
    """
    row = _of_token(db, screen, token)
    if row is None or left(row, now, limits or LIMITS[screen]) < 0:
        return None
    if touched and now.mono - row.seen > _SEEN_EVERY_MS:
        with db.writing():
            db.run(Session.update(seen=now.mono).where(Session.token_hash == row.token_hash))
        row.seen = now.mono
    return row


def left(row: Session, now: Moment, limits: Limits) -> int:
    """How many ms a session lasts unless it is touched; less than 0 if it is over."""
    if row.boot != now.boot:
        return -1
    return min(row.seen + limits.idle, row.begun + limits.most) - now.mono


def owner(db: Database, screen: str, token: str) -> str:
    """Whose session it is or was that has this token, if it expired and was not ended; '' for any
    other token. It opens nothing: what was typed in it is kept for that person."""
    row = _of_token(db, screen, token)
    return "" if row is None else str(row.who)


def _of_token(db: Database, screen: str, token: str) -> Session | None:
    found: Session | None = db.first(
        Session.select().where((Session.token_hash == _hash(token)) & (Session.screen == screen))
    )
    return found


def end(db: Database, screen: str, who: str) -> None:
    """Ends all sessions of a person on a screen, in whichever browser."""
    with db.writing():
        db.run(Session.delete().where((Session.screen == screen) & (Session.who == who)))


def sign_out(db: Database, screen: str, who: str, now: Moment) -> None:
    """A person signs out, everywhere at once."""
    with db.writing():
        end(db, screen, who)
        security_log.write(db, Actor(screen, who, now), "sign_out")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _forgotten(now: Moment) -> peewee.Expression:
    return Session.begun < now.mono - max(limits.most for limits in LIMITS.values())
