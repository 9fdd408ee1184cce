"""Who gets head office's reports by e-mail: rows of the machine that sends them, which never
travel. Addresses are stored hidden, as those of receivers of alerts are.

Read by head office's users, who also see what was sent when.
"""

from typing import cast

import msgspec
import peewee
from nacl.exceptions import CryptoError

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Local
from kiosk.rules.alerts import addresses
from kiosk.rules.alerts.addresses import NotAnAddress
from kiosk.rules.feedback import words
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.reports import PERIODS, Period

MOST = 200
NAME_LIMIT = 40
HOURS = range(24)


class Subscription(Local):
    """A person, by `name`, who gets each report of a period and scope at an `hour` of the first
    working day after it. `hidden` is the address, `shown` what a page shows of it; `state` is on or
    ended. Times are UTC ms. Nothing of it changes but its end."""

    key = peewee.TextField(primary_key=True)
    name = peewee.TextField()
    period = peewee.TextField()
    scope = peewee.TextField()
    hour = peewee.SmallIntegerField()
    language = peewee.TextField()
    shown = peewee.TextField()
    hidden = peewee.BlobField()
    state = peewee.TextField()
    made_by = peewee.TextField()
    made_at = peewee.BigIntegerField()
    ended_by = peewee.TextField()
    ended_at = peewee.BigIntegerField(null=True)

    @property
    def of_period(self) -> Period:
        """The period of its reports."""
        return cast(Period, self.period)


class Typed(msgspec.Struct, frozen=True):
    """A subscription as a person typed it."""

    name: str
    period: str
    scope: str
    hour: int
    language: str
    address: str


def every(db: Database) -> list[Subscription]:
    """All subscriptions, those that ended last."""
    row = Subscription
    return db.rows(row.select().order_by(row.state.desc(), row.name, row.key))


def known(db: Database, key: str) -> Subscription | None:
    """A subscription, None for a key that is none's."""
    found: Subscription | None = db.first(Subscription.select().where(Subscription.key == key))
    return found


def find(db: Database, key: str) -> Subscription:
    """A subscription; raises Refusal `no_subscription`."""
    found = known(db, key)
    if found is None:
        raise Refusal("no_subscription", key[:40])
    return found


def add(db: Database, keys: Keys, key: str, typed: Typed, by: str, at: int) -> None:
    """A user subscribes a person; `key` is the form's, and the same form sent again adds none.

    Raises Refusal `text_required`, `long_comment`, `odd_comment`, `mail_address`, `bad_hour`,
    `bad_request` or `many_subscriptions`.
    """
    name = words.needed(typed.name, NAME_LIMIT, "name")
    try:
        address = addresses.mail(typed.address)
    except NotAnAddress:
        raise Refusal("mail_address", field="mailbox") from None
    if typed.hour not in HOURS:
        raise Refusal("bad_hour", field="hour")
    if typed.period not in PERIODS:
        raise Refusal("bad_request", "period")
    row = Subscription.insert(
        key=key, name=name, period=typed.period, scope=typed.scope, hour=typed.hour,
        language=typed.language, shown=addresses.shown(address), hidden=keys.hide(address),
        state="on", made_by=by, made_at=at, ended_by="", ended_at=None,
    )  # fmt: skip
    with db.writing():
        held = every(db)
        if any(one.key == key for one in held):
            return
        if sum(one.state == "on" for one in held) >= MOST:
            raise Refusal("many_subscriptions")
        db.run(row)


def end(db: Database, key: str, by: str, at: int) -> None:
    """A user ends a subscription; its address is erased. Raises Refusal `no_subscription`."""
    with db.writing():
        if find(db, key).state == "on":
            ended = Subscription.update(
                state="ended", ended_by=by, ended_at=at, shown="", hidden=b""
            )
            db.run(ended.where(Subscription.key == key))


def address(keys: Keys, one: Subscription) -> str | None:
    """Where to send; None if it was hidden by a key that is lost, or erased."""
    try:
        return keys.reveal(bytes(one.hidden))
    except (CryptoError, ValueError):
        return None
