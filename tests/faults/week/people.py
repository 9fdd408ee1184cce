"""Customers at the tablets, clerks and the manager at the desk, a user of head office, and the
screen on the wall. Each has a minute in turn."""

import random
import re
import secrets
from typing import Protocol

from kiosk.rules.cases import receipts
from kiosk.rules.ledger.undo import void_id
from kiosk.vocabulary.facts import CARD_KINDS, GRADES, LOW_GRADES
from tests.faults.machines import BADGES, BRANCH
from tests.faults.week.book import Book
from tests.faults.week.browser import Answer, Browser
from tests.faults.week.hall import COUNTED_BY_BUTTON, MANAGER, PASSWORD, PIN, USER, WINDOWS, Hall

_OFFER = re.compile(r'href="/clerks/(\w+)\?served=(\w+)"')
_CALL = re.compile(r'action="(/calls/\w+/(?:taken|came))"')
_ITEM = re.compile(rf'href="(/feedback/{BRANCH}/\w+)')
_CASE = re.compile(rf'href="(/cases/{BRANCH}/\w+)')


class Person(Protocol):
    """Who has a turn in every minute."""

    browser: Browser

    def minute(self, number: int) -> None:
        """Does what falls into this minute of the day."""


class Tablet:
    """A screen in the lobby. Customers come to it, `busy` of them in a minute on average."""

    def __init__(self, hall: Hall, book: Book, dice: random.Random, busy: float) -> None:
        self.browser = Browser(hall.station.config.lobby.port, "customer")
        self._book, self._dice, self._busy = book, dice, busy

    def minute(self, _number: int) -> None:
        answer = self.browser.get("/people", "poll")
        self._book.expect("people", answer.status, 200, 204)
        for _ in range(int(self._busy + self._dice.random())):
            self._visit()

    def _visit(self) -> None:
        home = self.browser.get("/")
        self._book.expect("home", home.status, 200)
        offers, chance = _OFFER.findall(home.page), self._dice.random()
        if offers and chance < 0.55:
            self._rate(*self._dice.choice(offers))
        elif chance < 0.70:
            self._rate(self._dice.choice(BADGES))
        elif chance < 0.93:
            self._give()
        elif chance < 0.96:
            self._complain()
        elif chance < 0.98:
            self._ring()
        self.browser.get("/idle")
        self.browser.get("/static/lobby.js", "file")

    def _rate(self, badge: str, served: str = "") -> None:
        path = f"/clerks/{badge}" + (f"?served={served}" if served else "")
        page, grade = self.browser.get(path), self._dice.choices(GRADES, (6, 4, 60, 25, 5))[0]
        if not self._book.expect("clerk", page.status, 200, 409, 410, 422) or not page.key:
            return
        form = {"key": page.key, "grade": grade, "served": served}
        if not self._sent(f"/clerks/{badge}/ratings", form, "bound rating" if served else "rating"):
            return
        if self._dice.random() < 0.3:
            said = {
                "key": secrets.token_hex(16),
                "comment": "排队太久" if grade in LOW_GRADES else "谢谢",
            }
            answer = self.browser.post(f"/thanks/{page.key}/remark", said)
            self._book.expect("remark", answer.status, 303)
            self._book.note("remark")
        elif self._dice.random() < 0.03:
            self._undo(page.key)

    def _give(self) -> None:
        badge = self._dice.choice(BADGES)
        page = self.browser.get(f"/clerks/{badge}")
        form = {"key": page.key, "card": self._dice.choice(CARD_KINDS), "comment": ""}
        if self._sent(f"/clerks/{badge}/cards", form, "card") and self._dice.random() < 0.03:
            self._undo(page.key)

    def _sent(self, path: str, form: dict[str, str], what: str) -> bool:
        """Sends a form, at times by a double tap, and reads the thanks; whether they came."""
        for _ in range(2 if self._dice.random() < 0.1 else 1):
            answer = self.browser.post(path, form)
        thanks = f"/thanks/{form['key']}"
        if answer.leads != thanks:  # the other tablet's customer was first
            expected = answer.status == 303 and form.get("served", "") != ""
            self._book.expect(what, answer.status if not expected else 303, 303)
            return False
        self._book.thank(form["key"], what)
        self._book.expect("thanks", self.browser.get(thanks).status, 200)
        return True

    def _undo(self, event_id: str) -> None:
        answer = self.browser.post(f"/thanks/{event_id}/undo", {"key": secrets.token_hex(16)})
        done = answer.leads == f"/thanks/{event_id}"
        if self._book.expect("undo", answer.status, 303) and done:
            self._book.undo(event_id)
            self._book.thank(void_id(event_id), "void")

    def _complain(self) -> None:
        page = self.browser.get("/feedback/complaint")
        form = {
            "key": page.key, "text": "等了一小时没有人管", "phone": "13812345678", "name": "王女士",
            "consent": "yes", "age": "14",
        }  # fmt: skip
        answer = self.browser.post("/feedback/complaint", form)
        if self._book.expect("complaint", answer.status, 303) and "/receipts/" in answer.leads:
            self._book.thank(receipts.event_id(page.key), "case")
            self._book.expect("receipt", self.browser.get(answer.leads).status, 200)

    def _ring(self) -> None:
        page = self.browser.get("/help")
        if page.key:
            answer = self.browser.post("/help", {"key": page.key})
            if self._book.expect("help", answer.status, 303) and answer.leads == "/help":
                self._book.thank(page.key, "help")


class Staff:
    """A person at the desk or at head office, who signs in wherever a page asks for it."""

    def __init__(self, port: int, who: str, form: dict[str, str], book: Book) -> None:
        self.browser, self._form, self._book = Browser(port, who), form, book

    def get(self, path: str) -> Answer:
        answer = self.browser.get(path)
        if answer.status == 303 and "/sign-in" in answer.leads:
            self.browser.get("/sign-in")
            self._book.expect("sign in", self.browser.post("/sign-in", self._form).status, 303)
            answer = self.browser.get(path)
        self._book.expect(path.partition("?")[0][:30], answer.status, 200)
        return answer

    def post(self, path: str, **form: str) -> Answer:
        answer = self.browser.post(path, {"key": secrets.token_hex(16), **form})
        self._book.expect(path.rpartition("/")[2], answer.status, 303)
        return answer


class Clerk(Staff):
    """A clerk at a window; one of them counts customers by the button."""

    def __init__(
        self, hall: Hall, book: Book, window: str, dice: random.Random, busy: float
    ) -> None:
        badge = WINDOWS[window]
        form = {"badge": badge, "pin": PIN}
        super().__init__(hall.station.config.desk.port, "clerk", form, book)
        self._window, self._dice, self._busy = window, dice, busy

    def arrive(self) -> None:
        self.get("/")
        self.post("/duty", state="on", window=self._window)

    def leave(self) -> None:
        self.get("/")
        self.post("/duty", state="off")
        self.post("/sign-out")

    def minute(self, number: int) -> None:
        called = _CALL.findall(self.browser.get("/calls", "poll").page)
        for path in dict.fromkeys(called):
            self.post(path)
            self._book.note("call answered")
        if number % 5 == int(self._window):
            self.get("/")
        if self._window == COUNTED_BY_BUTTON and self._dice.random() < self._busy:
            self.get("/")
            key = secrets.token_hex(16)
            answer = self.browser.post("/served", {"key": key})
            if self._book.expect("served", answer.status, 303) and answer.leads == "/#served":
                self._book.thank(key, "served by button")


class Manager(Staff):
    """Reads what customers said, handles one thing at a time, and takes on a case."""

    def __init__(self, hall: Hall, book: Book) -> None:
        form = {"badge": MANAGER, "pin": PIN}
        super().__init__(hall.station.config.desk.port, "manager", form, book)

    def minute(self, number: int) -> None:
        if number % 10:
            return
        self.get("/ratings")
        for path in dict.fromkeys(_ITEM.findall(self.get("/ratings/list?state=waiting").page)):
            self.get(path)
            self.post(f"{path}/handled", outcome="noted", note="")
            self._book.note("handled")
        for path in list(dict.fromkeys(_CASE.findall(self.get("/cases").page)))[:1]:
            if f'action="{path}/accept"' in self.get(path).page:
                self.post(f"{path}/accept", responsible=WINDOWS["1"])
                self._book.note("accepted")


class Reader(Staff):
    """A user of head office."""

    PAGES = (
        "/", "/rated-share", "/rated-share?by=day", "/cards", "/lists/feedback", "/lists/cases",
        "/help", "/stations", "/alerts", "/alarms",
    )  # fmt: skip

    def __init__(self, hall: Hall, book: Book) -> None:
        form = {"name": USER, "password": PASSWORD}
        super().__init__(hall.office.config.office.port, "office", form, book)

    def minute(self, number: int) -> None:
        if number % 5 == 0:
            self.get(self.PAGES[number // 5 % len(self.PAGES)])
