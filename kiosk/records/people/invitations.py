"""Invitations: a link that opens once, within some hours, and lets a new user choose the own
password, which no one else then knows. Only a hash of it is kept."""

import hashlib

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Reference
from kiosk.records.ledger import security_log, times
from kiosk.records.ledger.security_log import Actor
from kiosk.records.people import pins, sessions, tries, users
from kiosk.records.people.users import User
from kiosk.rules.people import users as rule
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal


class Invitation(Reference):
    """A user who was invited and has chosen no password yet; `until` (UTC ms) the link opens, and
    only as long as `drawn` is the key of the form that made the user's present password."""

    name = peewee.TextField(primary_key=True)
    hash = peewee.TextField()
    until = peewee.BigIntegerField()
    drawn = peewee.TextField()


def token(keys: Keys, key: str) -> str:
    """The secret of the link that a form draws: the same for the same form, unknown without this
    machine's key."""
    return keys.peppered(f"invitation {key}")[:40]


def draw(db: Database, keys: Keys, name: str, key: str, at: int, hours: int) -> None:
    """Invites a user whose present password the same form drew, for so many hours; an invitation
    before this one opens no more. The form twice is one invitation. Inside `db.writing()`."""
    said = {
        "hash": _hashed(token(keys, key)), "until": at + hours * 3_600_000, "drawn": key,
    }  # fmt: skip
    db.run(Invitation.delete().where((Invitation.name == name) & (Invitation.drawn != key)))
    new = Invitation.insert(name=name, **said)
    db.run(new.on_conflict(action="nothing", conflict_target=[Invitation.name]))


def find(db: Database, token: str, at: int) -> User:
    """The user that a link is for; raises Refusal `invited_before` for one that was used or is
    too old, and for anything else."""
    row: Invitation | None = db.first(Invitation.select().where(Invitation.hash == _hashed(token)))
    if row is None or at >= row.until:
        raise Refusal("invited_before")
    user = users.find(db, row.name)
    if user.state not in ("active", "waiting") or user.drawn != row.drawn:
        raise Refusal("invited_before")
    return user


def take(db: Database, keys: Keys, token: str, password: str, again: str, now: Moment) -> None:
    """An invited user chooses the own password; the link opens no more. Raises Refusal
    `invited_before`, `odd_password`, `named_password` or `two_passwords`."""
    at = times.believed(db, now).utc
    name = find(db, token, at).name
    if code := rule.chosen(password, again, name):
        raise Refusal(code)
    stored = pins.hashed(keys, password)
    with db.writing():
        find(db, token, at)  # it was not used meanwhile
        db.run(Invitation.delete().where(Invitation.name == name))
        db.run(User.update(hash=stored).where(User.name == name))
        sessions.end(db, "office", name)
        tries.clear(db, name)
        by = Actor("office", name, now)
        security_log.write(db, by, "invitation_taken", name)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
