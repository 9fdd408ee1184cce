"""A write, sync or truncation of the database fails, once or from then on: the customer reads that
nothing was saved, and the same form sent again counts once."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import apsw
from flask.testing import FlaskClient

from kiosk.ground import clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.verify import verify
from tests.cast import WANG, Machine, Time
from tests.faults import tally
from tests.faults.powercut import prepare
from tests.hostile.attacks import replaced

NAME = "failing"
LAST = 70
"""A card and its checkpoint take fewer calls than this."""
WRONGS = (apsw.FullError, apsw.IOError)


class Faults:
    """Which call of the file system fails next; `left` calls succeed before it."""

    left = -1
    wrong: type[Exception] = apsw.FullError
    sticks = False
    fired = 0

    def call(self) -> None:
        if self.left < 0:
            return
        if self.left == 0:
            self.fired += 1
            self.left = 0 if self.sticks else -1
            raise self.wrong("planted")
        self.left -= 1


class _File(apsw.VFSFile):
    """The real file, whose calls fail when they are told to."""

    def __init__(self, faults: Faults, name: Any, flags: list[int]) -> None:
        self._faults = faults
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._faults.call()
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        self._faults.call()
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        self._faults.call()
        super().xSync(flags)


class _Vfs(apsw.VFS):
    def __init__(self) -> None:
        self.faults = Faults()
        super().__init__(NAME, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return _File(self.faults, name, flags)


_vfs = _Vfs()


class Result(NamedTuple):
    """Calls that failed, what became of the cards, and whatever else must not be."""

    faults: int
    count: tally.Count
    breaches: list[str]


@contextmanager
def hall(folder: Path) -> Iterator[Machine]:
    """A hall on the failing file system."""
    time = Time()
    with replaced((clock, "read", time)):
        there = prepare(folder)
        config = Config(role="station", data=str(there))
        db = Database(config.database, vfs=NAME)
        yield Machine(config, db, Keys.load(config.key_file), time)
        db.close()


def fail(folder: Path, number: int, chance: random.Random) -> Result:
    """So many faults, each under a card that is given until it is thanked for."""
    faults, breaches, thanked = _vfs.faults, [], []
    with hall(folder) as here:
        browser = here.browser("lobby")
        browser.get("/")
        for one in range(number):
            key = f"{one:032x}"
            faults.left, faults.sticks = chance.randrange(LAST), chance.random() < 0.3
            faults.wrong = chance.choice(WRONGS)
            told = f"{one}: call {faults.left}, {faults.wrong.__name__}, {faults.sticks}"
            status, page = give(browser, key)
            if status != 303:
                if status != 503 or "没有保存" not in page:
                    breaches.append(f"{told}: {status}")
                faults.left = -1
                status, page = give(browser, key)
            faults.left = -1
            if status == 303:
                thanked.append(key)
            else:
                breaches.append(f"{told}: then {status}")
        rows = here.db.rows(Ledger.select(Ledger.event_id).where(Ledger.kind == "card"))
        count = tally.of(thanked, [row.event_id for row in rows])
        wrong = verify(here.db, here.keys.fingerprint)
        says = here.db.sql("PRAGMA integrity_check").fetchone()[0]
        if wrong is not None or says != "ok":
            breaches.append(f"verify: {wrong}, {says}")
    return Result(faults.fired, count, breaches)


def give(browser: FlaskClient, key: str) -> tuple[int, str]:
    form = {"key": key, "card": "polite", "comment": "谢谢" * (int(key, 16) % 90)}
    answer = browser.post(f"/clerks/{WANG}/cards", data=form)
    return answer.status_code, answer.text
