"""Messages to receivers: tried until they are taken or given up, with a row for each try.

A try is written before it is made: a message can arrive twice, if the power fails between the
answer and its row, and carries its id so that the receiver can drop the second.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.tables import Local
from kiosk.records.alerts import receivers, subscriptions
from kiosk.records.alerts.listed import Alert
from kiosk.records.alerts.receivers import Receiver
from kiosk.records.alerts.subscriptions import Subscription
from kiosk.rules.alerts import deciding
from kiosk.rules.office import backoff
from kiosk.vocabulary.refusals import Refusal

MOST_NAMED = 50
"""Alerts that a digest's row names; it counts them all."""
MOST_TRIES = 12
RETRY_S = 30.0
"""The pause after a first failure; twelve tries take between one hour and two."""


class Delivery(Local):
    """A message to a receiver; `kind` is alert, digest, test or report. `event_id` is the id that
    the receiver sees, `alerts` a JSON list of [branch, alert_id] (of a report, its period and first
    day), `number` how many it is about. Who gets reports is a subscription, not a receiver.
    `state` is waiting, sent, failed (given up) or dropped (the receiver was switched off)."""

    delivery_id = peewee.TextField(primary_key=True)
    receiver = peewee.TextField()
    kind = peewee.TextField()
    event_id = peewee.TextField()
    alerts = peewee.TextField()
    number = peewee.IntegerField()
    urgent = peewee.SmallIntegerField()
    made_at = peewee.BigIntegerField()
    next_at = peewee.BigIntegerField()
    tries = peewee.IntegerField()
    state = peewee.TextField()
    ended_at = peewee.BigIntegerField(null=True)

    class Meta:
        indexes = ((("state", "receiver", "next_at"), False), (("made_at",), False))


class DeliveryTry(Local):
    """One try: when, how it ended (`outcome`, '' while it is under way or if the machine stopped
    meanwhile), the number that was answered, and how long it took."""

    delivery_id = peewee.TextField()
    number = peewee.IntegerField()
    at = peewee.BigIntegerField()
    outcome = peewee.TextField()
    answer = peewee.IntegerField()
    ms = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("delivery_id", "number")


class Tried(NamedTuple):
    """How a try ended: `outcome` is "sent" or what went wrong, `answer` the number answered."""

    outcome: str
    answer: int = 0
    ms: int = 0
    retry_after: float = 0.0


def put(
    db: Database, receiver: str, kind: str, event_id: str, alerts: Sequence[tuple[str, str]],
    number: int, now: int, *, urgent: bool = False, delivery_id: str = "",
) -> None:  # fmt: skip
    """Adds a message, unless it was added before."""
    row = Delivery.insert(
        delivery_id=delivery_id or deciding.name(receiver, event_id),
        receiver=receiver,
        kind=kind,
        event_id=event_id,
        alerts=msgspec.json.encode(alerts[:MOST_NAMED]).decode(),
        number=number,
        urgent=int(urgent),
        made_at=now,
        next_at=now,
        tries=0,
        state="waiting",
        ended_at=None,
    )
    db.run(row.on_conflict(action="nothing", conflict_target=[Delivery.delivery_id]))


def test(db: Database, receiver: str, key: str, now: int) -> None:
    """A person has a test message sent; the same form sent again is one message. Raises Refusal
    `no_receiver` or `receiver_off`."""
    with db.writing():
        _check_on(db, receiver)
        put(db, receiver, "test", key, [], 0, now, urgent=True, delivery_id=key)


def resend(db: Database, delivery_id: str, key: str, now: int) -> None:
    """A person has a message that has ended sent again, under its own id. Raises Refusal
    `no_delivery`, `delivery_waits`, or as `_check_on`."""
    with db.writing():
        if db.first(Delivery.select().where(Delivery.delivery_id == key)):
            return
        one = find(db, delivery_id)
        if one.state == "waiting":
            raise Refusal("delivery_waits")
        _check_on(db, one.receiver)
        alerts = msgspec.json.decode(one.alerts, type=list[tuple[str, str]])
        put(db, one.receiver, one.kind, one.event_id, alerts, one.number, now,
             urgent=bool(one.urgent), delivery_id=key)  # fmt: skip


def _check_on(db: Database, receiver: str) -> None:
    """Raises Refusal `no_receiver` or `receiver_off`; of a report, `subscription_ended`."""
    if (of_reports := subscriptions.known(db, receiver)) is not None:
        if of_reports.state != "on":
            raise Refusal("subscription_ended")
    elif receivers.find(db, receiver).state != "on":
        raise Refusal("receiver_off")


# Sending ------------------------------------------------------------------------------


def readers(db: Database) -> dict[str, Receiver | Subscription]:
    """Who can be sent messages or reports, by key."""
    found: dict[str, Receiver | Subscription] = {one.key: one for one in receivers.every(db)}
    return found | {one.key: one for one in subscriptions.every(db)}


def waited_for(db: Database) -> list[str]:
    """The receivers for whom messages wait."""
    waiting = Delivery.select(Delivery.receiver).where(Delivery.state == "waiting")
    return [receiver for (receiver,) in db.rows(waiting.distinct().tuples())]


def due(db: Database, receiver: str, now: int) -> Delivery | None:
    """The message to a receiver that is tried next, if one can be tried now: of urgent ones, or
    else of all, one that was tried least, the oldest of those. Each receiver is asked for by
    itself: the long queue of one that is down keeps no other waiting."""
    late = deciding.LATEST_MS
    wanted = (Delivery.next_at <= now) | (Delivery.next_at > now + late)
    order = (Delivery.urgent.desc(), Delivery.tries, Delivery.made_at, Delivery.delivery_id)
    waiting = (Delivery.state == "waiting") & (Delivery.receiver == receiver) & wanted
    found: Delivery | None = db.first(Delivery.select().where(waiting).order_by(*order))
    return found


def begin_try(db: Database, one: Delivery, now: int, chance: float) -> int:
    """Notes that a message is tried now, before it is; returns the number of the try."""
    number, wait = one.tries + 1, backoff.next_call(RETRY_S, one.tries, chance)
    with db.writing():
        db.run(DeliveryTry.insert(delivery_id=one.delivery_id, number=number, at=now,
                                  outcome="", answer=0, ms=0))  # fmt: skip
        later = Delivery.update(tries=number, next_at=now + round(1000 * wait))
        db.run(later.where(Delivery.delivery_id == one.delivery_id))
    return number


def end_try(db: Database, one: Delivery, number: int, tried: Tried, now: int) -> None:
    """Notes how a try ended; a message that failed MOST_TRIES times is given up."""
    same = (DeliveryTry.delivery_id == one.delivery_id) & (DeliveryTry.number == number)
    row = DeliveryTry.update(outcome=tried.outcome, answer=tried.answer, ms=tried.ms)
    changes: dict[str, Any] = {}
    if tried.outcome == "sent":
        changes = {"state": "sent", "ended_at": now}
    elif number >= MOST_TRIES:
        changes = {"state": "failed", "ended_at": now}
    elif tried.retry_after:
        wait = min(tried.retry_after, backoff.ASKED_CAP_S)
        changes = {"next_at": now + round(1000 * wait)}
    with db.writing():
        db.run(row.where(same))
        if changes:
            db.run(Delivery.update(**changes).where(Delivery.delivery_id == one.delivery_id))


def drop(db: Database, receiver: str, now: int) -> None:
    """Ends what waits for a receiver that was switched off; the log shows it, and it can be
    resent."""
    waiting = (Delivery.state == "waiting") & (Delivery.receiver == receiver)
    with db.writing():
        db.run(Delivery.update(state="dropped", ended_at=now).where(waiting))


# Reading ------------------------------------------------------------------------------


def find(db: Database, delivery_id: str) -> Delivery:
    """A message; raises Refusal `no_delivery`."""
    found: Delivery | None = db.first(Delivery.select().where(Delivery.delivery_id == delivery_id))
    if found is None:
        raise Refusal("no_delivery", delivery_id[:40])
    return found


def listed(db: Database, *, receiver: str = "", state: str = "", page: int = 1) -> Page[Delivery]:
    """A page of the messages to a receiver and in a state, or of all, newest first."""
    query = Delivery.select()
    if receiver:
        query = query.where(Delivery.receiver == receiver)
    if state:
        query = query.where(Delivery.state == state)
    return paging.read(db, query.order_by(Delivery.made_at.desc(), Delivery.delivery_id), page)


def tries(db: Database, delivery_id: str) -> list[DeliveryTry]:
    """The tries of a message, oldest first."""
    of_it = DeliveryTry.select().where(DeliveryTry.delivery_id == delivery_id)
    return db.rows(of_it.order_by(DeliveryTry.number))


def about(db: Database, one: Delivery) -> list[Alert]:
    """The alerts that a message names, without those that are kept no longer."""
    named = msgspec.json.decode(one.alerts, type=list[tuple[str, str]])
    if not named:
        return []
    which = peewee.Tuple(Alert.branch, Alert.alert_id)
    found = {
        (row.branch, row.alert_id): row
        for row in db.rows(Alert.select().where(which.in_([tuple(one) for one in named])))
    }
    return [found[one] for one in named if one in found]


def purge(db: Database, before: int) -> None:
    """Forgets messages that ended before a moment, with their tries."""
    old = Delivery.select(Delivery.delivery_id).where(Delivery.ended_at < before)
    with db.writing():
        db.run(DeliveryTry.delete().where(DeliveryTry.delivery_id.in_(old)))
        db.run(Delivery.delete().where(Delivery.ended_at < before))
