"""An office on PostgreSQL: real servers, real processes, real batches of stations."""

import contextlib
import http.client
import os
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from kiosk.commands import syncing
from kiosk.ground import clock
from kiosk.ground.keys import Keys, fingerprint
from kiosk.records.feedback import cards
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.sync.client import Office
from kiosk.sync.http import over_http
from kiosk.vocabulary.refusals import NoLine, Refusal
from kiosk.vocabulary.wire import Push
from tests.cast import by_visit, plant
from tests.faults import machines, tally
from tests.faults.machines import BADGES, BRANCH, Machine
from tests.postgresql import Server, own_server

TAPS, SIZE = 600, 20
PATIENCE_S = 60.0


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """The machines are processes of their own, by the real clock."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with own_server() as made:
        yield made


@dataclass
class Heads:
    """An office of several processes on one database, and an enrolment code."""

    server: Server
    first: Machine
    code: str
    others: list[Machine] = field(default_factory=list)

    def another(self) -> Machine:
        """One more process, with a folder and a port of its own."""
        (port,) = machines.free_ports(1)
        folder = self.first.config.folder.with_name(f"office{len(self.others)}")
        made = machines.configured(
            folder,
            f'role = "office"\ndatabase = "{self.first.config.postgresql}"\n'
            f"[office]\nport = {port}\n",
        )
        shutil.copy(self.first.config.key_file, made.config.key_file)
        self.others.append(made)
        made.start()
        made.until_served()
        return made


@pytest.fixture
def heads(server: Server, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Heads]:
    """A running office on a database that was empty."""
    name = f"d{abs(hash(request.node.name))}"
    server.run(f"CREATE DATABASE {name}")
    first, code = machines.make_office(tmp_path, server.url(name))
    first.start()
    first.until_served()
    made = Heads(server, first, code)
    yield made
    for one in (first, *made.others):
        one.stop()


class Hall:
    """A station with facts to send, and its messages as they would be sent."""

    def __init__(self, heads: Heads, folder: Path, name: str, code: str) -> None:
        self.machine = machines.make_station(folder, heads.first, code, 3600, name)
        self.keys = Keys.load(self.machine.config.key_file)
        self.answers: Counter[str] = Counter()

    def tap(self, number: int) -> list[bytes]:
        """Gives so many cards; returns their bodies."""
        with self.machine.database() as db:
            for one in range(number):
                author = by_visit(db, clock.read(), "v")
                cards.give(db, author, f"{one:032x}", BADGES[one % 3], "polite", "")
            return [bytes(row.body) for row in db.rows(Ledger.select().order_by(Ledger.seq))]

    def take_over(self, bodies: list[bytes]) -> None:
        """Has the same facts in a chain of its own, as a copied machine can."""
        with self.machine.database() as db, db.writing():
            plant(db, identity.me(db).chain, bodies)

    def messages(self, size: int = SIZE) -> list[bytes]:
        with self.machine.database() as db:
            of = identity.me(db).chain
            tip = ledger.chain(db, of).seq
            batches = [ledger.batch(db, of, after, size, 10**6) for after in range(0, tip, size)]
        return [msgspec.json.encode(Push(one, tip, 0, "0.2.0", "b", 1)) for one in batches]

    def send(self, messages: list[bytes], to: list[Machine]) -> None:
        """Sends everything in its order, each message until an office takes it; the offices take
        turns as one fails. `answers` counts how it went."""
        with self.machine.database() as db:
            me = identity.me(db)
        trusted = fingerprint(bytes(me.office_key))
        end, at = time.monotonic() + PATIENCE_S, 0
        lines = [
            Office(over_http(f"http://127.0.0.1:{one.port}", clock.read), self.keys, trusted,
                   syncing.fresh_nonce)
            for one in to
        ]  # fmt: skip
        for message in messages:
            while True:
                try:
                    lines[at].ask("POST", "/intake/v1/entries", message)
                    self.answers["taken"] += 1
                    break
                except Refusal as refusal:
                    self.answers[refusal.code] += 1
                    assert refusal.code in ("busy", "not_saved"), refusal
                    assert refusal.retry_after, "the station is asked to come back"
                except NoLine:
                    self.answers["no line"] += 1
                    at = (at + 1) % len(lines)
                assert time.monotonic() < end, self.answers
                time.sleep(0.02)


def at_once(*works: Callable[[], None]) -> None:
    failed: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S * 2)
    if failed:
        raise failed[0]


def counted(head: Machine) -> tuple[int, int, int]:
    """Entries in the ledger, those that count, and the cards in the tallies."""
    with head.database() as db:
        rows = db.rows(Ledger.select(Ledger.counted).where(Ledger.kind == "card"))
        tallied = cards.count(db, ["branch"])
    found = sum(row.counted for row in rows)
    if found > 10:
        tally.note(tally.Count(TAPS, TAPS - min(found, TAPS), max(0, found - TAPS)))
    return len(rows), found, sum(tallied.values())


def test_an_office_serves_on_an_empty_database_and_takes_a_station_in(heads: Heads, tmp_path: Path):
    hall = Hall(heads, tmp_path, "station", heads.code)
    assert not (heads.first.config.folder / "office.db").exists()
    hall.tap(3)
    assert "3 sent" in hall.machine.run("sync")
    assert counted(heads.first) == (3, 3, 3)
    assert "as it was written" in heads.first.run("verify")
    heads.first.run("backup", "--plain", str(tmp_path / "backups"))
    (made,) = (tmp_path / "backups").iterdir()
    assert made.suffix == ".dump"


def test_two_processes_take_the_same_batches_at_once_and_nothing_is_lost_or_doubled(
    heads: Heads, tmp_path: Path
):
    other = heads.another()
    hall = Hall(heads, tmp_path, "station", heads.code)
    hall.tap(TAPS)
    messages = hall.messages()
    at_once(
        lambda: hall.send(messages, [heads.first]),
        lambda: hall.send(messages, [other]),
    )
    assert counted(heads.first) == (TAPS, TAPS, TAPS)
    assert hall.answers["not_saved"] == 0, "one waits for the other, and does not fail"
    assert "as it was written" in heads.first.run("verify")


def test_the_same_facts_from_two_stations_at_once_count_once(heads: Heads, tmp_path: Path):
    other = heads.another()
    one = Hall(heads, tmp_path, "one", heads.code)
    two = Hall(heads, tmp_path, "two", machines.draw_code(heads.first, BRANCH))
    two.take_over(one.tap(TAPS))
    at_once(
        lambda: one.send(one.messages(), [heads.first]),
        lambda: two.send(two.messages(), [other]),
    )
    assert counted(heads.first) == (2 * TAPS, TAPS, TAPS)
    assert "as it was written" in heads.first.run("verify")


def test_a_process_is_killed_while_it_takes_batches_in(heads: Heads, tmp_path: Path):
    other = heads.another()
    hall = Hall(heads, tmp_path, "station", heads.code)
    hall.tap(TAPS)
    messages = hall.messages()

    def kill() -> None:
        while hall.answers["taken"] < 5:
            time.sleep(0.005)
        heads.first.kill()

    at_once(lambda: hall.send(messages, [heads.first, other]), kill)
    assert hall.answers["no line"] > 0, "it was killed while it was needed"
    assert counted(other) == (TAPS, TAPS, TAPS)
    assert "as it was written" in other.run("verify")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["restart", "crash"])
def test_the_database_restarts_while_batches_are_taken_in(
    heads: Heads, tmp_path: Path, how: signal.Signals
):
    hall = Hall(heads, tmp_path, "station", heads.code)
    hall.tap(TAPS)
    messages = hall.messages()

    def restart() -> None:
        while hall.answers["taken"] < 5:
            time.sleep(0.005)
        heads.server.stop(how)
        while not hall.answers["not_saved"]:
            time.sleep(0.005)
        heads.server.start()

    at_once(lambda: hall.send(messages, [heads.first]), restart)
    assert hall.answers["no line"] == 0, "the office itself goes on"
    assert counted(heads.first) == (TAPS, TAPS, TAPS)
    assert machines.answers(heads.first.port, "/healthz")
    assert "as it was written" in heads.first.run("verify")


# Several processes on one socket ----------------------------------------------------


def children(head: Machine) -> list[int]:
    assert head.child is not None
    listed = Path(f"/proc/{head.child.pid}/task/{head.child.pid}/children").read_text()
    return [int(one) for one in listed.split()]


@contextlib.contextmanager
def only(process: int, of: list[int]) -> Iterator[None]:
    """The others stand still, so that this one answers."""
    others = [one for one in of if one != process]
    for one in others:
        os.kill(one, signal.SIGSTOP)
        while Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[0] != "T":
            time.sleep(0.005)
    try:
        yield
    finally:
        for one in others:
            os.kill(one, signal.SIGCONT)


def asked(
    head: Machine, method: str, path: str, body: str = "", cookie: str = ""
) -> tuple[str, str, str]:
    """The page, where it leads to, and the cookie that it sets."""
    line = http.client.HTTPConnection("127.0.0.1", head.port, timeout=20)
    headers = {"Sec-Fetch-Site": "same-origin", "Cookie": cookie, "Connection": "close"}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    line.request(method, path, body or None, headers)
    answer = line.getresponse()
    found = answer.getheader("Location", ""), answer.getheader("Set-Cookie", "").split(";")[0]
    page = answer.read().decode()
    line.close()
    return (page, *found)


def test_several_processes_serve_from_one_socket(heads: Heads, tmp_path: Path):
    heads.first.stop()
    heads.first.start("--processes", "2")
    heads.first.until_served()
    hall = Hall(heads, tmp_path, "station", heads.code)
    hall.tap(TAPS)
    messages = hall.messages()
    end = time.monotonic() + PATIENCE_S
    while len(first := children(heads.first)) < 2 and time.monotonic() < end:
        time.sleep(0.05)

    def kill() -> None:
        while hall.answers["taken"] < 5:
            time.sleep(0.005)
        os.kill(first[0], signal.SIGKILL)

    at_once(
        lambda: hall.send(messages, [heads.first]),
        lambda: hall.send(messages, [heads.first]),
        kill,
    )
    assert counted(heads.first) == (TAPS, TAPS, TAPS)
    while len(set(children(heads.first)) - {first[0]}) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    assert first[0] not in children(heads.first) and len(children(heads.first)) == 2
    heads.first.until_served()
    both = children(heads.first)
    form = f"name=nobody&password=wrong&key={'a' * 32}"
    with only(both[0], both):
        _, refused, cookie = asked(heads.first, "POST", "/sign-in", form)
    with only(both[1], both):
        page, _, _ = asked(heads.first, "GET", refused, cookie=cookie)
    assert 'value="nobody"' in page, "what one of them keeps the other shows"
    heads.first.stop()
    assert not any(Path(f"/proc/{one}").exists() for one in both), "none is left"
