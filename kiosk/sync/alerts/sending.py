"""Sending what waits in the outbox: one message at a time to each receiver, each in a thread of its
own, so that a slow or mad receiver keeps only itself waiting.

The threads touch no database: they are given a request and leave an outcome.
"""

import logging
import os
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from kiosk.ground.config import Config, Smtp
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.alerts import deliveries, receivers, reports, subscriptions
from kiosk.records.alerts.deliveries import Delivery, Tried
from kiosk.records.alerts.halls import Halls
from kiosk.records.alerts.listed import Alert
from kiosk.records.alerts.receivers import Receiver
from kiosk.records.alerts.subscriptions import Subscription
from kiosk.records.publishing import branches
from kiosk.records.reports.periods.issued import IssuedReport
from kiosk.rules.alerts import messages, robots
from kiosk.rules.alerts.messages import Item, Message, Say
from kiosk.rules.office import backoff
from kiosk.sync.alerts import mailing, outcomes, posting
from kiosk.sync.alerts.mailing import Attached
from kiosk.vocabulary.alerts import Event
from kiosk.vocabulary.facts import Moment

log = logging.getLogger("tingsheng")
PAUSE_S = 3.0
"""Between two messages to one receiver: robots take 20 a minute."""
RETRY_S = 5.0
"""The pause of a receiver after its first failure, before any of its messages is tried."""
PASSWORD = "KIOSK_SMTP_PASSWORD"


class Report(NamedTuple):
    """A report as an e-mail: what it says, and what makes its files, which takes a second and needs
    no database."""

    subject: str
    text: str
    files: Callable[[], Sequence[Attached]]


Write = Callable[[Database, IssuedReport, str, str], Report]
"""Puts an issued report into an e-mail: in a language, with head office's address."""


@dataclass
class _Job:
    """A try under way: the thread leaves its outcome in `tried`."""

    one: Delivery
    number: int
    thread: threading.Thread
    tried: list[Tried]


@dataclass
class Sender:
    """What is being sent by this process, and which receivers pause until when (monotonic ms).
    `say(language)` gives the wording of a receiver's language; `write` puts a report into an
    e-mail, None where no reports are sent."""

    config: Config
    keys: Keys
    say: Callable[[str], Say]
    write: Write | None = None
    jobs: dict[str, _Job] = field(default_factory=dict)
    pauses: dict[str, int] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)

    def step(self, db: Database, halls: Halls, now: Moment) -> None:
        """Stores what has ended, and begins what is due."""
        self.collect(db, halls.now, now)
        waiting = deliveries.waited_for(db)
        known = deliveries.readers(db) if waiting else {}
        for key in waiting:
            receiver = known.get(key)
            if receiver is None or receiver.state != "on":
                deliveries.drop(db, key, halls.now)
            elif key not in self.jobs and self.pauses.get(key, 0) <= now.mono:
                one = deliveries.due(db, key, halls.now)
                if one is not None:
                    self._begin(db, halls, receiver, one)

    def collect(self, db: Database, at: int, now: Moment) -> None:
        """Stores the outcomes of tries that have ended."""
        for receiver, job in list(self.jobs.items()):
            if job.thread.is_alive():
                continue
            del self.jobs[receiver]
            tried = job.tried[0] if job.tried else Tried("broken")
            deliveries.end_try(db, job.one, job.number, tried, at)
            failures = 0 if tried.outcome == "sent" else self.failures.get(receiver, 0) + 1
            self.failures[receiver] = failures
            wait = (
                PAUSE_S if not failures else backoff.next_call(RETRY_S, failures, random.random())
            )
            self.pauses[receiver] = now.mono + round(1000 * min(wait, 60.0))
            if failures:
                log.warning("alert to %s: %s %d", receiver[:8], tried.outcome, tried.answer)

    def _begin(
        self, db: Database, halls: Halls, receiver: Receiver | Subscription, one: Delivery
    ) -> None:
        if isinstance(receiver, Subscription):
            work = self._report(db, receiver, one)
        else:
            work = self._prepared(db, halls, receiver, one)
        number = deliveries.begin_try(db, one, halls.now, random.random())
        tried: list[Tried] = []

        def run() -> None:
            try:
                tried.append(work())
            except Exception as error:  # its text could hold the address, and so a robot's key
                log.error("alert to %s: %s", receiver.key[:8], type(error).__name__)

        thread = threading.Thread(target=run, daemon=True, name=f"alert {receiver.key[:8]}")
        self.jobs[receiver.key] = _Job(one, number, thread, tried)
        thread.start()

    def _prepared(
        self, db: Database, halls: Halls, receiver: Receiver, one: Delivery
    ) -> Callable[[], Tried]:
        """What the thread has to do, with all that it needs."""
        where = receivers.address(self.keys, receiver)
        if where is None:
            return lambda: Tried("key_lost")
        say, way = self.say(receiver.language), receiver.chosen.way
        message = self._message(db, halls, receiver, one)
        words = messages.text(message, say)
        if way == "email":
            smtp = self.config.smtp
            if smtp is None:
                return lambda: Tried("no_smtp")
            subject = messages.subject(message, say)
            return _mailed(smtp, where.address, one.event_id, Report(subject, words, tuple))
        posted = robots.posted(
            way, where.address, where.secret, one.event_id, words, messages.body(message), halls.now
        )
        read = robots.expects_answer(way)
        return lambda: outcomes.posted(
            lambda: posting.post(posted, read=read),
            lambda status, body: robots.taken(way, status, body),
        )

    def _report(self, db: Database, reader: Subscription, one: Delivery) -> Callable[[], Tried]:
        """The same for a report."""
        where, smtp = subscriptions.address(self.keys, reader), self.config.smtp
        row = reports.of_delivery(db, one)
        if where is None:
            return lambda: Tried("key_lost")
        if smtp is None:
            return lambda: Tried("no_smtp")
        if self.write is None or row is None:
            return lambda: Tried("not_made")
        url = self.config.staff.public_url
        return _mailed(smtp, where, one.event_id, self.write(db, row, reader.language, url))

    def _message(self, db: Database, halls: Halls, receiver: Receiver, one: Delivery) -> Message:
        language = receiver.language
        items = [_item(db, halls, alert, language) for alert in deliveries.about(db, one)]
        path = "/alerts"
        if one.kind == "alert" and items:
            path += f"/{items[0].branch or '-'}/{one.event_id}"
        link = f"{self.config.staff.public_url}{path}"
        if receiver.reader == "branch" and halls.at_office:
            link = ""  # a branch's pages are at its desk
        kind = "digest" if one.kind == "alert" and not items else one.kind
        return Message(kind, one.event_id, items, one.number, link)


def _mailed(smtp: Smtp, to: str, event_id: str, what: Report) -> Callable[[], Tried]:
    """Hands a mail over; what its files are made of is made in the same thread."""
    environment = os.environ.get(PASSWORD, "")

    def work() -> Tried:
        try:
            files = what.files()
        except Exception as error:  # a font that is not installed, a data folder that is full
            log.error("report: %s", error)
            return Tried("not_made")
        return outcomes.mailed(
            lambda: mailing.send(
                smtp,
                mailing.password(smtp, environment),
                mailing.written(smtp, to, event_id, what.subject, what.text, files),
            )
        )

    return work


def _item(db: Database, halls: Halls, alert: Alert, language: str) -> Item:
    hall = branches.of_branch(db, alert.branch, halls.day(alert.branch))
    name = alert.branch if hall is None else (language != "zh" and hall.hall_en) or hall.hall
    zone = halls.zone(alert.branch)
    return Item(cast(Event, alert.event), alert.branch, name, alert.at, zone, bool(alert.urgent))
