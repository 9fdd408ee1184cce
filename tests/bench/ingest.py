"""What head office's intake costs over HTTP, on either database.

    python -m tests.bench.ingest [--database postgresql] [--processes 2] [--connections 64]

Two measures, each in one run with its floor, on a server that writes to the disk:

- large batches: 500 facts in each, against ready-made multi-row inserts of the same rows by psycopg
  500 in a statement and a transaction;
- small batches: 10 facts in each, from so many connections at once, each a station of a branch of
  its own.

Every message is signed and numbered as a station does it, before the clock is started.
"""

import argparse
import asyncio
import base64
import contextlib
import datetime
import re
import secrets
import statistics
import sys
import tempfile
import time as clocks
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from kiosk.ground import clock
from kiosk.ground.keys import Keys
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.publishing import documents
from kiosk.records.stations import enrolment
from kiosk.rules.ledger import chain as rule
from kiosk.vocabulary import facts, wire
from kiosk.vocabulary.documents import Branch, Publication
from kiosk.vocabulary.facts import CardGiven, Rated, Standing
from kiosk.vocabulary.wire import Batch, Enrol, Push
from tests.faults.machines import Machine, make_office
from tests.postgresql import Server, own_server

LEAST_SHARE, LEAST_A_SECOND = 0.4, 200
LARGE, SMALL = 500, 10
LONGEST_S = 300
"""A measure that takes longer is given up."""
DURABLE = ("fsync=on", "full_page_writes=on", "autovacuum=on")


class Station:
    """An enrolled station whose messages are ready to be sent."""

    def __init__(self, office: Machine, branch: str) -> None:
        self.branch = branch
        with tempfile.TemporaryDirectory() as folder:
            self.keys = Keys.load(Path(folder) / "station.key")
        with office.database() as db:
            keys = Keys.load(office.config.key_file)
            now = clock.read().utc
            code = enrolment.issue_code(db, branch, keys, secrets.token_bytes(10), now)
            word, _ = enrolment.split_code(code)
            wanted = Enrol(code=word, public_key=self.keys.public)
            enrolment.enrol(db, wanted, keys, secrets.token_bytes(32), now)
        self.head = rule.genesis(branch, self.keys.fingerprint, 1, rule.NO_HEAD)
        self.seq = 0
        self.number = 0
        self.sent: list[tuple[int, bytes, bytes]] = []

    def message(self, size: int) -> tuple[bytes, dict[str, str]]:
        """The next batch as the body and the headers of a request."""
        now = clock.read().utc
        bodies = tuple(_fact(self.branch, self.seq + n, now) for n in range(size))
        links = rule.links(self.head, self.seq + 1, bodies)
        station = self.keys.fingerprint
        batch = Batch(station, 1, rule.NO_HEAD, self.seq + 1, self.head, bodies, links[-1])
        self.sent += zip(range(self.seq + 1, self.seq + size + 1), bodies, links, strict=True)
        self.seq, self.head = self.seq + size, links[-1]
        push = Push(batch, self.seq, 0, "bench", "b", self.seq, number=self.number)
        self.number += 1
        body = msgspec.json.encode(push)
        nonce = secrets.token_hex(16)
        signed = wire.request("POST", "/intake/v1/entries", nonce, body)
        return body, {
            "Content-Type": "application/json",
            "Ts-Station": station,
            "Ts-Nonce": nonce,
            "Ts-Signature": base64.b64encode(self.keys.sign(signed)).decode(),
        }


def _fact(branch: str, n: int, now: int) -> bytes:
    """Cards and ratings by turns, of eight clerks."""
    day = datetime.datetime.fromtimestamp(now / 1000, datetime.UTC).date()
    common: dict[str, Any] = {
        "event_id": secrets.token_hex(16), "branch": branch, "day": day, "at": now,
        "clock": Standing("b", n), "clerk": f"0{101 + n % 8}", "giver": "customer",
        "entry": "screen",
    }  # fmt: skip
    if n % 2:
        return facts.encode(CardGiven(mark=facts.CARD_KINDS[n % 5], **common))
    return facts.encode(Rated(mark=facts.GRADES[n % 5], **common))


def enrolled(office: Machine, number: int) -> list[Station]:
    """Stations, each of a branch of its own."""
    since = datetime.date(2014, 1, 1)
    names = [f"q{n:04}" for n in range(number)]
    with office.database() as db:
        wanted = [Publication(name, _branch(name), since) for name in names]
        documents.publish(db, wanted, "bench", clock.read().utc)
    return [Station(office, name) for name in names]


def _branch(name: str) -> Branch:
    return Branch(
        name=name, hall=name, organisation="沈北燃气",
        name_en=name, hall_en=name, organisation_en="Shenbei Gas",
    )  # fmt: skip


def sent(office: Machine, messages: Sequence[Sequence[tuple[bytes, dict[str, str]]]]) -> float:
    """Seconds to send all messages, each list of them over a connection of its own. Raises
    RuntimeError for any answer but 200."""
    ready = [[_raw(*message) for message in own] for own in messages]
    return asyncio.run(_sent(office.port, ready))


async def _sent(port: int, messages: Sequence[Sequence[bytes]]) -> float:
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in messages]
    began = clocks.perf_counter()
    async with asyncio.TaskGroup() as group, asyncio.timeout(LONGEST_S):
        for line, own in zip(lines, messages, strict=True):
            group.create_task(_answered(*line, own))
    took = clocks.perf_counter() - began
    for _, writer in lines:
        writer.close()
    return took


async def _answered(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, messages: Sequence[bytes]
) -> None:
    for message in messages:
        writer.write(message)
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)\r\n", head)
        said = await reader.readexactly(int(length[1])) if length else b""
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"an answer was not 200: {head[:20]!r} {said[:200]!r}")


def _raw(body: bytes, headers: Mapping[str, str]) -> bytes:
    """A message as it goes over the line; made before the clock is started, so that the sender
    takes little of the processor from what is measured."""
    named = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}
    lines = [f"{name}: {value}" for name, value in named.items()]
    return "\r\n".join(["POST /intake/v1/entries HTTP/1.1", *lines, "", ""]).encode() + body


def floor(office: Machine, stations: Sequence[Station]) -> float:
    """Seconds for ready-made inserts of what these stations sent, into a table of the same columns
    and indexes."""
    with office.database() as db:
        rows = []
        for station in stations:
            of = ChainId(station.branch, f"floor {station.keys.fingerprint}", 1)
            for seq, body, link in station.sent:
                rows.append(ledger.row_of(of, seq, facts.columns(body), 1, body, link))
        marks = ", ".join("?" * len(rows[0]))
        began = clocks.perf_counter()
        for start in range(0, len(rows), LARGE):
            part = rows[start : start + LARGE]
            values = ", ".join([f"({marks})"] * len(part))
            text = f"INSERT INTO ledger ({ledger._ROW}) VALUES {values}"
            with db.writing():
                db.sql(text, *[value for row in part for value in row])
        return clocks.perf_counter() - began


@contextlib.contextmanager
def running(folder: Path, asked: argparse.Namespace) -> Iterator[Machine]:
    """An office on the database asked for."""
    with contextlib.ExitStack() as stack:
        url = ""
        if asked.database == "postgresql":
            server: Server = stack.enter_context(own_server(*DURABLE))
            server.run("CREATE DATABASE office")
            url = server.url("office")
        office, _ = make_office(folder, url)
        yield office
        office.stop()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--connections", type=int, default=64)
    options.add_argument("--batches", type=int, default=20)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    shares, speeds = [], []
    for run in range(asked.runs):
        with (
            tempfile.TemporaryDirectory() as folder,
            running(Path(folder), asked) as office,
        ):
            small = enrolled(office, asked.connections)
            large = [Station(office, small[n].branch) for n in range(4)]
            of_small = [[one.message(SMALL) for _ in range(asked.batches)] for one in small]
            of_large = [[one.message(LARGE) for _ in range(10)] for one in large]
            words = ("--processes", str(asked.processes)) if asked.database == "postgresql" else ()
            office.start(*words)
            office.until_served()
            took = sent(office, of_small)
            speeds.append(asked.connections * asked.batches / took)
            product = sent(office, of_large)
            office.stop()
            base = floor(office, large)
            shares.append(base / product)
            number = sum(len(one.sent) for one in large)
        print(
            f"run {run + 1}: {speeds[-1]:.0f} batches of {SMALL} a second; {number} facts in"
            f" batches of {LARGE}: {product:.2f} s, floor {base:.2f} s, {shares[-1]:.2f}"
        )
    share, speed = statistics.median(shares), statistics.median(speeds)
    print(
        f"{asked.database}: {share:.2f} of the floor's speed, at least {LEAST_SHARE};"
        f" {speed:.0f} small batches a second, at least {LEAST_A_SECOND}"
    )
    sys.exit(share < LEAST_SHARE or speed < LEAST_A_SECOND)


if __name__ == "__main__":
    main()
