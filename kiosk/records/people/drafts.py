"""What staff typed into a form and have not sent, so that the end of a session loses nothing.

A draft belongs to one person and one form, and no one else reads it. It is a row of this machine,
neither fact nor document: never sent anywhere, deleted once the step is taken, and after a week in
any case. Secrets and customers' contact details are left out.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.records.ledger import ledger
from kiosk.records.ledger.writing import KEY
from kiosk.rules.cases import receipts

KEPT_MS = 7 * 86_400_000
"""A reply that was begun is finished within the days that its case may take, or not at all."""
MOST = 40
"""Newest ones kept of one person."""
LARGEST = 16_000
"""Most characters of one; the forms that are kept take 2,000 at most."""
TYPED = ("text", "note", "reason", "deed", "step")
"""The fields that people write into; without a word in one of them there is nothing to keep."""
LEFT_OUT = (
    "name", "phone", "consent", "age",
    "pin", "password", "own", "passphrase", "again", "old", "new", "key",
)  # fmt: skip
"""Contact details, their consent, and secrets; the key has a column of its own."""

Fields = Iterable[tuple[str, str]]


class Draft(Local):
    """A form as `who` has filled it in: `action` is where it is sent, `page` the address of its
    page, `form_key` the key that it carries, `fields` pairs of name and value as JSON, `at` (UTC
    ms) when it was kept."""

    who = peewee.TextField()
    action = peewee.TextField()
    page = peewee.TextField()
    form_key = peewee.TextField()
    fields = peewee.TextField()
    at = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("who", "action")

    @property
    def said(self) -> list[tuple[str, str]]:
        """What the form holds, with its key."""
        fields = msgspec.json.decode(self.fields, type=list[tuple[str, str]])
        return [("key", self.form_key), *fields]


class Typed(NamedTuple):
    """A form that was not sent, or too late: see `Draft`. `branch` is the one that a fact with this
    form's key would belong to, '' where head office's form does not say."""

    branch: str
    action: str
    page: str
    fields: Fields


def keep(db: Database, who: str, typed: Typed, at: int) -> None:
    """Keeps a form as it is now, in the place of what was kept of it before; a form whose step was
    taken meanwhile, or without a word in it, is not kept."""
    said = list(typed.fields)
    key = next((value for name, value in said if name == "key" and KEY.fullmatch(value)), "")
    kept = [(name, value) for name, value in said if name not in LEFT_OUT]
    written = any(value.strip() for name, value in kept if name in TYPED)
    with db.writing():
        drop(db, who, typed.action)
        small = sum(len(name) + len(value) for name, value in kept) <= LARGEST
        if not (written and small and key) or _is_taken(db, typed.branch, key):
            return
        fields = msgspec.json.encode(kept).decode()
        row = Draft(who=who, action=typed.action, page=typed.page, form_key=key, at=at)
        db.run(Draft.insert(row.__data__ | {"fields": fields}))
        _make_room(db, who)


def _is_taken(db: Database, branch: str, key: str) -> bool:
    """Whether the form was sent, so that its words are in a fact."""
    return bool(ledger.find(db, branch, [key, receipts.event_id(key)]))


def _make_room(db: Database, who: str) -> None:
    newest = Draft.select().where(Draft.who == who).order_by(Draft.at.desc(), Draft.action)
    for row in db.rows(newest)[MOST:]:
        drop(db, who, row.action)


def of(db: Database, who: str, at: int) -> dict[str, Draft]:
    """A person's drafts by where their forms are sent, the newest first."""
    mine = (Draft.who == who) & (Draft.at > at - KEPT_MS)
    rows = db.rows(Draft.select().where(mine).order_by(Draft.at.desc(), Draft.action))
    return {row.action: row for row in rows}


def drop(db: Database, who: str, action: str) -> None:
    """Deletes a person's draft of a form, whose step was taken."""
    with db.writing():
        db.run(Draft.delete().where((Draft.who == who) & (Draft.action == action)))


def purge(db: Database, at: int) -> None:
    """Deletes the drafts that have become too old, and those of a later time: the clock was
    wrong."""
    with db.writing():
        db.run(Draft.delete().where((Draft.at <= at - KEPT_MS) | (Draft.at > at + KEPT_MS)))
