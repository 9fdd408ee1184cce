"""Runs belenios-tool: a separate program, bounded in time, memory and output, in a folder that is
in memory alone and gone afterwards. No secret is in an argument, which other programs could read.
"""

import contextlib
import os
import re
import secrets
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

PROGRAM = "belenios-tool"
SUPPORTED = ("2.0", "3.0")
"""What Debian 12 and 13 install."""
SECONDS = 60
"""Of the processor, twice that by the clock; thirty ballots of thirty choices take 3 s a step."""
WAIT = 20
"""How long a step waits for another, in seconds."""
MEMORY = 1 << 30
MOST_FILE = 32 << 20
"""Most bytes of a file that it writes, its output included."""
_one = threading.BoundedSemaphore()
_SHARED_MEMORY = Path("/dev/shm")
_LIMITS = "prlimit"
_VERSION = re.compile(r"\s*(\d+\.\d+)\b")


class NoTool(Exception):
    """belenios-tool, or what it needs, is not installed; the message says what."""


class OtherTool(Exception):
    """Another version is installed than the election was made by; the message is that version."""


class ToolFailed(Exception):
    """The program refused its input or ran into a bound; the message is for logs, without input."""


class Tool:
    """One installed version of the program."""

    def __init__(self, program: str, version: str) -> None:
        self._program = program
        self.version = version

    @property
    def is_old(self) -> bool:
        """Whether the commands are those of 2.0."""
        return self.version == "2.0"

    def run(
        self, folder: Path, *arguments: str, said: bytes = b"", secret: Mapping[str, bytes] = {}
    ) -> bytes:
        """What the program writes to its output, run in `folder` with `said` as its input.

        An argument that names one of `secret` is replaced by a file without a name, in memory,
        that has it. Raises ToolFailed.
        """
        with contextlib.ExitStack() as closing:
            handles = {name: _unnamed(closing, one) for name, one in secret.items()}
            files = {name: f"/proc/self/fd/{handle}" for name, handle in handles.items()}
            named = [files.get(one, one) for one in arguments]
            out = closing.enter_context((folder / ".out").open("w+b"))
            err = closing.enter_context((folder / ".err").open("w+b"))
            if not _one.acquire(timeout=WAIT):
                raise ToolFailed(f"{arguments[:2]} waited for another")
            closing.callback(_one.release)
            try:
                done = subprocess.run(
                    [*_bounds(), self._program, *named],
                    input=said, stdout=out, stderr=err, cwd=folder,
                    pass_fds=tuple(handles.values()),
                    env={"PATH": os.defpath, "LANG": "C.UTF-8", "BELENIOS_USE_URANDOM": "1"},
                    timeout=2 * SECONDS, check=False,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                raise ToolFailed(f"{arguments[:2]} took too long") from None
            if done.returncode:
                err.seek(0)
                why = err.read(2_000).decode(errors="replace").strip().splitlines()
                raise ToolFailed(f"{arguments[:2]}: {why[-1][:200] if why else done.returncode}")
            out.seek(0)
            return out.read()


def installed(wanted: str = "") -> Tool:
    """The program that is installed; of the version `wanted`, if that is named. Raises NoTool or
    OtherTool."""
    program = shutil.which(PROGRAM)
    if program is None or shutil.which(_LIMITS) is None:
        raise NoTool(f"{PROGRAM if program is None else _LIMITS} is not installed")
    try:
        said = subprocess.run(
            [*_bounds(), program, "--version"], capture_output=True, timeout=5, check=True
        ).stdout.decode(errors="replace")
    except (OSError, subprocess.SubprocessError):
        raise NoTool(f"{PROGRAM} does not run") from None
    found = _VERSION.match(said)
    version = found.group(1) if found else ""
    if version not in SUPPORTED:
        raise OtherTool(version or said[:40])
    if wanted and wanted != version:
        raise OtherTool(version)
    return Tool(program, version)


def is_installed() -> bool:
    """Whether a version that this program knows is installed."""
    try:
        installed()
    except (NoTool, OtherTool):
        return False
    return True


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A new folder in memory that only this user reads; it is gone at the end. Raises NoTool on a
    machine whose shared memory is not in memory."""
    if not _is_in_memory(_SHARED_MEMORY):
        raise NoTool(f"{_SHARED_MEMORY} is no memory")
    made = _SHARED_MEMORY / f"tingsheng-{secrets.token_hex(8)}"
    made.mkdir(mode=0o700)
    try:
        yield made
    finally:
        shutil.rmtree(made)


def _is_in_memory(path: Path) -> bool:
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/mounts").read_text("utf-8").splitlines():
            _, place, kind, *_ = line.split(" ")
            if place == str(path):
                return kind == "tmpfs"
    return False


def _bounds() -> list[str]:
    return [
        _LIMITS, f"--cpu={SECONDS}", f"--as={MEMORY}", f"--fsize={MOST_FILE}", "--core=0", "--",
    ]  # fmt: skip


def _unnamed(closing: contextlib.ExitStack, content: bytes) -> int:
    """A file in memory without a name, which the program can read."""
    handle = os.memfd_create("tingsheng", os.MFD_CLOEXEC)
    closing.callback(os.close, handle)
    os.write(handle, content)
    os.lseek(handle, 0, os.SEEK_SET)
    return handle
