"""Reports that are due: issued, and queued for each subscription once.

What was queued is a row by subscription and period, stored in the transaction that queues the
message, so that neither a restart nor a second process queues it again. The message itself is sent
at least once, as all messages are (kiosk/records/alerts/deliveries.py).
"""

import datetime
from collections.abc import Sequence
from typing import NamedTuple, cast

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import DayField, Local
from kiosk.records.alerts import deliveries, silences, subscriptions
from kiosk.records.alerts.deliveries import Delivery
from kiosk.records.alerts.subscriptions import Subscription
from kiosk.records.cases import deadlines
from kiosk.records.oversight import second_count
from kiosk.records.reports.periods import issued, reading
from kiosk.records.reports.periods.issued import IssuedReport
from kiosk.records.reports.periods.reading import Around
from kiosk.rules.alerts import deciding
from kiosk.rules.input.days import day
from kiosk.rules.ledger.time import local_date
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.parts import Of
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.reports import Period

MISSED = 6
"""Periods that an office that was off catches up on, for each subscription."""


class ReportSent(Local):
    """That the report of the period beginning on `first` was queued for a subscription."""

    subscription = peewee.TextField()
    first = DayField()
    delivery_id = peewee.TextField()
    queued_at = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("subscription", "first")


def queue(db: Database, now: int) -> int:
    """Issues and queues what is due at a moment (UTC ms); returns how many messages that are.

    Only periods count that became due after the person subscribed.
    """
    asked = [one for one in subscriptions.every(db) if one.state == "on"]
    if not asked:
        return 0
    moved, today = deadlines.calendar(db), local_date(now, DEFAULT_ZONE)
    due = [
        (one, span)
        for one in asked
        for span in reversed(spans.last_over(one.of_period, today, MISSED))
        if one.made_at < spans.due(span, one.hour, moved) <= now
    ]
    queued = _queued(db, due)
    return sum(
        _queue(db, one, Of(one.of_period, span, one.scope), now)
        for one, span in due
        if (one.key, span.first) not in queued
    )


def _queued(
    db: Database, due: Sequence[tuple[Subscription, Span]]
) -> set[tuple[str, datetime.date]]:
    """Those of the due reports that were queued before, by subscription and first day."""
    row = ReportSent
    wanted = row.subscription.in_({one.key for one, _ in due})
    wanted &= row.first.in_({span.first for _, span in due})
    return set(db.rows(row.select(row.subscription, row.first).where(wanted).tuples()))


def _queue(db: Database, one: Subscription, of: Of, now: int) -> int:
    try:
        issue(db, of, "", now)
    except Refusal:  # of halls that are no more
        subscriptions.end(db, one.key, "", now)
        return 0
    name = deciding.name("report", one.key, of.period, of.span.first)
    with db.writing():
        if _is_queued(db, one, of):
            return 0
        db.run(
            ReportSent.insert(
                subscription=one.key, first=of.span.first, delivery_id=name, queued_at=now
            )
        )
        _put(db, one, of, name, now)
    return 1


def _put(db: Database, one: Subscription, of: Of, name: str, now: int) -> None:
    named = [(str(of.period), of.span.first.isoformat())]
    deliveries.put(db, one.key, "report", name, named, 1, now, delivery_id=name)


def _is_queued(db: Database, one: Subscription, of: Of) -> bool:
    row = ReportSent
    same = (row.subscription == one.key) & (row.first == of.span.first)
    return db.first(row.select().where(same)) is not None


def issue(db: Database, of: Of, by: str, now: int) -> IssuedReport:
    """Issues a report of a period that is over (kiosk/records/reports/periods/issued.py)."""
    halls = reading.branches(db, of)
    silent = silences.read(db, of.span, halls, now)
    flagged, before = (
        second_count.flagged(db, span.first, span.last, halls) for span in (of.span, of.before.span)
    )
    around = Around(flagged=flagged, flagged_before=before, silences=silent)
    return issued.issue(db, of, by, now, around)


def send_now(db: Database, key: str, form: str, by: str, now: int) -> None:
    """A user has the newest report of a subscription sent at once, whatever was sent before; the
    same form sent again is one message. Raises Refusal `no_subscription`, `subscription_ended` or
    `unknown_branch`."""
    one = subscriptions.find(db, key)
    if one.state != "on":
        raise Refusal("subscription_ended")
    (span,) = spans.last_over(one.of_period, local_date(now, DEFAULT_ZONE))
    of = Of(one.of_period, span, one.scope)
    issue(db, of, by, now)
    with db.writing():
        _put(db, one, of, form, now)


class Sent(NamedTuple):
    """A report that was queued: for which subscription, of which period, and its message, None if
    that is no longer kept."""

    row: ReportSent
    delivery: Delivery | None


def sent(db: Database, most: int = 50) -> list[Sent]:
    """What was queued last."""
    newest = ReportSent.select().order_by(ReportSent.queued_at.desc(), ReportSent.subscription)
    rows: list[ReportSent] = db.rows(newest.limit(most))
    names = [row.delivery_id for row in rows]
    held = db.rows(Delivery.select().where(Delivery.delivery_id.in_(names)))
    by_id = {one.delivery_id: one for one in held}
    return [Sent(row, by_id.get(row.delivery_id)) for row in rows]


def of_delivery(db: Database, delivery: Delivery) -> IssuedReport | None:
    """The report that a message brings."""
    one = subscriptions.known(db, delivery.receiver)
    ((period, first),) = msgspec.json.decode(delivery.alerts, type=list[tuple[str, str]])
    if one is None:
        return None
    kind = cast(Period, period)
    return issued.find(db, Of(kind, spans.of(kind, day(first)), one.scope))
