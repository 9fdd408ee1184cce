"""Machines of a history: folders with a database and keys, simulated clocks, and kills."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from flask import Flask

from kiosk.app import create_app
from kiosk.commands.upkeep import healing
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import projections
from kiosk.vocabulary.facts import Moment
from tests.records.upkeep.cast import at_random

PRAGMAS = {"synchronous": "off"}
"""A kill loses nothing that was written; power cuts have their own harness."""
_apps: dict[str, Flask] = {}
"""One application for all offices of this process: building one takes longer than a history."""


class Killed(BaseException):
    """A machine died in the middle of what it was doing; no code of the product handles this."""


@dataclass
class Clock:
    """A machine's clocks, as functions of the true time (UTC ms): the wall is `wrong` by so many
    ms, the monotonic clock runs since `booted`."""

    boot: str
    booted: int
    wrong: int = 0

    def at(self, true: int) -> Moment:
        return Moment(true + self.wrong, true - self.booted + 10_000, self.boot)


@dataclass
class Form:
    """A form as a customer's browser keeps it: sent again, it is the same fact."""

    event_id: str
    send: Callable[[], object]
    at: int


@dataclass
class Machine:
    """A station of a branch, or the office (branch '')."""

    name: str
    branch: str
    folder: Path
    keys: Keys
    clock: Clock
    backups: list[Path] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    busy: bool = False
    lives: int = 0
    killed: bool = False

    def __post_init__(self) -> None:
        self.config = Config(role="station" if self.branch else "office", data=str(self.folder))
        self.open()

    def open(self) -> None:
        """Starts: opens the database with fresh handles."""
        self.db = Database(self.config.database, pragmas=PRAGMAS)
        self.lives, self.killed, self.busy = self.lives + 1, False, False

    def close(self) -> None:
        """Stops; what a transaction had not committed is gone."""
        connection = self.db.peewee.connection()
        connection.exec_trace = None
        connection.close(True)
        self.db._keeper.close()

    def restart(self) -> None:
        self.close()
        self.open()

    def reboot(self, chance: random.Random, true: int) -> None:
        """Power off and on: another boot, whatever the wall clock says."""
        self.clock = Clock(f"{chance.getrandbits(64):016x}", true, self.clock.wrong)
        self.restart()

    def back_up(self) -> None:
        """Takes a complete copy, as the nightly backup does."""
        target = self.folder / f"backup-{len(self.backups)}"
        self.db.backup(target)
        self.backups.append(target)

    def put_back(self, copy: Path) -> None:
        """Replaces the database by an older copy of itself; the keys stay."""
        self.close()
        for path in self.folder.glob(f"{self.config.database.name}*"):
            path.unlink()
        shutil.copy(copy, self.config.database)
        self.forms.clear()
        self.open()

    def damage(self, seed: int, share: float, true: int) -> None:
        """Overwrites its first page, and this share of the others, while it is off; the next start
        heals it, with what it keeps for that, and takes in what can still be read."""
        with mock.patch("kiosk.ground.clock.read", lambda: self.clock.at(true)):
            healing.keep_spare(self.config, self.db, self.keys)
            self.close()
            at_random(share, seed)(self.config.database)
            healing.heal(self.config)
            self.open()
            projections.upgrade(self.db)
            healing.take_in(self.config, self.db, self.keys)

    def cloned(self, folder: Path, clock: Clock) -> "Machine":
        """A second machine with a copy of this one's folder, keys included."""
        self.close()
        folder.mkdir()
        shutil.copy(self.config.database, folder / self.config.database.name)
        self.open()
        return Machine(folder.name, self.branch, folder, self.keys, clock)

    def kill_at(self, statement: int, commit: str) -> None:
        """Dies at the n-th statement from now, or at the next commit: 'before' or 'after' it."""
        database, left = self.db.peewee, statement
        commit_really = database.commit

        def count(*_: object) -> bool:
            nonlocal left
            left -= 1
            if self.killed or (left < 0 and not commit):
                self.killed = True
                raise Killed(self.name)
            return True

        def committing() -> object:
            if commit == "after":
                commit_really()
            self.killed = True
            raise Killed(self.name)

        database.connection().exec_trace = count
        if commit:
            database.commit = committing

    def spare(self) -> None:
        """The kill that was to come does not come."""
        self.db.peewee.connection().exec_trace = None
        self.db.peewee.__dict__.pop("commit", None)

    def office_app(self) -> Flask:
        """The office's application, on this machine's handles."""
        if "office" not in _apps:
            _apps["office"] = create_app(self.config, "office", self.db, self.keys)
        here = _apps["office"].app_ctx_globals_class
        here.config, here.db, here.keys = self.config, self.db, self.keys
        return _apps["office"]
