"""A witness reads what is in a log that it has signed: from head office, and checked against the
signed root before anything of it counts. What it keeps is in kiosk/commands/transparency/kept.py;
an entry is fetched again when it is asked for, and checked again."""

import datetime
import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kiosk.commands.transparency import kept
from kiosk.commands.transparency.kept import LogKey, LogPromise, LogRead, LogRun, LogTile
from kiosk.commands.transparency.witness import Witness
from kiosk.ground.cache import Cache
from kiosk.ground.db import Database
from kiosk.rules.transparency import leaves, merkle, notes, promises, tiles
from kiosk.rules.transparency.leaves import Batch, Enrolled
from kiosk.rules.transparency.notes import Head
from kiosk.rules.transparency.promises import Promise
from kiosk.sync.client import Send
from kiosk.vocabulary.refusals import NoLine

log = logging.getLogger("tingsheng")
LOOK_S, RETRY_S = 5.0, 60.0
"""Between two looks at what was signed; twice as long after each failure, up to a minute."""
AT_ONCE = 64
"""Bundles that are fetched, checked and stored together: 16,384 leaves."""
MOST_BYTES = 262_144
"""Of a bundle, a tile or the hashes of a batch; those of today have at most 32,768."""
KEPT_BYTES = 4_000_000
"""Of bundles that were asked for last."""
MOST_LEAVES = 8
"""Of one entry: a station's that was set aside and begun again has two."""


class Untrue(Exception):
    """Head office serves another log than the one that it has signed."""


class Found(NamedTuple):
    """What the log says of an entry: the hashes of its leaves, and the newest epoch of its chain, 0
    for a chain that has no entry there."""

    hashes: tuple[bytes, ...]
    epoch: int


class Follower:
    """Reads one log, through a line to head office that is an argument."""

    def __init__(self, folder: Path, origin: str, send: Send) -> None:
        self._send = send
        self.db = Database(folder / f"log-{notes.origin_hash(origin)[:16]}.db")
        self._bundles: Cache[list[bytes]] = Cache(KEPT_BYTES)
        """By number and width."""
        kept.make(self.db)

    @property
    def size(self) -> int:
        """How many leaves were read and checked."""
        return self._read().size

    def _read(self) -> Head:
        row = self.db.first(LogRead.select())
        return Head("", row.size, bytes(row.root)) if row else Head("", 0, merkle.EMPTY)

    # Reading on ---------------------------------------------------------------------

    def read_on(self, signed: Head) -> bool:
        """Reads some more leaves of a log that this witness has signed at this size; returns
        whether these are all. Raises NoLine, or Untrue if they are not those that were signed."""
        size = self.size
        if size >= signed.size:
            return True
        end = min(signed.size, (size // tiles.WIDTH + AT_ONCE) * tiles.WIDTH)
        numbers = range(size // tiles.WIDTH, -(-end // tiles.WIDTH))
        entries = [one for number in numbers for one in self._fetch(number, signed.size)]
        entries = entries[size % tiles.WIDTH :]
        hashes = [merkle.leaf_hash(one) for one in entries]
        changed = tiles.grown(size, hashes, self._tile)
        subtree = tiles.subtrees(lambda level, n: changed.get((level, n)) or self._tile(level, n))
        root = merkle.root(end, subtree)
        if not self._continues(Head("", end, root), signed):
            raise Untrue(f"leaves {size} to {end} are not those under the signed root")
        with self.db.writing():
            kept.store(self.db, changed, size, entries, Head("", end, root))
        return end == signed.size

    def _continues(self, read: Head, signed: Head) -> bool:
        """Whether what was read is the beginning of what was signed; the proof is made of tiles
        that head office serves, and need not be trusted."""

        def tile(level: int, number: int) -> bytes:
            width = min(tiles.WIDTH, (signed.size >> 8 * level) - number * tiles.WIDTH)
            hashes = self._get_tile(f"{level}/{tiles.path(number)}", width)
            if len(hashes) != width * tiles.HASH:
                raise Untrue(f"{len(hashes)} bytes in tile {level}/{number}")
            return hashes

        path = merkle.consistency(read.size, signed.size, tiles.subtrees(tile))
        return merkle.continues(read.size, read.root, signed.size, signed.root, path)

    def _tile(self, level: int, number: int) -> bytes:
        same = (LogTile.level == level) & (LogTile.number == number)
        row = self.db.first(LogTile.select().where(same))
        return bytes(row.hashes) if row else b""

    # Fetching -----------------------------------------------------------------------

    def _fetch(self, number: int, size: int) -> list[bytes]:
        """A bundle of the log of this size, not checked. Raises NoLine or Untrue."""
        width = min(tiles.WIDTH, size - number * tiles.WIDTH)
        try:
            entries = tiles.unbundled(self._get_tile(f"entries/{tiles.path(number)}", width))
        except ValueError as error:
            raise Untrue(str(error)) from None
        if len(entries) != width:
            raise Untrue(f"{len(entries)} entries in bundle {number} instead of {width}")
        return entries

    def _get_tile(self, name: str, width: int) -> bytes:
        part = f".p/{width}" if width < tiles.WIDTH else ""
        return self._get(f"/log/tile/{name}{part}")

    def _get(self, name: str) -> bytes:
        got = self._send("GET", name, b"", {})
        if got.status != 200:
            raise NoLine(f"status {got.status} for {name}")
        if len(got.body) > MOST_BYTES:
            raise Untrue(f"{len(got.body)} bytes for {name}")
        return got.body

    # Looking up ---------------------------------------------------------------------

    def key(self, station: str) -> Enrolled | None:
        """A station's enrolment in the log."""
        name = leaves.of_station(station).name
        row = self.db.first(LogKey.select().where(LogKey.name == name))
        return Enrolled(name, bytes(row.public), bytes(row.branch), row.at) if row else None

    def days(self, branch: bytes, day: datetime.date) -> int:
        """Within how many days the log promises to hold what this branch received on a day; 0 if
        it promises nothing."""
        with self.db.snapshot():
            return promises.within(self._promised(branch), self._promised(leaves.NONE), day)

    def _promised(self, branch: bytes) -> list[Promise]:
        made = LogPromise.select().where(LogPromise.branch == branch).order_by(LogPromise.leaf)
        return [Promise(row.first, row.days) for row in self.db.rows(made)]

    def find(self, station: str, epoch: int, seq: int) -> Found:
        """What the log says of an entry. Raises NoLine or Untrue if head office does not give a
        leaf that it must have."""
        with self.db.snapshot():  # more is read meanwhile
            return self._find(station, epoch, seq)

    def _find(self, station: str, epoch: int, seq: int) -> Found:
        name = leaves.of_station(station).name
        newest = LogRun.select().where(LogRun.name == name).order_by(LogRun.epoch.desc())
        last = self.db.first(newest)
        place = (LogRun.first <= seq) & (LogRun.last >= seq)
        place &= (LogRun.name == name) & (LogRun.epoch == epoch)
        runs = self.db.rows(LogRun.select().where(place).order_by(LogRun.leaf).limit(MOST_LEAVES))
        hashes = tuple(self._hash(station, run, seq) for run in runs)
        return Found(hashes, last.epoch if last else 0)

    def _hash(self, station: str, run: LogRun, seq: int) -> bytes:
        """The hash of an entry of a run: in its own leaf, or among those of its batch."""
        batch = leaves.read_batch(self._leaf(run.leaf))
        if batch is not None:
            return self._batch(station, run.leaf, batch)[seq - batch.first]
        entry = leaves.read_entry(self._leaf(run.leaf + seq - run.first))
        assert entry is not None  # it was one when it was read, and its hash is the same
        return entry.hash

    def _batch(self, station: str, leaf: int, batch: Batch) -> list[bytes]:
        """The hashes of the entries of a batch: head office has them, its root is in the log."""
        got = self._get(f"/log/batch/{station}/{leaf}")
        number, size = batch.last - batch.first + 1, tiles.HASH
        links = [got[n * size : (n + 1) * size] for n in range(number)]
        made = leaves.batch(batch.chain, batch.epoch, batch.first, links)
        if len(got) != number * size or leaves.read_batch(made) != batch:
            raise Untrue(f"the entries of leaf {leaf} are others than were signed")
        return links

    def _leaf(self, leaf: int) -> bytes:
        number, place = divmod(leaf, tiles.WIDTH)
        size = self.size
        key = number, min(tiles.WIDTH, size - number * tiles.WIDTH)
        entries = self._bundles.get(key)
        if entries is None:
            entries = self._fetch(number, size)
            self._check(number, [merkle.leaf_hash(one) for one in entries])
            self._bundles.put(key, entries, sum(map(len, entries)))
        return entries[place]

    def _check(self, number: int, hashes: list[bytes]) -> None:
        """Raises Untrue unless these are the hashes of a bundle that was read."""
        held = self._tile(0, number)
        if len(hashes) == tiles.WIDTH:
            above, place = divmod(number, tiles.WIDTH)
            held = self._tile(1, above)[place * tiles.HASH : (place + 1) * tiles.HASH]
            hashes = [tiles.grown(0, hashes, self._tile)[1, 0]]
        if held != b"".join(hashes):
            raise Untrue(f"bundle {number} is another one than was signed")


def keep_reading(
    witness: Witness, followers: Mapping[str, Follower], stop: threading.Event
) -> None:
    """Reads what the witness has signed, until asked to stop."""
    witness.db.connect()
    for follower in followers.values():
        follower.db.connect()
    failures = 0
    while not stop.wait(min(RETRY_S, LOOK_S * 2**failures)):
        done = [_read_all(witness, *one, stop) for one in followers.items()]
        failures = 0 if all(done) else min(failures + 1, 10)


def _read_all(witness: Witness, origin: str, follower: Follower, stop: threading.Event) -> bool:
    """Whether what was signed is read. Head office serves it only once its witnesses have
    answered, so that it can be too early."""
    try:
        seen = witness.seen(origin)
        signed = Head(origin, seen.size, bytes(seen.root)) if seen else None
        while signed and not stop.is_set() and not follower.read_on(signed):
            pass
    except (NoLine, Untrue) as error:
        log.warning("log %s: %s", origin, error)
        return False
    except Exception:
        log.exception("log %s", origin)
        return False
    return True
