"""What the steps of an upgrade share: its journal, commands run by a version as the owner of the
data, the service, and the note of how it ended."""

import contextlib
import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from kiosk.commands import watchdog
from kiosk.commands.upkeep import installed
from kiosk.commands.upkeep.installed import NotInstalled
from kiosk.ground import clock, disk
from kiosk.ground.config import Config
from kiosk.vocabulary import upgrades
from kiosk.vocabulary.upgrades import Outcome

LONG_S = 3600
"""Longest time for a step."""
HEALTHY_S, STEADY, LOOK_S = 120.0, 3, 1.0
"""How long a version may take until its pages come, how often in a row, and between two looks."""
DETAIL = 400
JOURNAL, OUTCOME, LOCK, TAKEN = "upgrading.json", "upgraded.json", "lock", "taken.program"


class Failed(Exception):
    """An upgrade ends; the code is of OUTCOMES."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail[-DETAIL:]


TROUBLES = (Failed, OSError, subprocess.SubprocessError)


class Journal(msgspec.Struct):
    """What is under way: to which version, by which file, from which one; whether the machine has
    pages to show (`settled`), whether the upgrade is being undone."""

    version: str
    sha256: str
    before: str
    settled: bool = True
    undoing: bool = False


@dataclass
class Upgrade:
    """An upgrade under way. `path` is the configuration's file; `waiting` says that the file to
    install lies where the service put it."""

    config: Config
    path: Path
    file: Path
    waiting: bool
    journal: Journal
    stopped: bool = False

    @property
    def folder(self) -> Path:
        """Where the program is installed."""
        return Path(self.config.program.folder)

    @property
    def beside(self) -> Path:
        return installed.beside(self.folder)

    @property
    def taken(self) -> Path:
        """The own copy of the file: no one else can change it after it was checked."""
        return self.beside / TAKEN


@contextlib.contextmanager
def alone(beside: Path) -> Iterator[None]:
    """One upgrade at a time. Raises BlockingIOError, PermissionError."""
    beside.mkdir(mode=0o755, exist_ok=True)
    with (beside / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


# Others that do something -----------------------------------------------------------


def said(up: Upgrade, code: str, version: str, *words: str) -> str:
    """What a command of a version prints, run as the owner of the data. Raises Failed with this
    code where it fails."""
    try:
        run = installed.command(up.folder, version)
    except NotInstalled as error:
        raise Failed(code, str(error)) from None
    command = [*run, "--config", str(up.path), *words]
    options: dict[str, Any] = {"capture_output": True, "text": True, "cwd": "/", **owner(up)}
    done = subprocess.run(command, timeout=LONG_S, errors="replace", **options)
    if done.returncode:
        raise Failed(code, (done.stderr or done.stdout).strip())
    return str(done.stdout).strip()


def owner(up: Upgrade) -> dict[str, Any]:
    """Options by which root runs a process as the owner of the data."""
    if os.getuid() != 0:
        return {}
    found = up.config.folder.stat()
    return {"user": found.st_uid, "group": found.st_gid, "extra_groups": []}


def service(up: Upgrade, *words: str) -> int:
    """Asks the service manager; returns its exit code."""
    unit = up.config.program.service or f"tingsheng-{up.config.role}"
    return subprocess.run(["systemctl", *words, unit], timeout=LONG_S).returncode


def start(up: Upgrade) -> None:
    """Starts the service, whichever version is there. Raises Failed."""
    if service(up, "start", "--no-block"):
        raise Failed(upgrades.ROLLED_BACK, "systemctl start")


def wait(up: Upgrade) -> None:
    """Returns once the first pages come, several times in a row. Raises Failed."""
    end, steady, says = time.monotonic() + HEALTHY_S, 0, ""
    while steady < STEADY:
        if time.monotonic() > end:
            raise Failed(upgrades.ROLLED_BACK, says)
        try:
            watchdog.check(up.config, settled=up.journal.settled)
            steady += 1
        except (OSError, watchdog.Unwell) as trouble:
            steady, says = 0, str(trouble)
        time.sleep(LOOK_S)


def clear(up: Upgrade, version: str) -> None:
    """Deletes the copy of the database; if that fails, the next start tries again."""
    with contextlib.suppress(Failed):
        said(up, "", version, "upgrade-data", "clear")


# What is written down ---------------------------------------------------------------


def journal(folder: Path) -> Journal | None:
    """What is under way for the program in this folder."""
    try:
        return msgspec.json.decode((installed.beside(folder) / JOURNAL).read_bytes(), type=Journal)
    except (OSError, msgspec.MsgspecError):
        return None


def begin(up: Upgrade) -> None:
    """Writes the journal: from here on, a power cut leaves something to end."""
    _write(up.beside / JOURNAL, up.journal)


def note(up: Upgrade, code: str, detail: str = "") -> Outcome:
    """Stores how the upgrade ended, for the running machine to report."""
    of, at = up.journal, clock.read().utc
    ended = Outcome(code, of.version, of.sha256, of.before, at, detail[-DETAIL:])
    _write(up.beside / OUTCOME, ended)
    return ended


def outcome(config: Config) -> Outcome | None:
    """How the last upgrade of this machine ended, if there was one."""
    note = installed.beside(Path(config.program.folder)) / OUTCOME
    try:
        return msgspec.json.decode(note.read_bytes(), type=Outcome)
    except (OSError, msgspec.MsgspecError):
        return None


def forget(up: Upgrade) -> None:
    """Removes the journal, then the version that does not run."""
    (up.beside / JOURNAL).unlink(missing_ok=True)
    disk.sync(up.beside)
    installed.clear(up.folder)


def _write(file: Path, content: msgspec.Struct) -> None:
    """Replaces a small file, whole or not at all."""
    partial = file.with_name(file.name + ".partial")
    with partial.open("wb") as opened:
        opened.write(msgspec.json.encode(content))
        opened.flush()
        os.fsync(opened.fileno())
    partial.chmod(0o644)
    partial.replace(file)
    disk.sync(file.parent)
