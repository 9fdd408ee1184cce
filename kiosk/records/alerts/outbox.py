"""Queueing: each new alert for each receiver that gets it, at once or in a later digest.

Queued in the transaction that stores the alert, so that a restart neither loses nor doubles one.
"""

from collections.abc import Sequence
from typing import cast

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.records.alerts import deliveries, receivers
from kiosk.records.alerts.halls import Halls
from kiosk.rules.alerts import deciding
from kiosk.rules.alerts.deciding import Happening

AT_ONCE = 200
MOST_IN_DIGEST = 10_000


class AlertTold(Local):
    """When a receiver last got a message on a subject."""

    receiver = peewee.TextField()
    subject = peewee.TextField()
    at = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("receiver", "subject")


class AlertHeld(Local):
    """An alert that waits for a receiver's digest, until a moment."""

    receiver = peewee.TextField()
    branch = peewee.TextField()
    alert_id = peewee.TextField()
    subject = peewee.TextField()
    until = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("receiver", "branch", "alert_id")
        indexes = ((("receiver", "until"), False),)


def queue(db: Database, halls: Halls, alert_id: str, what: Happening) -> None:
    """Queues a new alert for each receiver that gets it, or holds it back; in the transaction that
    stores the alert."""
    policy, zone, now = halls.policy(what.branch), halls.zone(what.branch), halls.now
    for receiver in receivers.active(db):
        if not deciding.is_for(receiver.chosen, what, policy):
            continue
        told = _told_at(db, receiver.key, what.subject)
        at = deciding.when(what, policy, zone, told, now)
        joined = None if what.urgent else _held_until(db, receiver.key, what.subject)
        if at > now or joined is not None:
            held = {"receiver": receiver.key, "branch": what.branch, "alert_id": alert_id}
            db.run(AlertHeld.insert(**held, subject=what.subject, until=joined or at))
            continue
        named = [(what.branch, alert_id)]
        deliveries.put(db, receiver.key, "alert", alert_id, named, 1, now, urgent=what.urgent)
        _note_told(db, receiver.key, [what.subject], now)


def _told_at(db: Database, receiver: str, subject: str) -> int | None:
    same = (AlertTold.receiver == receiver) & (AlertTold.subject == subject)
    found = db.first(AlertTold.select().where(same))
    return None if found is None else int(found.at)


def _held_until(db: Database, receiver: str, subject: str) -> int | None:
    """Until when another alert on the subject waits; the next one goes with it."""
    same = (AlertHeld.receiver == receiver) & (AlertHeld.subject == subject)
    found = db.first(AlertHeld.select().where(same).order_by(AlertHeld.until))
    return None if found is None else cast(int, found.until)


def _note_told(db: Database, receiver: str, subjects: Sequence[str], now: int) -> None:
    for subject in subjects:
        row = AlertTold.insert(receiver=receiver, subject=subject, at=now)
        key = [AlertTold.receiver, AlertTold.subject]
        db.run(row.on_conflict(conflict_target=key, preserve=[AlertTold.at]))


def release(db: Database, halls: Halls) -> None:
    """What was held back and is due follows, one digest for each receiver; what its branch's quiet
    hours hold by now waits for their end."""
    now = halls.now
    for (receiver,) in db.rows(AlertHeld.select(AlertHeld.receiver).distinct().tuples()):
        of_it = AlertHeld.receiver == receiver
        late = deciding.LATEST_MS
        due = (AlertHeld.until <= now) | (AlertHeld.until > now + late)
        with db.writing():
            rows = db.rows(
                AlertHeld.select()
                .where(of_it & due)
                .order_by(AlertHeld.until)
                .limit(MOST_IN_DIGEST)
            )
            going = [row for row in rows if not _postponed(db, halls, row)]
            if going:
                _digest(db, receiver, going, now)


def _postponed(db: Database, halls: Halls, row: AlertHeld) -> bool:
    """Whether an alert waits on, since quiet hours have begun."""
    policy, zone = halls.policy(row.branch), halls.zone(row.branch)
    until = deciding.quiet_until(policy, zone, halls.now)
    if until <= halls.now:
        return False
    same = (AlertHeld.receiver == row.receiver) & (AlertHeld.alert_id == row.alert_id)
    db.run(AlertHeld.update(until=until).where(same & (AlertHeld.branch == row.branch)))
    return True


def _digest(db: Database, receiver: str, rows: Sequence[AlertHeld], now: int) -> None:
    named = [(row.branch, row.alert_id) for row in rows]
    event_id = deciding.name("digest", receiver, now, *named[0])
    deliveries.put(db, receiver, "digest", event_id, named, len(named), now)
    _note_told(db, receiver, sorted({row.subject for row in rows}), now)
    going = peewee.Tuple(AlertHeld.branch, AlertHeld.alert_id)
    for start in range(0, len(named), AT_ONCE):
        some = going.in_(named[start : start + AT_ONCE])
        db.run(AlertHeld.delete().where((AlertHeld.receiver == receiver) & some))
