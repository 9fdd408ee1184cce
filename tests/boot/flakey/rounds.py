"""Rounds of a hall whose disk fails or lies while customers tap, and what is on the disk then.

The oracle is the customers' own list of what they were thanked for, kept on this machine; the
disk's content is read by debugfs while nothing of the guest has it mounted.
"""

import contextlib
import random
import re
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from kiosk.ground import config as configuration
from kiosk.ground.keys import Keys
from kiosk.records.ledger.verify import verify
from tests.boot import hall
from tests.boot.flakey.guest import FAILS, LIES, SOUND, Guest
from tests.boot.flakey.image import DATA
from tests.boot.machine import NoAnswer
from tests.faults import kill, tally
from tests.faults.customers import Book, Customer, card
from tests.faults.machines import Machine

CUSTOMERS = 3
MOST_TAPS = 20
"""At most so many are thanked for before the disk changes, and at least one."""
MOST_AFTER = 8
"""At most so many more after it lies."""
REFUSALS = 3
"""So many customers are refused before the disk is sound again."""
HEALS_WHILE_SERVING = 0.5
TAPPING_S = 60.0
"""So long customers are waited for, with KVM."""
REFUSED = re.compile(r"503 |303 /clerks/\d+\?shown=[0-9a-f]{32}")
"""Answers to a card that is refused: to a script, and to a browser without one, which is led to a
page that says why."""
NOT_SAVED = "没有保存。请稍后再试一次。"


@dataclass
class Result:
    """Rounds so far. `forgotten` are the cards that a lying disk took after the moment that counts;
    without any, it did not lie."""

    rounds: int = 0
    count: tally.Count = field(default_factory=lambda: tally.of([], []))
    refused: int = 0
    forgotten: int = 0
    breaches: list[str] = field(default_factory=list)


class Hall:
    """A guest that serves a hall, what its customers know, and how its disk is read."""

    def __init__(self, guest: Guest, data: Path, folder: Path, seed: int) -> None:
        self.guest, self._data, self._copy = guest, data, folder / "copy"
        self.book, self.others = Book(), Book()
        """What counts, and what customers were thanked for by a disk that lied already."""
        self.chance = random.Random(seed)

    @contextlib.contextmanager
    def customers(self, book: Book) -> Iterator[None]:
        """Customers who tap; at the end each has had an answer or none."""
        is_open = threading.Event()
        is_open.set()
        crowd = [
            Customer(
                self.guest.port, book, is_open, str(self.chance.random()),
                form=lambda key: card(key, hall.BADGES),
            )
            for _ in range(CUSTOMERS)
        ]  # fmt: skip
        for one in crowd:
            one.start()
        try:
            yield
        finally:
            for one in crowd:
                one.going_home.set()
            for one in crowd:
                one.join()

    def until(self, what: str, happened: Callable[[], bool]) -> None:
        """Raises NoAnswer, if it does not happen in time."""
        end = time.monotonic() + TAPPING_S * self.guest.patience
        while not happened():
            if time.monotonic() > end:
                raise NoAnswer(f"{what}: {self.guest.said()}")
            time.sleep(0.02)

    def until_thanked(self, book: Book, most: int) -> None:
        wanted = len(book.acked) + self.chance.randint(1, most)
        self.until("no customer was thanked", lambda: len(book.acked) >= wanted)

    def until_refused(self) -> None:
        """Or until many were thanked nevertheless, by a station that does not notice."""
        book, thanked = self.book, len(self.book.acked)
        self.until(
            "no customer was answered",
            lambda: len(book.odd) >= REFUSALS or len(book.acked) > thanked + MOST_TAPS,
        )

    def refusal(self) -> str:
        """What is wrong with the answer to a card that can't be saved; '' if it is clear."""
        key = f"{self.chance.getrandbits(128):032x}"
        self.book.sent.add(key)
        form = card(key, hall.BADGES)
        url = f"http://127.0.0.1:{self.guest.port}{form.path}"
        sent = urllib.request.Request(
            url, urlencode(form.fields).encode(), {"Sec-Fetch-Site": "same-origin"}
        )
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        try:
            with browser.open(sent, timeout=30) as answer:
                page = answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            page = error.read().decode("utf-8", "replace")
        except OSError as error:
            return f"no refusal: {error!r}"
        return "" if NOT_SAVED in page else f"an unclear refusal: {page[:200]!r}"

    def look(self, result: Result) -> None:
        """What is on the disk, against the customers' lists; the file system is not mounted."""
        shutil.rmtree(self._copy, ignore_errors=True)
        self._copy.mkdir()
        subprocess.run(
            ["debugfs", "-R", f"rdump /{DATA} {self._copy}", str(self._data)],
            check=True, capture_output=True,
        )  # fmt: skip
        file = self._copy / DATA / "machine.toml"
        station = Machine(file, configuration.load(file, {}))
        with station.database() as db:
            there = kill.cards(db)
            wrong = verify(db, Keys.load(station.config.key_file).fingerprint)
            says = db.sql("PRAGMA integrity_check").fetchone()[0]
        judge(result, self.book, self.others, there)
        if wrong is not None or says != "ok":
            result.breaches.append(f"verify: {wrong}, {says}")


def judge(result: Result, book: Book, others: Book, there: dict[str, int]) -> None:
    """Compares the customers' lists with how often each card is there, by its id."""
    rows = [key for key, times in there.items() for _ in range(times)]
    result.count = tally.of(book.acked, rows)
    result.forgotten = len(others.acked - there.keys())
    for breach, what in [
        (result.count.lost, f"{result.count.lost} acknowledged cards are gone"),
        (result.count.doubled, f"{result.count.doubled} cards are there more than once"),
        (there.keys() - book.sent - others.sent, "cards that no customer gave"),
        (others.acked & there.keys(), "a disk that lies kept what it forgets"),
    ]:
        if breach:
            result.breaches.append(f"round {result.rounds}: {what}")


def count_refusals(result: Result, book: Book) -> None:
    """Counts the refusals of a failing disk; any other answer but thanks is a breach."""
    strange = [one for one in book.odd if not REFUSED.fullmatch(one)]
    result.refused += len(book.odd) - len(strange)
    if strange:
        result.breaches.append(f"round {result.rounds}: odd answers: {strange[:3]}")
    book.odd.clear()


def fails(here: Hall, result: Result) -> None:
    """Every write fails from some moment on, under taps. In half the rounds the disk is sound again
    while the station still serves."""
    guest = here.guest
    guest.serve()
    with here.customers(here.book):
        here.until_thanked(here.book, MOST_TAPS)
        guest.turn(FAILS)
        here.until_refused()
        if unclear := here.refusal():
            result.breaches.append(f"round {result.rounds}: {unclear}")
        elif here.chance.random() < HEALS_WHILE_SERVING:
            guest.turn(SOUND)
            time.sleep(here.chance.random() * guest.patience)
        guest.kill()
    guest.unmount()
    guest.turn(SOUND)
    guest.repair()
    count_refusals(result, here.book)


def lies(here: Hall, result: Result) -> None:
    """The disk reports writes and syncs as done and forgets them, from a moment on at which no
    customer waits for an answer: what a power cut of this moment leaves."""
    guest = here.guest
    guest.serve()
    with here.customers(here.book):
        here.until_thanked(here.book, MOST_TAPS)
    guest.turn(LIES)
    with here.customers(here.others):
        here.until_thanked(here.others, MOST_AFTER)
        guest.kill()
    guest.unmount()
    guest.turn(SOUND)
    guest.replay()
    for book in (here.book, here.others):
        if book.odd:
            result.breaches.append(f"round {result.rounds}: odd answers: {book.odd[:3]}")
            book.odd.clear()


ROUNDS: dict[str, Callable[[Hall, Result], None]] = {FAILS: fails, LIES: lies}


def play(
    here: Hall, fault: str, number: int, say: Callable[[str], None] = lambda _: None
) -> Result:
    """So many rounds of a fault, or until one finds something wrong."""
    result = Result()
    while result.rounds < number and not result.breaches:
        result.rounds += 1
        began = time.monotonic()
        try:
            ROUNDS[fault](here, result)
            here.look(result)
        except NoAnswer as error:
            result.breaches.append(f"round {result.rounds}: {error}")
        say(f"{fault} {result.rounds}: {result.count}, {time.monotonic() - began:.0f} s")
    return result
