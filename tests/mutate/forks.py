"""Jobs in forks of this process: a few at once, each with a limit of time and a folder of its own,
all of which end with it."""

import os
import resource
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROCESSOR, TIMES = 3.0, 3
"""A job has so many seconds of the processor, and so many times what it took without a mutant."""
WAITING = 10
"""By the clock, so many times as long: the machine can be busy."""
MEMORY = 6 << 30
"""Bytes of addresses, so that a mutant can't fill the machine."""
SHARED_MEMORY = Path("/dev/shm")


@dataclass
class Fork:
    """A job that returns what saw its mutant, or None; raising or dying counts as seen, too."""

    job: Callable[[], str | None]
    seconds: float = 600.0
    key: Any = None
    killed: str | None = None
    pid: int = 0
    until: float = 0.0
    pipe: int = 0
    folder: str = ""

    def start(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="mutant", dir=_scratch())
        self.pipe, out = os.pipe()
        self.until = time.monotonic() + WAITING * (PROCESSOR + TIMES * self.seconds)
        self.pid = os.fork()
        if self.pid:
            os.close(out)
            return
        try:
            self._child(out)
        finally:
            os._exit(3)

    def _child(self, out: int) -> None:
        os.setsid()
        quiet = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(quiet, number)
        cpu = int(PROCESSOR + TIMES * self.seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 2))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.environ["TMPDIR"] = os.environ["PYTEST_DEBUG_TEMPROOT"] = self.folder
        tempfile.tempdir = self.folder
        killed = self.job()
        os.write(out, (killed or "").encode()[:500])
        os._exit(1 if killed else 0)

    def ended(self) -> bool:
        """Whether it has ended; one that is late is ended."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        late = not pid and time.monotonic() > self.until
        if late:
            os.killpg(self.pid, signal.SIGKILL)
            pid, status = os.waitpid(self.pid, 0)
        if not pid:
            return False
        words = os.read(self.pipe, 1000).decode("utf-8", "replace")
        os.close(self.pipe)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.killed = _killed(late, status, words)
        return True


def all_of(forks: list[Fork], at_once: int, ended: Callable[[Fork], None]) -> None:
    """Runs all jobs, so many at once."""
    waiting, running = list(reversed(forks)), list[Fork]()
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                running.append(waiting.pop())
                running[-1].start()
            for fork in [one for one in running if one.ended()]:
                running.remove(fork)
                ended(fork)
            time.sleep(0.01)
    finally:
        for fork in running:
            os.killpg(fork.pid, signal.SIGKILL)


def _killed(late: bool, status: int, words: str) -> str | None:
    if late:
        return "clock"
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL}:
        return "time limit"
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    return None if os.WEXITSTATUS(status) == 0 else words or "died"


def _scratch() -> Path | None:
    """Memory, where there is some for files: tests wait for the disk most of their time."""
    return SHARED_MEMORY if SHARED_MEMORY.is_dir() else None
