"""Customers in front of a hall's screen, and their own list of what they were thanked for."""

import http.client
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from kiosk.vocabulary.facts import CARD_KINDS
from tests.faults.machines import BADGES


@dataclass
class Book:
    """What the customers know: every key they sent, and which were thanked for."""

    sent: set[str] = field(default_factory=set)
    acked: set[str] = field(default_factory=set)
    unanswered: list[str] = field(default_factory=list)
    again: int = 0
    odd: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def unanswered_one(self, chance: random.Random) -> str | None:
        """A key whose answer never came, to be sent once more."""
        with self.lock:
            if not self.unanswered:
                return None
            return self.unanswered.pop(chance.randrange(len(self.unanswered)))

    def note(self, key: str, thanked: bool) -> None:
        with self.lock:
            if thanked:
                self.acked.add(key)
            elif key not in self.acked and key[-1] in "02468ace":  # others walk away
                self.unanswered.append(key)


class Form(NamedTuple):
    """What a customer sends: the address, the fields, and the page that then says thanks."""

    path: str
    fields: dict[str, str]
    page: str


def card(key: str, badges: Sequence[str]) -> Form:
    """A card for one of these clerks; the key says which card for whom."""
    badge, kind = badges[int(key[:2], 16) % len(badges)], CARD_KINDS[int(key[2:4], 16) % 5]
    fields = {"key": key, "card": kind, "comment": "谢谢"}
    return Form(f"/clerks/{badge}/cards", fields, f"/thanks/{key}")


class Customer(threading.Thread):
    """Sends forms while the hall is open: fresh keys, now and then one that was
    never answered, and double taps. `form` makes the form of a key; `pauses` are the seconds
    between two forms, one of which is drawn."""

    def __init__(
        self,
        port: int,
        book: Book,
        is_open: threading.Event,
        seed: str,
        form: Callable[[str], Form] = lambda key: card(key, BADGES),
        pauses: Sequence[float] = (0, 0, 0.005, 0.02),
    ) -> None:
        super().__init__(daemon=True)
        self.going_home = threading.Event()
        self._port, self._book, self._open, self._form = port, book, is_open, form
        self._pauses, self._chance = pauses, random.Random(seed)
        self._line: http.client.HTTPConnection | None = None

    def run(self) -> None:
        while not self.going_home.is_set():
            if not self._open.wait(timeout=0.1):
                continue
            self._tap()
            time.sleep(self._chance.choice(self._pauses))
        if self._line is not None:
            self._line.close()

    def _tap(self) -> None:
        key = self._book.unanswered_one(self._chance) if self._chance.random() < 0.3 else None
        if key is None:
            key = f"{self._chance.getrandbits(128):032x}"
        else:
            self._book.again += 1
        self._book.sent.add(key)
        for _ in range(1 if self._chance.random() < 0.9 else 2):
            self._book.note(key, self._thanked(key))

    def _thanked(self, key: str) -> bool:
        """Sends the form; whether the thanks for this very card came back."""
        form = self._form(key)
        htmx = self._chance.random() < 0.5 and form.page.startswith("/thanks")
        try:
            status, where = self._post(form, htmx)
        except (OSError, http.client.HTTPException):
            if self._line is not None:
                self._line.close()
            self._line = None
            return False
        if (status, where) != (200 if htmx else 303, form.page):
            self._book.odd.append(f"{status} {where}")
            return False
        return True

    def _post(self, form: Form, htmx: bool) -> tuple[int, str]:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        headers = {
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
            **({"HX-Request": "true"} if htmx else {}),
        }
        self._line.request("POST", form.path, urlencode(form.fields), headers)
        answer = self._line.getresponse()
        answer.read()
        return answer.status, answer.headers.get("HX-Replace-Url" if htmx else "Location", "")
