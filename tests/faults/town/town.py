"""A town: an office, two stations of one branch and one of another, customers in each hall, and
what befalls them. The oracle is what customers were thanked for."""

import contextlib
import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CalledProcessError

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases.contact_store import SealedContact
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.cases import receipts
from kiosk.vocabulary import facts
from tests.faults import customers
from tests.faults.customers import Customer, Form
from tests.faults.histories import machines as histories
from tests.faults.histories.book import Acknowledged, Book, Named
from tests.faults.histories.judging import Judgement, Scene, examine
from tests.faults.histories.machines import Clock
from tests.faults.machines import (
    BADGES,
    BRANCH,
    Machine,
    draw_code,
    make_office,
    make_station,
    publish_branch,
)  # fmt: skip
from tests.faults.town.proxy import Proxy

OTHER, OTHER_BADGES = "sb02", tuple(f"02{number:02}" for number in range(1, 9))
STATIONS = {"first": BRANCH, "second": BRANCH, "other": OTHER}
STEPS = 10
"""How often a machine is killed in one run."""
LONGEST_LIFE_S = 0.8
SYNC_SECONDS = 1
PAUSES = (0.01, 0.02, 0.1)
SETTLED_S = 0.2
PASSES = 3
"""Rounds of each station after which everything must have arrived."""


@dataclass
class Hall:
    """A station with its line to the office and the customers in front of it."""

    name: str
    branch: str
    station: Machine
    line: Proxy
    book: customers.Book = field(default_factory=customers.Book)
    is_open: threading.Event = field(default_factory=threading.Event)

    def form(self, key: str) -> Form:
        """A card, a rating, or a case with a phone number, as the key says."""
        badges = BADGES if self.branch == BRANCH else OTHER_BADGES
        match int(key[4], 16):
            case 0 | 1 | 2 | 3:
                fields = {"key": key, "text": "等了一小时", "phone": phone(key), "name": "王女士",
                          "consent": "yes", "age": "14"}  # fmt: skip
                return Form("/feedback/complaint", fields, f"/receipts/{key}")
            case 4 | 5 | 6:
                fields = {"key": key, "grade": facts.GRADES[int(key[5], 16) % 5]}
                return Form(f"/clerks/{badges[0]}/ratings", fields, f"/thanks/{key}")
        return customers.card(key, badges)


def phone(key: str) -> str:
    return f"138{int(key[:8], 16) % 10**8:08}"


@dataclass
class Town:
    """All machines of a run. `gone` are facts and contact digests that a backup put back has
    destroyed, and no other machine held."""

    office: Machine
    halls: list[Hall]
    copies: dict[str, Path] = field(default_factory=dict)
    gone: set[Named] = field(default_factory=set)
    phones_gone: set[str] = field(default_factory=set)
    kills: int = 0
    put_back: int = 0

    @property
    def machines(self) -> list[Machine]:
        return [self.office, *(hall.station for hall in self.halls)]


@contextlib.contextmanager
def founded(folder: Path, seed: int) -> Iterator[Town]:
    """A town with all its processes running; all are ended at the end."""
    office, code = make_office(folder)
    codes = {"first": code, "second": draw_code(office, BRANCH),
             "other": publish_branch(office, OTHER, OTHER_BADGES)}  # fmt: skip
    town = Town(office, [])
    try:
        office.start()
        office.until_served()
        for name, branch in STATIONS.items():
            line = Proxy(office.port, f"{seed}-{name}")
            line.start()
            station = make_station(folder, office, codes[name], SYNC_SECONDS, name, line.port)
            town.halls.append(Hall(name, branch, station, line))
            station.start()
        for hall in town.halls:
            hall.station.until_served()
        yield town
    finally:
        for machine in town.machines:
            machine.kill()
        for hall in town.halls:
            hall.line.close()


def live(town: Town, seed: int) -> None:
    """Customers come, lines break, machines die and are started again."""
    chance = random.Random(seed)
    crowd = [
        Customer(
            hall.station.port, hall.book, hall.is_open, f"{seed}-{hall.name}", hall.form, PAUSES
        )
        for hall in town.halls
    ]
    for hall in town.halls:
        hall.line.calm = False
        hall.is_open.set()
    for customer in crowd:
        customer.start()
    try:
        for _ in range(STEPS):
            time.sleep(chance.uniform(0.1, LONGEST_LIFE_S))
            _kill_one(town, chance)
    finally:
        for customer in crowd:
            customer.going_home.set()
        for customer in crowd:
            customer.join(timeout=20)
        for hall in town.halls:
            hall.line.calm = True


def _kill_one(town: Town, chance: random.Random) -> None:
    victim = chance.choice(town.machines)
    hall = next((hall for hall in town.halls if hall.station is victim), None)
    if hall is not None:
        hall.is_open.clear()
    victim.kill()
    town.kills += 1
    copy = victim.config.folder.with_suffix(".copy")
    if chance.random() < 0.3 and not copy.exists():
        _copy(victim.config.folder, copy)
    elif chance.random() < 0.3 and copy.exists():
        time.sleep(SETTLED_S)  # a customer may still be reading the thanks
        _put_back(town, victim, copy)
    victim.start()
    victim.until_served()
    if hall is not None:
        hall.is_open.set()


def _copy(folder: Path, target: Path) -> None:
    """Copies the database of a dead machine, the WAL included."""
    target.mkdir(exist_ok=True)
    for path in folder.glob("*.db*"):
        shutil.copy(path, target / path.name)


def _put_back(town: Town, victim: Machine, copy: Path) -> None:
    facts_before, digests_before = _holds(victim)
    for path in victim.config.folder.glob("*.db*"):
        path.unlink()
    _copy(copy, victim.config.folder)
    for machine in town.machines:
        facts_now, digests_now = _holds(machine)
        facts_before -= facts_now
        digests_before -= digests_now
    town.gone |= facts_before
    town.phones_gone |= digests_before
    town.put_back += 1


def _holds(machine: Machine) -> tuple[set[Named], set[str]]:
    """The facts and contact digests that a machine's disk holds."""
    with machine.database() as db:
        return _facts(db), {row.digest for row in db.rows(SealedContact.select())}


def _facts(db: Database) -> set[Named]:
    rows = db.rows(Ledger.select(Ledger.event_id, Ledger.body).tuples())
    return {(event_id, bytes(body)) for event_id, body in rows}


def settle(town: Town) -> list[str]:
    """Quiet rounds by hand, then all machines are stopped; returns what the last rounds said that
    failed."""
    stuck = []
    for hall in town.halls:
        hall.station.stop()
    for last in [False] * (PASSES - 1) + [True]:
        for hall in town.halls:
            try:
                hall.station.run("sync")
            except CalledProcessError as error:
                if last:
                    stuck.append(f"{hall.name}: {error}"[-300:])
    town.office.stop()
    return stuck


def judged(town: Town, stuck: list[str]) -> Judgement:
    """Looks at what the stopped machines hold, as at the end of a history."""
    found, now = Judgement(), int(time.time() * 1000)
    for says in stuck:
        found.find("stuck", says)
    office = _opened(town.office, "office", "")
    stations = [_opened(hall.station, hall.name, hall.branch) for hall in town.halls]
    book = Book(gone=town.gone, phones_gone=town.phones_gone)
    known: dict[str, set[bytes]] = {}
    everywhere = town.gone.union(*(_facts(machine.db) for machine in (office, *stations)))
    for event_id, body in everywhere:
        known.setdefault(event_id, set()).add(body)
    for hall in town.halls:
        if hall.book.odd:
            lines = hall.station.log.read_text("utf-8", "replace").splitlines()
            why = [line for line in lines if "not saved: " in line or "broken: " in line]
            found.find("crashed", f"{hall.name}: {hall.book.odd[:3]}; its log: {why[-3:]}")
        for key in hall.book.acked:
            is_case = hall.form(key).page.startswith("/receipts")
            event_id = receipts.event_id(key) if is_case else key
            for body in known.get(event_id, {b"never written"}):
                book.acknowledged[event_id, body] = Acknowledged(hall.name, now)
                said = facts.decode(body) if event_id in known else None
                if isinstance(said, facts.CaseOpened) and said.contact:
                    book.phones[said.contact] = (hall.branch, phone(key))
    did = Counter({"put back": town.put_back})
    examine(Scene(office, stations, book, now, did), found)
    for machine in (office, *stations):
        machine.close()
    return found


def _opened(machine: Machine, name: str, branch: str) -> histories.Machine:
    keys = Keys.load(machine.config.key_file)
    return histories.Machine(name, branch, machine.config.folder, keys, Clock("", 0))
