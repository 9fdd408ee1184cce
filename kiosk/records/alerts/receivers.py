"""Receivers of messages about alerts: rows of the machine that sends them, which never travel.

An address can hold a robot's key, so address and secret are stored hidden: a copy of the database
alone does not show them, and no page does once they are saved.
"""

import msgspec
import peewee
from nacl.exceptions import CryptoError

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Local
from kiosk.rules.alerts import addresses
from kiosk.rules.alerts.addresses import NotAnAddress
from kiosk.rules.alerts.deciding import Chosen
from kiosk.rules.feedback import words
from kiosk.vocabulary.refusals import Refusal

MOST = 50
NAME_LIMIT = 40
SECRET_BYTES = 16, 200
"""A secret has so many bytes at least and at most; that of a robot is the vendor's."""


class Receiver(Local):
    """A receiver. `branches` and `events` are JSON lists, empty for all; `hidden` is its Address,
    `shown` what a page shows of it; `state` is on or off."""

    key = peewee.TextField(primary_key=True)
    name = peewee.TextField()
    way = peewee.TextField()
    reader = peewee.TextField()
    language = peewee.TextField()
    branches = peewee.TextField()
    events = peewee.TextField()
    shown = peewee.TextField()
    hidden = peewee.BlobField()
    state = peewee.TextField()
    changed_by = peewee.TextField()
    changed_at = peewee.BigIntegerField()

    @property
    def chosen(self) -> Chosen:
        """What it was set up for."""
        lists = (msgspec.json.decode(some) for some in (self.branches, self.events))
        return msgspec.convert([self.way, self.reader, *lists], Chosen)


class Address(msgspec.Struct, frozen=True):
    """Where a receiver is reached, and the secret that signs what it gets."""

    address: str
    secret: str = ""


class Typed(msgspec.Struct, frozen=True):
    """A receiver as a person typed it. An empty address or secret keeps the one from before."""

    name: str
    chosen: Chosen
    language: str
    address: str
    secret: str


def every(db: Database) -> list[Receiver]:
    """All receivers, those that are switched off at the end."""
    return db.rows(Receiver.select().order_by(Receiver.state.desc(), Receiver.name, Receiver.key))


def find(db: Database, key: str) -> Receiver:
    """A receiver; raises Refusal `no_receiver`."""
    found: Receiver | None = db.first(Receiver.select().where(Receiver.key == key))
    if found is None:
        raise Refusal("no_receiver", key[:40])
    return found


def active(db: Database) -> list[Receiver]:
    """The receivers that are switched on."""
    return db.rows(Receiver.select().where(Receiver.state == "on").order_by(Receiver.key))


def add(db: Database, keys: Keys, key: str, typed: Typed, by: str, at: int) -> None:
    """A person adds a receiver; `key` is the form's, and the same form sent again adds none.

    Raises Refusal `bad_address`, `short_secret`, `text_required`, `long_comment`, `odd_comment` or
    `many_receivers`.
    """
    row = _row(keys, typed, Address(""))
    with db.writing():
        known = every(db)
        if any(one.key == key for one in known):
            return
        if len(known) >= MOST:
            raise Refusal("many_receivers")
        db.run(Receiver.insert(**row, key=key, state="on", changed_by=by, changed_at=at))


def change(db: Database, keys: Keys, key: str, typed: Typed, by: str, at: int) -> None:
    """A person changes a receiver. Raises Refusal `no_receiver`, or as `add`; `bad_address` also
    where the one from before can't be read any more."""
    with db.writing():
        row = _row(keys, typed, address(keys, find(db, key)) or Address(""))
        same = Receiver.key == key
        db.run(Receiver.update(**row, changed_by=by, changed_at=at).where(same))


def switch(db: Database, key: str, on: bool, by: str, at: int) -> None:
    """A person switches a receiver on or off. Raises Refusal `no_receiver`."""
    state = "on" if on else "off"
    with db.writing():
        if find(db, key).state != state:
            changed = Receiver.update(state=state, changed_by=by, changed_at=at)
            db.run(changed.where(Receiver.key == key))


def address(keys: Keys, receiver: Receiver) -> Address | None:
    """Where to send; None if it was hidden by a key that is lost."""
    try:
        return msgspec.json.decode(keys.reveal(bytes(receiver.hidden)), type=Address)
    except (CryptoError, msgspec.MsgspecError):
        return None


def _row(keys: Keys, typed: Typed, before: Address) -> dict[str, object]:
    """The columns of a receiver as it was typed."""
    chosen, name = typed.chosen, words.needed(typed.name, NAME_LIMIT, "name")
    where = typed.address.strip() or before.address
    try:
        where = (addresses.mail if chosen.way == "email" else addresses.url)(where)
    except NotAnAddress:
        raise Refusal("bad_address") from None
    secret = typed.secret.strip() or before.secret
    least, most = SECRET_BYTES
    short = chosen.way == "webhook" and len(secret.encode()) < least
    if short or len(secret.encode()) > most or not secret.isprintable():
        raise Refusal("short_secret")
    hidden = msgspec.json.encode(Address(where, secret)).decode()
    return {
        "name": name,
        "way": chosen.way,
        "reader": chosen.reader,
        "language": typed.language,
        "branches": msgspec.json.encode(chosen.branches).decode(),
        "events": msgspec.json.encode(chosen.events).decode(),
        "shown": addresses.shown(where),
        "hidden": keys.hide(hidden),
    }
