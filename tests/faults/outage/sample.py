"""Some stations over real HTTP: a real office is killed, stays away for an hour and comes back, all
in time that runs so much faster."""

import heapq
import http.client
import random
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import peewee

from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.office import backoff
from kiosk.vocabulary.facts import decode
from tests.bench.ingest import Station, enrolled
from tests.faults.machines import Machine, busy, make_office
from tests.faults.outage.herd import INTERVAL_S, OUTAGE_S

FASTER, LEAST_FASTER = 100.0, 30.0
"""How fast time runs on a free machine, and at least on one that is busy."""
BEFORE_S, WATCHED_S = 900.0, 2_100.0
SLOT_S = 300.0
"""Long enough for more than a hundred calls of the sample."""
CALLERS = 12
TIMEOUT_S = 10


class Sampled(NamedTuple):
    """Calls that the office answered after its return, by slot; stations that it did not serve;
    facts acknowledged, and of these lost or there more than once; answers that must not be."""

    slots: list[int]
    unserved: int
    acknowledged: int
    lost: int
    doubled: int
    odd: Counter[str]

    @property
    def ratio(self) -> float:
        return max(self.slots) * len(self.slots) / sum(self.slots)


@dataclass
class Line:
    """A station, what it says next, and how it fared."""

    station: Station
    said: tuple[bytes, dict[str, str]] | None = None
    failures: int = 0
    served: float = 0.0
    acknowledged: list[bytes] = field(default_factory=list)


class Herd:
    """Stations that call when the product's schedule says so, on a clock that runs faster."""

    def __init__(self, office: Machine, lines: list[Line], seed: int) -> None:
        self.lines, self.odd = lines, Counter[str]()
        self.answered: list[float] = []
        self._office, self._chance = office, random.Random(seed)
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._begun, self._faster = time.monotonic(), max(LEAST_FASTER, FASTER / busy())
        self._calls = [
            (backoff.first_call(INTERVAL_S, self._chance.random()), number)
            for number in range(len(lines))
        ]
        heapq.heapify(self._calls)
        self._callers = [threading.Thread(target=self._call_on) for _ in range(CALLERS)]
        for caller in self._callers:
            caller.start()

    @property
    def now(self) -> float:
        return (time.monotonic() - self._begun) * self._faster

    def until(self, moment: float) -> None:
        time.sleep(max(0.0, (moment - self.now) / self._faster))

    def end(self) -> None:
        self._ended.set()
        for caller in self._callers:
            caller.join(2 * TIMEOUT_S)

    def _call_on(self) -> None:
        while not self._ended.is_set():
            with self._lock:
                due = bool(self._calls) and self._calls[0][0] <= self.now
                number = heapq.heappop(self._calls)[1] if due else -1
            if number < 0:
                time.sleep(0.002)
                continue
            asked = self._call(self.lines[number])
            with self._lock:
                failures = self.lines[number].failures
                pause = backoff.next_call(INTERVAL_S, failures, self._chance.random(), asked)
                heapq.heappush(self._calls, (self.now + pause, number))

    def _call(self, line: Line) -> float:
        """One message; what the office asked for, in seconds."""
        line.said = line.said or line.station.message(1)
        body, headers = line.said
        to = http.client.HTTPConnection("127.0.0.1", self._office.port, timeout=TIMEOUT_S)
        began = self.now
        try:
            to.request("POST", "/intake/v1/entries", body, headers)
            answer = to.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            line.failures += 1
            return 0.0
        finally:
            to.close()
        self.answered.append(began)
        if answer.status == 200:
            line.said, line.failures, line.served = None, 0, began
            line.acknowledged.append(line.station.sent[-1][1])
            return 0.0
        line.failures += 1
        if answer.status not in (429, 503):
            self.odd[f"{answer.status}"] += 1
        return float(answer.headers.get("Retry-After", "0"))


def play(stations: int, seed: int) -> Sampled:
    """An hour's outage, over HTTP, in 66 s on a free machine."""
    with tempfile.TemporaryDirectory() as folder:
        office, _ = make_office(Path(folder))
        lines = [Line(one) for one in enrolled(office, stations)]
        office.start()
        try:
            office.until_served()
            herd = Herd(office, lines, seed)
            try:
                herd.until(BEFORE_S)
                office.kill()
                herd.until(BEFORE_S + OUTAGE_S)
                office.start()
                office.until_served()
                back = herd.now
                herd.until(back + WATCHED_S)
            finally:
                herd.end()
        finally:
            office.stop()
        return _judged(office, herd, back)


def _judged(office: Machine, herd: Herd, back: float) -> Sampled:
    by_slot = Counter(int((at - back) // SLOT_S) for at in herd.answered if at >= back)
    slots = [by_slot[number] for number in range(int(WATCHED_S // SLOT_S))]
    with office.database() as db:
        held = dict(db.rows(
            Ledger.select(Ledger.event_id, peewee.fn.COUNT(Ledger.seq))
            .group_by(Ledger.event_id).tuples()
        ))  # fmt: skip
    keys = [decode(body).event_id for line in herd.lines for body in line.acknowledged]
    return Sampled(
        slots,
        sum(line.served < back for line in herd.lines),
        len(keys),
        sum(key not in held for key in keys),
        sum(times > 1 for times in held.values()),
        herd.odd,
    )
