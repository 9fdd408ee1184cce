"""A ticket system that misbehaves, over HTTP: it repeats itself, skips numbers and begins again in
the middle of a day, runs with a wrong clock, breaks off before the answer, is silent for two days
and delivers what it kept."""

import datetime
import json
import random
from typing import NamedTuple

from kiosk.rules.hall import tickets as rule
from kiosk.rules.ledger.time import local_date
from tests.faults.machines import BRANCH
from tests.faults.week.book import Book
from tests.faults.week.browser import Browser
from tests.faults.week.hall import COUNTED_BY_BUTTON, WINDOWS, Hall

_ZONE = "Asia/Shanghai"
SILENT = (2, 3)
"""Days of the week (from 0) on which it reports nothing."""


class Service(NamedTuple):
    """A customer who was served at a window, at a moment (UTC ms) by the system's own clock."""

    ticket: str
    window: str
    at: int


class TicketSystem:
    """Reports `busy` customers in a minute on average."""

    def __init__(self, hall: Hall, book: Book, dice: random.Random, busy: float) -> None:
        self.browser = Browser(hall.station.config.desk.port, "tickets")
        self._clock, self._book, self._dice, self._busy = hall.clock, book, dice, busy
        self._headers = {"Authorization": f"Bearer {hall.api_key}"}
        self._number, self._skew, self._silent = 0, 0, False
        self._kept: list[Service] = []
        self._sent: list[Service] = []

    def begin(self, day: int) -> None:
        """A day begins: with a number, a clock that may be wrong, and what was kept."""
        self._book.silences += day % 7 in SILENT and not self._silent
        self._number, self._silent = 0, day % 7 in SILENT
        self._skew = self._dice.choice((0, 0, 120_000, -240_000))
        if not self._silent:
            for service in self._kept:
                self._send(service)
            self._kept = []

    def minute(self, number: int) -> None:
        for _ in range(int(self._busy + self._dice.random())):
            self._serve()
        if not self._silent and number % 2 == 0:
            said = json.dumps({"waiting": self._dice.randrange(20)}).encode()
            answer = self.browser.send("PUT", "/api/queue", said, self._headers)
            self._book.expect("queue", answer.status, 204)

    def _serve(self) -> None:
        self._number += self._dice.choice((1, 1, 1, 2, 5))
        if self._dice.random() < 0.003:
            self._number = 1
        windows = [window for window in WINDOWS if window != COUNTED_BY_BUTTON]
        service = Service(
            f"A{self._number:03}", self._dice.choice(windows), self._clock.read().utc + self._skew
        )
        if self._silent:
            self._kept.append(service)
            return
        self._send(service)
        if self._dice.random() < 0.15:
            self._send(self._dice.choice(self._sent[-4:] or [service]))

    def _send(self, service: Service) -> None:
        """Sends a report; one in fifty breaks off before the answer and comes again."""
        at = datetime.datetime.fromtimestamp(service.at // 1_000, datetime.UTC).isoformat()
        said = {
            "ticket": service.ticket, "window": service.window, "at": at,
            "clerk": WINDOWS[service.window],
        }  # fmt: skip
        body = json.dumps(said).encode()
        answer = self.browser.send("POST", "/api/tickets", body, self._headers)
        if self._dice.random() < 0.02:
            self.browser.leave()
            answer = self.browser.send("POST", "/api/tickets", body, self._headers)
        self._book.expect("report", answer.status, 201, 200, 409, said=f"{said} {answer.page}")
        self._sent = [*self._sent[-10:], service]
        self._book.note(f"report {answer.status}")
        if answer.status in (200, 201):
            day = local_date(service.at, _ZONE)
            event_id = rule.served_id(BRANCH, service.ticket, day, service.window)
            self._book.thank(event_id, "served")
