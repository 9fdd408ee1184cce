"""Cuts the power at a random write or sync, and looks what is left.

A VFS of apsw stands between SQLite and the files. What was written since a
file's last sync is kept in a list, sector by sector; at the cut a random part
of that list reaches the disk, the rest never does. Model: a sync makes all of
its file durable and tells the truth, a sector of 512 bytes is written whole
or not at all, a new file may be missing until its first sync, and room that
was added but not filled holds anything. Shared memory and locks are those of
the VFS beneath, so the program runs on it exactly as it does in a hall.
"""

import contextlib
import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import peewee

from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import projections
from kiosk.records.feedback import cards
from kiosk.records.ledger import ledger
from kiosk.records.ledger.verify import verify
from kiosk.vocabulary.facts import CARD_KINDS
from tests.cast import HERE, LI, WANG, by_visit, enrol, machine, publish_cast, sync_round

NAME = "powercut"
SECTOR = 512
MOST_CARDS = 12
OPERATIONS_A_CARD = 60
"""Writes and syncs of one card, roughly: thirty pages of the WAL, two writes each, and a sync."""
CHECKPOINT_PAGES = (1000, 120)
"""As in a hall, and so small that every fourth card or so has a checkpoint."""


class PowerCut(Exception):
    """The machine is off."""


class Pending(NamedTuple):
    """One sector's write, or (without data) a truncation, not yet synced."""

    offset: int
    data: bytes | None


@dataclass
class Disk:
    """What of each file is durable, and what a power cut may still take."""

    chance: random.Random
    durable: dict[str, bytearray]
    pending: dict[str, list[Pending]] = field(default_factory=lambda: defaultdict(list))
    until_cut: int = -1
    operations: int = 0
    off: bool = False

    @classmethod
    def of(cls, folder: Path, chance: random.Random) -> "Disk":
        """The disk as this folder is; to be called before SQLite opens it."""
        return cls(chance, {str(p): bytearray(p.read_bytes()) for p in folder.glob("*.db*")})

    def write(self, name: str, data: bytes, offset: int) -> None:
        began = self._begin()
        if began or self.chance.random() < 0.5:  # the one under way reaches the cache or not
            self.pending[name] += _sectors(data, offset)
        self._end(began)

    def truncate(self, name: str, size: int) -> None:
        began = self._begin()
        self.pending[name].append(Pending(size, None))
        self._end(began)

    def sync(self, name: str) -> None:
        began = self._begin()
        if began:
            image = self.durable.setdefault(name, bytearray())
            for operation in self.pending.pop(name, []):
                _apply(image, operation, bytes)
        self._end(began)

    def remove(self, name: str) -> None:
        self.durable.pop(name, None)
        self.pending.pop(name, None)

    def _begin(self) -> bool:
        self.operations += 1
        self.until_cut -= 1
        return self.until_cut != 0

    def _end(self, began: bool) -> None:
        if not began:
            self.off = True
            raise PowerCut

    def what_is_left(self, folder: Path) -> None:
        """Writes the files as they are found when the power is back."""
        folder.mkdir()
        for name in sorted({*self.durable, *self.pending}):
            new = name not in self.durable
            if new and self.chance.random() < 0.5:
                continue
            image = bytearray(self.durable.get(name, b""))
            kept = self.chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
            filler = self.chance.choice((bytes, self.chance.randbytes))
            for operation in self.pending[name]:
                if self.chance.random() < kept:
                    _apply(image, operation, filler)
            (folder / Path(name).name).write_bytes(image)


def _sectors(data: bytes, offset: int) -> Iterator[Pending]:
    end = offset + len(data)
    while offset < end:
        edge = min(end, (offset // SECTOR + 1) * SECTOR)
        yield Pending(offset, data[len(data) - (end - offset) : len(data) - (end - edge)])
        offset = edge


def _apply(image: bytearray, operation: Pending, filler: Any) -> None:
    if operation.data is None:
        del image[operation.offset :]
        return
    if operation.offset > len(image):
        image += filler(operation.offset - len(image))
    image[operation.offset : operation.offset + len(operation.data)] = operation.data


class _File(apsw.VFSFile):
    """Passes all on to the real file, and tells the disk. Once the power is
    off nothing is written any more, by whatever SQLite still tries."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        self._disk = disk
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        if not self._disk.off:
            self._disk.write(self._name, bytes(data), offset)
            super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        if not self._disk.off:
            self._disk.truncate(self._name, size)
            super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        if not self._disk.off:  # the real file needs none: `durable` is the disk
            self._disk.sync(self._name)


class _Vfs(apsw.VFS):
    """Opens each file on the disk that `disk` is at that moment."""

    disk: Disk

    def __init__(self) -> None:
        super().__init__(NAME, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return _File(self.disk, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:
        if not self.disk.off:
            self.disk.remove(name)
            super().xDelete(name, syncdir)


_vfs = _Vfs()


class Found(NamedTuple):
    """What a cut left: cards acknowledged, of these lost or there twice, and
    what was damaged, '' if nothing."""

    acked: int
    lost: int
    twice: int
    damage: str


class Sum(NamedTuple):
    """Many cuts together."""

    cuts: int
    acked: int
    lost: int
    twice: int
    damaged: list[str]
    cuts_that_lost: int


def prepare(folder: Path) -> Path:
    """An enrolled station with its roster, closed; its folder."""
    office = machine(folder / "office", "office", _now())
    publish_cast(office)
    hall = machine(folder / "hall", "station", _now())
    enrol(hall, office, HERE)
    sync_round(hall, office)
    hall.db.close()
    office.db.close()
    return folder / "hall"


def _now() -> Any:
    return lambda: clock.read()  # looked up late, since tests let it stand still


def cuts(
    folder: Path, number: int, chance: random.Random, pragmas: dict[str, Any] | None = None
) -> Sum:
    """So many cuts, each of a fresh copy of one prepared station."""
    template = prepare(folder / "prepared")
    found = []
    for _ in range(number):
        found.append(_cut(template, folder / "cut", chance, pragmas or {}))
        shutil.rmtree(folder / "cut")
    return Sum(
        number,
        sum(cut.acked for cut in found),
        sum(cut.lost for cut in found),
        sum(cut.twice for cut in found),
        [cut.damage for cut in found if cut.damage],
        sum(cut.lost > 0 for cut in found),
    )


def _cut(template: Path, folder: Path, chance: random.Random, pragmas: dict[str, Any]) -> Found:
    live, after = folder / "live", folder / "after"
    shutil.copytree(template, live)
    disk = _vfs.disk = Disk.of(live, chance)
    keys = [f"{chance.getrandbits(128):032x}" for _ in range(20 * MOST_CARDS)]
    disk.until_cut = chance.randrange(1, MOST_CARDS * OPERATIONS_A_CARD)
    pragmas = {**pragmas, "wal_autocheckpoint": chance.choice(CHECKPOINT_PAGES)}
    acked = _give_until_off(live / "station.db", disk, keys, pragmas)
    disk.what_is_left(after)
    shutil.copy(template / "station.key", after)
    return _look(after, keys, acked)


def _give_until_off(path: Path, disk: Disk, keys: list[str], pragmas: dict[str, Any]) -> int:
    """Gives a card for each key, as the lobby does; how many were thanked for
    while there was power."""
    db, acked = None, 0
    with contextlib.suppress(PowerCut):
        db = Database(path, vfs=NAME, pragmas=pragmas)
        for number, key in enumerate(keys):
            _give(db, number, key)
            if disk.off:
                break
            acked += 1
    assert disk.off, "the power was never cut"
    if db is not None:
        with contextlib.suppress(Exception):  # the handle of a machine without power
            db.close()
    return acked


def _give(db: Database, number: int, key: str) -> None:
    clerk, kind = (WANG, LI)[number % 2], CARD_KINDS[number % len(CARD_KINDS)]
    cards.give(db, by_visit(db, clock.read(), "a" * 32), key, clerk, kind, "谢谢" * (number % 90))


def _look(folder: Path, keys: list[str], acked: int) -> Found:
    """Opens what is left as a station does, without the harness; the card
    under way at the cut is given once more, with its key."""
    try:
        db = Database(folder / "station.db")
    except (apsw.Error, peewee.DatabaseError) as error:
        return Found(acked, acked, 0, f"does not open: {error}")
    try:
        there = [len(ledger.find(db, HERE, [key])) for key in keys[: acked + 1]]
        damage = _damage(db, Keys.load(folder / "station.key").fingerprint)
        _give(db, acked, keys[acked])
        again = len(ledger.find(db, HERE, [keys[acked]]))
        damage = damage or _damage(db, "") if again == 1 else f"card under way: {again} times"
    except (apsw.Error, peewee.DatabaseError) as error:
        return Found(acked, acked, 0, f"does not read: {error}")
    finally:
        db.close()
    return Found(acked, there[:acked].count(0), sum(n > 1 for n in there), damage)


def _damage(db: Database, station: str) -> str:
    """What SQLite or the chain finds wrong, '' if nothing."""
    says = db.sql("PRAGMA integrity_check").fetchone()[0]
    wrong = verify(db, station or None)
    return "" if (says, wrong) == ("ok", None) else f"{says}; {wrong}"


def cut_upgrade(stored: Path, folder: Path, chance: random.Random, until_cut: int) -> Path | None:
    """Starts this program on an earlier program's office and cuts the power at the write or sync
    number `until_cut`; the folder that is left, None if the upgrade ended before."""
    live, after = folder / "live", folder / "after"
    shutil.copytree(stored, live)
    disk = _vfs.disk = Disk.of(live, chance)
    disk.until_cut = until_cut
    db = None
    with contextlib.suppress(PowerCut, apsw.Error, peewee.DatabaseError):
        db = Database(live / "office.db", vfs=NAME)
        projections.upgrade(db)
    ended, disk.off = not disk.off, True
    if db is not None:
        with contextlib.suppress(Exception):  # the handle of a machine without power
            db.close()
    disk.what_is_left(after)
    shutil.copy(stored / "office.key", after)
    return None if ended else after
