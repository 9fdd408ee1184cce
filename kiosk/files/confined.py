"""Opens what others made, pictures and tables, in a process of its own with little time and
memory, one at a time; what no person waits for runs beside these."""

import importlib
import resource
import subprocess
import sys
import threading
from pathlib import Path

WAIT = 20
"""How long one file waits for another, in seconds."""
_TOP = Path(__file__).parents[2]
_START = "from kiosk.files import confined; confined.child()"
_REFUSED = 3
_one = threading.BoundedSemaphore()


class Refused(Exception):
    """The file is refused; raised inside the child and again by `run`."""


class Overrun(Exception):
    """The file takes too much time or memory, or breaks what opens it."""


class Busy(Exception):
    """Another file is still being opened."""


def run(module: str, data: bytes, *arguments: str, seconds: int, memory: int) -> bytes:
    """What `inside(data, *arguments)` of a module makes of a file.

    `seconds` bound the processor's time, half a second more the whole; `memory` is in bytes.
    Raises Refused as the module did, Overrun, or Busy after WAIT seconds.
    """
    if not _one.acquire(timeout=WAIT):
        raise Busy
    try:
        return run_beside(module, data, *arguments, seconds=seconds, memory=memory)
    finally:
        _one.release()


def run_beside(module: str, data: bytes, *arguments: str, seconds: int, memory: int) -> bytes:
    """The same, without waiting for others: for a caller that has one at a time itself. Raises
    Refused or Overrun."""
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-c", _START, str(seconds), str(memory), module, *arguments],
            input=data, capture_output=True, timeout=seconds + 0.5, cwd=_TOP, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Overrun from None
    if done.returncode == _REFUSED:
        raise Refused(done.stdout.decode()[:200])
    if done.returncode:
        raise Overrun
    return done.stdout


def child() -> None:
    """The process: bounds itself, then opens the file that comes on its standard input."""
    seconds, memory, name, *arguments = sys.argv[1:]
    for limit, most in (
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    module = importlib.import_module(name)
    try:
        made: bytes = module.inside(sys.stdin.buffer.read(), *arguments)
    except Refused as refused:
        sys.stdout.buffer.write(str(refused).encode())
        sys.exit(_REFUSED)
    sys.stdout.buffer.write(made)
