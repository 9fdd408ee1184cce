"""What a day costs: memory, descriptors, threads, files, processor time, how long answers take."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.faults.week.browser import Measured
from tests.faults.week.hall import Clocked

_TICK_MS = 1_000 / os.sysconf("SC_CLK_TCK")


class State(NamedTuple):
    """A process at one moment: resident KiB that are its own, open descriptors, threads, processor
    ms; KiB of its database, WAL and log; files beside these, and temporary ones."""

    memory: int
    descriptors: int
    threads: int
    cpu: float
    database: int
    wal: int
    log: int
    files: int
    temporary: int


def look(machine: Clocked) -> State:
    """Reads the state of a running machine; opens none of its files."""
    assert machine.child is not None
    process = Path(f"/proc/{machine.child.pid}")
    status = dict(
        line.split(":", 1) for line in (process / "status").read_text().splitlines() if ":" in line
    )
    stat = (process / "stat").read_text().rpartition(") ")[2].split()
    folder, database = machine.folder, machine.config.database
    passing = _passing(machine)
    others = [path for path in folder.rglob("*") if path.is_file() and path.name not in passing]
    return State(
        memory=int(status["RssAnon"].split()[0]),
        descriptors=len(list((process / "fd").iterdir())),
        threads=int(status["Threads"]),
        cpu=(int(stat[11]) + int(stat[12])) * _TICK_MS,
        database=_size(database),
        wal=_size(database.with_name(database.name + "-wal")),
        log=_size(machine.log),
        files=len([path for path in others if path.parent != folder / "tmp"]),
        temporary=len(list((folder / "tmp").iterdir())),
    )


def _passing(machine: Clocked) -> set[str]:
    """Names of files that are there while the spare is written, and no longer."""
    spare = machine.config.spare.name
    return {spare + "-shm", spare + "-wal", *(f"{spare}.next{end}" for end in ("-shm", "-wal"))}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size // 1024
    except FileNotFoundError:
        return 0


@dataclass
class Day:
    """A day that was played: answers by who asked; of each machine its state after the night, the
    longest WAL (KiB) and the most descriptors that were seen, and its processor ms."""

    number: int
    measured: Measured = field(default_factory=Measured)
    after: dict[str, State] = field(default_factory=dict)
    longest_wal: dict[str, int] = field(default_factory=dict)
    most_descriptors: dict[str, int] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)

    def sample(self, machines: dict[str, Clocked]) -> None:
        """Looks while the hall is busy."""
        for name, machine in machines.items():
            state = look(machine)
            self.longest_wal[name] = max(self.longest_wal.get(name, 0), state.wal)
            most = self.most_descriptors.get(name, 0)
            self.most_descriptors[name] = max(most, state.descriptors)
