"""Tables of head office's users: uploaded, looked at, and carried out as a whole or not at all.

A table waits for a day in the database of the office; who uploaded it sees what it would change and
confirms that. If users changed meanwhile, it has to be looked at again.
"""

import datetime
import hashlib
import secrets
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Local
from kiosk.records.ledger import security_log
from kiosk.records.ledger.security_log import Actor
from kiosk.records.people import invitations, pins, sessions, users
from kiosk.records.people.users import User
from kiosk.rules.people import user_rows as rule
from kiosk.rules.people.user_rows import Change, Known, Said
from kiosk.rules.spreadsheets.columns import Fault
from kiosk.rules.spreadsheets.tables import Table
from kiosk.vocabulary.refusals import Refusal

KEPT_MS = 86_400_000
"""How long a table waits to be confirmed."""


class UserTable(Local):
    """A table that a user uploaded, by the key of the form; `rows` are its Said as JSON, and it was
    carried out at `done_at` (UTC ms), None before."""

    key = peewee.TextField(primary_key=True)
    by = peewee.TextField()
    at = peewee.BigIntegerField()
    rows = peewee.TextField()
    done_at = peewee.BigIntegerField(null=True)


class Preview(NamedTuple):
    """What a table changes, row by row; `digest` names exactly this, and `faults` are what keeps it
    from being carried out. `done` says that it was."""

    changes: list[Change]
    faults: list[Fault]
    digest: str
    done: bool


class Link(NamedTuple):
    """An invitation that a table drew, to be handed over."""

    user: User
    token: str


def read(db: Database, table: Table, day: datetime.date) -> tuple[list[Said], list[Fault]]:
    """The rows of a table that can be read, and the faults of the others."""
    return rule.read(table, lambda typed: users.reach_of(db, typed, day))


def compare(
    db: Database, rows: Sequence[Said], me: str, waits: bool
) -> tuple[list[Change], list[Fault]]:
    """What rows change today, and what keeps them from being carried out."""
    return rule.compared(rows, known(db), me, waits)


def known(db: Database) -> dict[str, Known]:
    """Every user there is or was."""
    return {
        one.name: Known(one.state, one.role, one.reach, one.called, one.mail)
        for one in users.every(db)
    }


def propose(db: Database, key: str, by: str, at: int, rows: Sequence[Said]) -> None:
    """Keeps a table until it is confirmed; those that waited too long are dropped. The same form
    twice keeps one."""
    said = msgspec.json.encode(list(rows)).decode()
    with db.writing():
        db.run(UserTable.delete().where(UserTable.at < at - KEPT_MS))
        new = UserTable.insert(key=key, by=by, at=at, rows=said, done_at=None)
        db.run(new.on_conflict(action="nothing", conflict_target=[UserTable.key]))


def preview(db: Database, key: str, me: str, at: int, waits: bool) -> Preview:
    """What a table that this user uploaded would change now. Raises Refusal `unknown_table`."""
    row = _find(db, key, me, at)
    rows = msgspec.json.decode(row.rows, type=list[Said])
    changes, faults = compare(db, rows, me, waits)
    real = [change for change in changes if change.what != "same"]
    digest = hashlib.sha256(msgspec.json.encode(real)).hexdigest()
    return Preview(changes, faults, digest, row.done_at is not None)


def _find(db: Database, key: str, me: str, at: int) -> UserTable:
    same = (UserTable.key == key) & (UserTable.by == me) & (UserTable.at >= at - KEPT_MS)
    found: UserTable | None = db.first(UserTable.select().where(same))
    if found is None:
        raise Refusal("unknown_table")
    return found


def carry_out(
    db: Database, keys: Keys, key: str, by: Actor, at: int, digest: str, waits: bool, hours: int
) -> None:
    """Carries a table out as it was looked at: all of it, with a row in the log for each user, or
    nothing. The same form twice is once. Raises Refusal `unknown_table`, or `table_changed` if it
    is not what was looked at any more."""
    unknown = pins.hashed(keys, secrets.token_hex(32))  # no one's password, nor ever anyone's
    with db.writing():
        found = preview(db, key, by.who, at, waits)
        if found.done:
            return
        if found.faults or found.digest != digest:
            raise Refusal("table_changed")
        apply(db, keys, key, found.changes, by, at, unknown, hours)
        db.run(UserTable.update(done_at=at).where(UserTable.key == key))


def apply(
    db: Database, keys: Keys, key: str, changes: Iterable[Change], by: Actor, at: int,
    unknown: str, hours: int,
) -> None:  # fmt: skip
    """Makes users as a table wants them. Inside `db.writing()`."""
    for change in changes:
        if change.what == "same":
            continue
        said, after, before = change.said, change.after, change.before
        if before is None:
            form = _form(key, said.name)
            drew = "" if by.screen == "command" else by.who
            users.store_invited(db, said.name, unknown, after.state, drew, at, form)
            invitations.draw(db, keys, said.name, form, at, hours)
        row = {name: getattr(after, name) for name in ("state", "role", "reach", "called", "mail")}
        if before is not None and before.mail != after.mail:
            row["subject"] = ""  # the organisation's account is found by the address again
        db.run(User.update(row).where(User.name == said.name))
        if change.what == "ended":
            sessions.end(db, "office", said.name)
        for action, detail in _steps(change):
            security_log.write(db, by, action, said.name, detail=detail)


def _steps(change: Change) -> list[tuple[str, str]]:
    """The rows of the log: what was done to the user, and the new role and halls."""
    after, before = change.after, change.before
    rights = " ".join([after.role, *after.reach.split("\n")]).strip()
    if before is None:
        return [("user_invited", rights)]
    steps = []
    if (before.role, before.reach) != (after.role, after.reach):
        steps.append(("user_assigned", rights))
    if (before.called, before.mail) != (after.called, after.mail):
        steps.append(("user_described", ""))
    if change.what == "ended":
        steps.append(("user_blocked", ""))
    return steps


def links(db: Database, keys: Keys, key: str, by: str, now: int) -> list[Link]:
    """The invitations that a table of this user drew just now. Raises Refusal `shown_already`
    later, and to anyone else."""
    if not (found := drawn(db, keys, key, by, now)):
        raise Refusal("shown_already")
    return found


def drawn(db: Database, keys: Keys, key: str, by: str, now: int) -> list[Link]:
    """The same; none if there are none."""
    recent = User.changed_at.between(now - users.SHOWN_MS + 1, now)
    rows = db.rows(User.select().where((User.changed_by == by) & recent).order_by(User.name))
    found = [one for one in rows if one.drawn == _form(key, one.name)]
    return [Link(one, invitations.token(keys, one.drawn)) for one in found]


def _form(key: str, name: str) -> str:
    """As if each new user had been invited by a form of one's own."""
    return hashlib.sha256(f"{key} {name}".encode()).hexdigest()[:32]


def rows(db: Database) -> list[dict[str, str]]:
    """All users who were not removed, as rows of the table."""
    found = known(db)
    return [rule.cells(name, one) for name, one in found.items() if one.state != "removed"]
