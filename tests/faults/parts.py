"""The parts of `make faults`: each fault, what plays it, and how often with a change."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from tests.faults import failing, kill, line_cuts, powercut, tally
from tests.faults.histories import history
from tests.faults.machines import TOP, Machine
from tests.faults.outage import herd, sample
from tests.faults.tally import Count
from tests.faults.town import town
from tests.faults.week import judging
from tests.faults.week.hall import founded
from tests.faults.week.play import Week

MINUTES, FACTS = 30, 150
"""Of a short day of a hall."""
STATIONS = 120
"""That call over HTTP."""
MOST_S = 3_600


class Row(NamedTuple):
    """What a part found: how often a fault befell a machine, what became of the facts that were
    acknowledged, and whatever else must not be."""

    runs: int
    count: Count
    breaches: list[str]


class Part(NamedTuple):
    """A part: the faults of the plan that it plays, what it does, how often with a change, and the
    plant (tests/faults/plants.py) with which it must find something."""

    faults: str
    what: str
    number: int
    play: Callable[[Path, int, int], Row]
    plant: str = "dropped-card"


def _killed(folder: Path, number: int, seed: int, end: Callable[[Machine], None]) -> Row:
    done = kill.kills(folder, number, seed, end=end)
    return Row(done.kills, Count(done.acked, done.lost, done.twice), done.breaches)


def kills(folder: Path, number: int, seed: int) -> Row:
    return _killed(folder, number, seed, Machine.kill)


def stops(folder: Path, number: int, seed: int) -> Row:
    return _killed(folder, number, seed, Machine.stop)


def power_cuts(folder: Path, number: int, seed: int) -> Row:
    """As in a hall; and where commits are not synced, where the same cuts must lose some."""
    done = powercut.cuts(folder / "full", number, random.Random(seed))
    weak = powercut.cuts(folder / "weak", number, random.Random(seed), {"synchronous": "normal"})
    blind = [] if weak.lost else ["blind: synchronous=NORMAL lost nothing"]
    return Row(done.cuts, Count(done.acked, done.lost, done.twice), [*done.damaged, *blind])


def failed_calls(folder: Path, number: int, seed: int) -> Row:
    done = failing.fail(folder, number, random.Random(seed))
    return Row(done.faults, done.count, done.breaches)


def cut_lines(folder: Path, number: int, seed: int) -> Row:
    done = line_cuts.cut(folder, number, random.Random(seed))
    return Row(done.cuts, done.count, done.breaches)


def histories(_folder: Path, number: int, seed: int) -> Row:
    total, breaches = history.Total(), []
    for one in range(seed, seed + number):
        done = history.play(history.drawn(one))
        total.add(done)
        breaches += [f"seed {one}: {says}" for says in done.judgement.says[:2]]
    return Row(number, _counted(total.acknowledged, total.figures), breaches)


def towns(folder: Path, number: int, seed: int) -> Row:
    acknowledged, figures, breaches = 0, history.Counter[str](), []
    for one in range(seed, seed + number):
        with town.founded(folder / str(one), one) as place:
            town.live(place, one)
            found = town.judged(place, town.settle(place))
        acknowledged += found.acknowledged
        figures += found.figures
        breaches += [f"seed {one}: {says}" for says in found.says[:2]]
    return Row(number, _counted(acknowledged, figures), breaches)


def _counted(acknowledged: int, figures: "history.Counter[str]") -> Count:
    return Count(acknowledged, figures["lost"] + figures["uncounted"], figures["twice"])


def days(folder: Path, number: int, seed: int) -> Row:
    """Short days of a busy hall, with its nights."""
    with founded(folder) as hall:
        week = Week(hall, seed, FACTS, MINUTES)
        played = [week.play(day) for day in range(number)]
        week.settle()
        wrong = judging.of_facts(hall, week.book)
    lost = sum(n for what, n in wrong.items() if "lost" in what)
    doubled = sum(n for what, n in wrong.items() if "twice" in what)
    breaches = [f"{n} {what}" for what, n in wrong.items() if n]
    breaches += judging.of_files(played[0], played[-1])
    return Row(number, Count(len(week.book.thanked), lost, doubled), breaches)


def outages(_folder: Path, number: int, seed: int) -> Row:
    """Hours without an office, for some stations over HTTP."""
    count, breaches = Count(0, 0, 0), []
    for one in range(number):
        done = sample.play(STATIONS, seed + one)
        here = (done.acknowledged, done.lost, done.doubled)
        count = Count(*map(sum, zip(count, here, strict=True)))
        breaches += [f"{done.unserved} stations not served"] if done.unserved else []
        breaches += [f"odd answers: {dict(done.odd)}"] if done.odd else []
        if done.ratio > herd.MOST:
            breaches.append(f"the busiest slot has {done.ratio:.2f} times the mean")
    return Row(number, count, breaches)


def tested(*paths: str) -> Callable[[Path, int, int], Row]:
    """Tests that count what they did; every kill of them, if there are to be more than one."""

    def play(folder: Path, number: int, _seed: int) -> Row:
        counts, report = folder / "counts", folder / "report.xml"
        every = {"EVERY_KILL": "1"} if number > 1 else {}
        folder.mkdir(exist_ok=True)
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}",
             *paths],
            cwd=TOP, env=os.environ | every | {tally.FILE: str(counts)}, timeout=MOST_S,
            stdout=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        noted = tally.noted(counts)
        total = (
            Count(*(sum(column) for column in zip(*noted, strict=True)))
            if noted
            else Count(0, 0, 0)
        )
        return Row(len(noted), total, _failed(report))

    return play


def _failed(report: Path) -> list[str]:
    """The tests that failed or were left out."""
    if not report.exists():
        return ["the tests did not run"]
    cases = ElementTree.parse(report).getroot().iter("testcase")
    return [
        f"{case.get('name')}: {found.get('message', '')}"[:200]
        for case in cases
        for found in case
        if found.tag in ("failure", "error", "skipped")
        and not str(found.get("message")).startswith("got empty parameter set")
    ]


HERE = "tests/faults"
PARTS = (
    Part("F1", "kill -9 under taps and while starting", 50, kills),
    Part("F1", "kill -9 at steps of an upgrade, and unsound versions", 1,
         tested(f"{HERE}/test_upgrade.py")),
    Part("F1", "kill -9 while old facts move, and while the log grows", 1,
         tested(f"{HERE}/test_archiving.py", f"{HERE}/test_log.py"), "early-move"),
    Part("F2", "power cuts", 150, power_cuts),
    Part("F3", "failed writes and syncs", 200, failed_calls),
    Part("F4", "a full disk, and one that can only be read", 1,
         tested(f"{HERE}/test_disk_full.py", f"{HERE}/test_read_only.py")),
    Part("F5", "pages overwritten, running and off", 1, tested(f"{HERE}/test_damaged.py")),
    Part("F6", "a second library beside the station", 1, tested(f"{HERE}/test_one_library.py")),
    Part("F7 F8 F10", "histories: clocks, cut rounds, copies, backups", 100, histories),
    Part("F8", "the line cut after each part of an exchange", 100, cut_lines),
    Part("F8", "towns: real processes, resets, kills, backups", 3, towns),
    Part("F8", "an hour's outage of 120 stations over HTTP", 1, outages, "forgotten-batch"),
    Part("F9", "PostgreSQL restarts and crashes, office killed", 1,
         tested(f"{HERE}/test_postgresql.py"), "forgotten-batch"),
    Part("F11", "SIGTERM under taps", 20, stops),
    Part("F12", "short days of a busy hall", 2, days),
)  # fmt: skip
ELSEWHERE = {
    "F13": "make boot: on ext4 under qemu the plug is pulled, the disk fails or lies, under taps"
}
"""Faults of the plan that are played by another target, which needs more than this machine may
do."""


class Played(NamedTuple):
    """A part, by its place among PARTS, what it found, and how long that took."""

    at: int
    row: Row
    seconds: float

    @property
    def part(self) -> Part:
        return PARTS[self.at]


def play(at: int, folder: str, number: int, seed: int) -> Played:
    """Plays a part; for a process of its own."""
    begun, part = time.monotonic(), PARTS[at]
    try:
        row = part.play(Path(folder), number, seed)
    except Exception as error:
        row = Row(0, Count(0, 0, 0), [repr(error)[:300]])
    return Played(at, row, time.monotonic() - begun)
