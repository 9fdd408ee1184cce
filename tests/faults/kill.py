"""Kills a station under taps, again and again, and counts what is left.

The oracle is the customers' own list of what they were thanked for, kept
outside the station: each of these cards must be there exactly once, on the
station and, after one sync, at the office.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CalledProcessError

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.verify import verify
from tests.faults.customers import Book, Customer
from tests.faults.machines import Machine, NotServed, make_office, make_station

CUSTOMERS = 3
LOOK_EVERY = 20
SYNC_SECONDS = 1
LONGEST_LIFE_S = 0.6
"""A life ends at a random moment within this time after the first page."""
START_KILLED = 0.15
"""How often a station is killed while it is still starting."""


@dataclass
class Result:
    """What the kills did. `breaches` says in words whatever must not be."""

    kills: int = 0
    killed_at_start: int = 0
    acked: int = 0
    unanswered: int = 0
    unanswered_there: int = 0
    sent_again: int = 0
    lost: int = 0
    twice: int = 0
    slowest_start_s: float = 0.0
    breaches: list[str] = field(default_factory=list)


def kills(
    folder: Path,
    number: int,
    seed: int,
    say: Callable[[str], None] = lambda _: None,
    end: Callable[[Machine], None] = Machine.kill,
) -> Result:
    """Kills the station so many times, or ends it in another way; stops both machines after
    that."""
    office, code = make_office(folder)
    office.start()
    station = None
    try:
        office.until_served()
        station = make_station(folder, office, code, SYNC_SECONDS)
        book, result = Book(), Result()
        try:
            _lives(station, book, result, number, seed, say, end)
        except NotServed as late:
            result.breaches.append(f"after {result.kills} kills: {late}")
        station.stop()
        _look(station, book, result)
        _agree(station, office, book, result)
    finally:
        if station is not None:
            station.kill()
        office.stop()
    return result


def _lives(
    station: Machine,
    book: Book,
    result: Result,
    number: int,
    seed: int,
    say: Callable[[str], None],
    end: Callable[[Machine], None],
) -> None:
    chance = random.Random(seed)
    is_open = threading.Event()
    crowd = [Customer(station.port, book, is_open, f"{seed}-{n}") for n in range(CUSTOMERS)]
    for customer in crowd:
        customer.start()
    try:
        while result.kills < number:
            _one_life(station, is_open, chance, result, end)
            if result.kills % LOOK_EVERY == 0 and result.kills < number:
                _look(station, book, result)
                say(f"{result.kills} kills, {result.acked} acknowledged, {result.lost} lost")
        station.start()
        _served(station, result)
        is_open.set()
        time.sleep(LONGEST_LIFE_S)
    finally:
        for customer in crowd:
            customer.going_home.set()
        for customer in crowd:
            customer.join(timeout=20)


def _one_life(
    station: Machine,
    is_open: threading.Event,
    chance: random.Random,
    result: Result,
    end: Callable[[Machine], None],
) -> None:
    """From a start to the end, under taps or already while it starts."""
    station.start()
    result.kills += 1
    if chance.random() < START_KILLED:
        time.sleep(chance.uniform(0, 1.2 * (result.slowest_start_s or 1)))
        result.killed_at_start += 1
    else:
        _served(station, result)
        is_open.set()
        time.sleep(chance.uniform(0, LONGEST_LIFE_S))
    end(station)
    is_open.clear()


def _served(station: Machine, result: Result) -> None:
    result.slowest_start_s = max(result.slowest_start_s, station.until_served())


def _look(station: Machine, book: Book, result: Result) -> None:
    """What a stopped or dead station holds, against the customers' list."""
    with station.database() as db:
        found = cards(db)
        wrong = verify(db, Keys.load(station.config.key_file).fingerprint)
    result.acked, result.sent_again = len(book.acked), book.again
    result.unanswered = len(book.sent) - len(book.acked)
    result.unanswered_there = len((book.sent - book.acked) & found.keys())
    result.lost = len(book.acked - found.keys())
    result.twice = sum(times != 1 for times in found.values())
    for breach, what in [
        (result.lost, f"{result.lost} acknowledged cards are gone"),
        (result.twice, f"{result.twice} cards are there more than once"),
        (found.keys() - book.sent, "cards that nobody gave"),
        (wrong, f"verify: {wrong}"),
        (book.odd, f"odd answers: {Counter(book.odd).most_common(3)}"),
    ]:
        if breach:
            result.breaches.append(f"after {result.kills} kills: {what}")


def cards(db: Database) -> dict[str, int]:
    """How often each card is there, by its event_id."""
    rows = db.rows(
        Ledger.select(Ledger.event_id, peewee.fn.COUNT(Ledger.seq))
        .where(Ledger.kind == "card")
        .group_by(Ledger.event_id)
        .tuples()
    )
    return dict(rows)


def _agree(station: Machine, office: Machine, book: Book, result: Result) -> None:
    """One round of sync by hand; then both must count and verify the same, and
    nobody was ever alarmed: a station that was only killed is an honest one."""
    try:
        station.run("sync")
        for machine in (station, office):
            machine.run("verify")
        for group in ("kind", "clerk"):
            here, there = (m.run("export", "cards", "--by", group) for m in (station, office))
            if here != there:
                result.breaches.append(f"by {group} the station counts {here}, office {there}")
    except CalledProcessError as error:
        result.breaches.append(str(error))
    with station.database() as ours, office.database() as theirs:
        held = cards(theirs)
        if held != cards(ours):
            result.breaches.append("the office holds other cards than the station")
        if book.acked - held.keys():
            result.breaches.append("the office lacks acknowledged cards")
        for where, db in (("station", ours), ("office", theirs)):
            if alarms := db.rows(Alarm.select(Alarm.code, Alarm.seq, Alarm.detail).tuples()):
                result.breaches.append(f"a false alarm, {where}: {alarms[:3]} of {len(alarms)}")
