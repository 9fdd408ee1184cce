"""`make bench`: what the lobby costs, as ratios to a floor that is measured in
the same run, round by round, so that a busy machine slows both alike.

    python -m tests.bench.lobby --runs 5

A line: what, the product's value, the floor's, the ratio, its limit. Values
are medians of the rounds, the ratio is the median of the rounds' own ratios.
Ends with 1 where a limit is missed.
"""

import contextlib
import http.client
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click
import msgspec

from tests.bench.load import Job, Timing
from tests.faults.machines import (
    BADGES,
    TOP,
    Machine,
    answers,
    free_ports,
    make_office,
    make_station,
)

TAP = f"/clerks/{BADGES[0]}/cards"
A_DAY = 86_400
"""Seconds between rounds of sync: none falls into the measurement."""
SYNCED_TAPS = 1_200
CARDS_A_DAY = 200
PARTS = 4


class Line(NamedTuple):
    """One thing measured. `better` says which side of the limit is good; a
    limit of None is for the reader only."""

    what: str
    unit: str
    product: Job
    floor: Job
    value: Callable[[Timing], float]
    better: str
    limit: float | None


@click.command()
@click.option("--runs", default=5, help="Rounds; the median counts.")
def main(runs: int) -> None:
    """Measure the lobby against its floor."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as running:
        folder = Path(name)
        station = _station(folder)
        running.callback(station.kill)
        station.start()
        station.until_served()
        _load(Job(station.port, TAP, 4, CARDS_A_DAY, tap=True))
        sizes = _sizes(station)
        floor = running.enter_context(_floor(folder, sizes))
        click.echo(f"bytes: thanks {sizes[0]}, hall {sizes[1]}, clerk {sizes[2]}; {runs} rounds;"
                   f" {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")  # fmt: skip
        fine = [_print(line, _rounds(line, runs)) for line in _lines(station.port, floor)]
        station.stop()
        fine.append(_syncs(station, folder / "strace.txt"))
    sys.exit(0 if all(fine) else 1)


def _lines(port: int, floor: int) -> list[Line]:
    def tap(clients: int, number: int, path: str = "/tap") -> tuple[Job, Job]:
        return Job(port, TAP, clients, number, True), Job(floor, path, clients, number, True)

    def page(path: str, name: str) -> tuple[Job, Job]:
        return Job(port, path, 4, 600), Job(floor, name, 4, 600)

    lasting = "/tap-lasting"
    return [  # pages first: their hall has had a usual day's cards, not thousands
        Line("GET /", "/s", *page("/", "/hall"), lambda t: t.throughput, ">", 0.5),
        Line("GET /clerks/BADGE", "/s", *page(f"/clerks/{BADGES[0]}", "/clerk"),
             lambda t: t.throughput, ">", 0.5),
        Line("tap to thanks, median", "ms", *tap(1, 300), lambda t: t.median, "<", 3.0),
        Line("tap to thanks, 8 clients, p99", "ms", *tap(8, 800), lambda t: t.p99, "<", 1.0),
        Line("median, floor's connection kept", "ms", *tap(1, 300, lasting),
             lambda t: t.median, "<", None),
        Line("8 clients, p99, connection kept", "ms", *tap(8, 800, lasting),
             lambda t: t.p99, "<", None),
    ]  # fmt: skip


def _rounds(line: Line, runs: int) -> list[tuple[float, float]]:
    """(product, floor) of each round. A round is made of short parts in turn,
    so that whatever else the machine does falls upon both."""
    for job in (line.product, line.floor):
        _load(msgspec.structs.replace(job, number=40))
    return [_round(line) for _ in range(runs)]


def _round(line: Line) -> tuple[float, float]:
    parts: dict[str, list[Timing]] = {"product": [], "floor": []}
    for number in range(PARTS):
        for who in ("product", "floor") if number % 2 else ("floor", "product"):
            job: Job = getattr(line, who)
            parts[who].append(_load(msgspec.structs.replace(job, number=job.number // PARTS)))
    return line.value(Timing.of(parts["product"])), line.value(Timing.of(parts["floor"]))


def _print(line: Line, pairs: list[tuple[float, float]]) -> bool:
    value = statistics.median(product for product, _ in pairs)
    floor = statistics.median(floor for _, floor in pairs)
    ratio = statistics.median(product / floor for product, floor in pairs)
    return _say(line.what, line.unit, value, floor, ratio, line.better, line.limit)


def _say(what: str, unit: str, value: float, floor: float | None, ratio: float, better: str,
         limit: float | None) -> bool:  # fmt: skip
    fine = limit is None or (ratio <= limit if better == "<" else ratio >= limit)
    against = "" if floor is None else f"floor {floor:8.2f} {unit}"
    sign = "" if limit is None else f"{'≤' if better == '<' else '≥'} {limit:.2f}"
    verdict = "-" if limit is None else "ok" if fine else "MISS"
    click.echo(f"{what:34}{value:9.2f} {unit:6}{against:20} ratio {ratio:5.2f}  {sign:7}{verdict}")
    return fine


def _load(job: Job) -> Timing:
    """Runs a job in a process of its own; raises RuntimeError where a request
    was refused, since then nothing was measured."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"], cwd=TOP, input=msgspec.json.encode(job),
        stdout=subprocess.PIPE, check=True, timeout=300,
    )  # fmt: skip
    timing = msgspec.json.decode(done.stdout, type=Timing)
    if timing.refused:
        raise RuntimeError(f"{job.path}: {timing.refused} of {job.number} were refused")
    return timing


def _station(folder: Path) -> Machine:
    """An enrolled station that calls its office no more."""
    office, code = make_office(folder)
    office.start()
    try:
        office.until_served()
        return make_station(folder, office, code, A_DAY)
    finally:
        office.stop()


@contextlib.contextmanager
def _floor(folder: Path, sizes: list[int]) -> Iterator[int]:
    """The floor's process; its port."""
    (port,) = free_ports(1)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.floor", str(port), str(folder / "floor.db"),
         *map(str, sizes)],
        cwd=TOP,
    )  # fmt: skip
    try:
        end = time.monotonic() + 10
        while not answers(port, "/hall"):
            if time.monotonic() > end:
                raise TimeoutError("the floor does not serve")
            time.sleep(0.05)
        yield port
    finally:
        child.terminate()
        child.wait(timeout=30)


def _sizes(station: Machine) -> list[int]:
    """Bytes of the thank-you region, the idle page and a clerk's page."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "HX-Request": "true",
    }
    line = http.client.HTTPConnection("127.0.0.1", station.port, timeout=10)
    sizes = []
    for method, path in (("POST", TAP), ("GET", "/"), ("GET", f"/clerks/{BADGES[0]}")):
        body = f"key={secrets.token_hex(16)}&card=polite" if method == "POST" else None
        line.request(method, path, body, headers if body else {})
        sizes.append(len(line.getresponse().read()))
    line.close()
    return sizes


def _syncs(station: Machine, counted: Path) -> bool:
    """How often the disk is told to flush, for each card, checkpoints included."""
    # -D: the station stays our child, so that it and not strace is told to stop
    station.wrapped_in = [
        "strace", "-D", "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", str(counted)
    ]  # fmt: skip
    station.start()
    station.until_served()
    _load(Job(station.port, TAP, 1, SYNCED_TAPS, True))
    station.stop()
    end = time.monotonic() + 10
    while not (counted.exists() and counted.read_text().strip()) and time.monotonic() < end:
        time.sleep(0.05)
    syncs = sum(_calls(line) for line in counted.read_text().splitlines())
    return _say("fsync + fdatasync a tap", "", syncs, None, syncs / SYNCED_TAPS, "<", 1.2)


def _calls(line: str) -> int:
    """The calls column of a line of `strace -c`."""
    words = line.split()
    return int(words[3]) if words and words[-1] in ("fsync", "fdatasync") else 0


if __name__ == "__main__":
    main()
