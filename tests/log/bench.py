"""What the transparency log costs: 70,000 entries of a station put in at once, then single ones,
and a proof, against the bare hashing and one durable insert of the same bytes.

    python -m tests.log.bench [--leaves 70000] [--runs 3] [--batches]

With --batches the 70,000 come as batches of 1,024, each of them one leaf.
"""

import argparse
import hashlib
import secrets
import statistics
import sys
import tempfile
import time as clocks
from pathlib import Path

import apsw

from kiosk.ground.keys import fingerprint
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Chain, ChainId
from kiosk.records.transparency import checkpoints, log, sequencing
from kiosk.rules.transparency import merkle
from tests.cast import HERE, Machine, Time, machine

AT_ONCE_S, ONE_MS = 1.0, 10.0
"""The promise: so long for 70,000 leaves, and for a single one, signed."""
STATION = fingerprint(bytes(32))
OF = ChainId(HERE, STATION, 1)


def grown(office: Machine, number: int) -> None:
    """A chain of the ledger grows by so many rows, whose content the log does not look at."""
    before = ledger.chain(office.db, OF).seq
    says = (
        "e",
        "card",
        "polite",
        "",
        "customer",
        "screen",
        "",
        "2026-11-21",
        "2026-11-21",
        1,
        b"{}",
    )
    rows = [
        (*OF, seq, *says, secrets.token_bytes(32)) for seq in range(before + 1, before + number + 1)
    ]
    with office.db.writing():
        ledger.insert(office.db, rows)
        ledger.set_head(office.db, OF, bytes(32), before + number, rows[-1][-1])


def floor(folder: Path, number: int) -> float:
    """Seconds to hash so many leaves into a tree and to store the bytes durably."""
    leaves = [secrets.token_bytes(60) for _ in range(number)]
    db = apsw.Connection(str(folder / "floor.db"))
    db.execute("PRAGMA journal_mode = wal; PRAGMA synchronous = full").fetchall()
    db.execute("CREATE TABLE tile (number INTEGER PRIMARY KEY, hashes BLOB, entries BLOB)")
    begun = clocks.perf_counter()
    row = level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [hashlib.sha256(b"\1" + a + b).digest() for a, b in pairs]
    with db:
        for n in range(0, number, 256):
            tile, bundle = b"".join(row[n : n + 256]), b"".join(leaves[n : n + 256])
            db.execute("INSERT INTO tile VALUES (?, ?, ?)", (n, tile, bundle))
    return clocks.perf_counter() - begun


def timed(folder: Path, number: int, batches: bool) -> tuple[float, list[float], float, float]:
    """Seconds for all leaves at once, for each of 20 single ones with its signature, and for a
    proof; and the processor's for all at once, which another program's load does not change."""
    office = machine(folder, "office", Time())
    log.begin(office.db, "log.example", office.keys, 1)
    grown(office, number)
    begun, of_cpu = clocks.perf_counter(), clocks.process_time()
    sequencing.take_in(office.db, batches=batches)
    all_of, single = clocks.perf_counter() - begun, []
    of_cpu = clocks.process_time() - of_cpu
    for _ in range(20):
        grown(office, 1)
        begun = clocks.perf_counter()
        assert sequencing.take_in(office.db, batches=batches) == 1
        state = log.state(office.db)
        assert state is not None
        checkpoints.publish(office.db, checkpoints.sign(office.keys, state), [], 0, 1)
        single.append(clocks.perf_counter() - begun)
    begun = clocks.perf_counter()
    merkle.inclusion(state.size // 2, state.size, log.Tree(office.db).subtree)
    proof = clocks.perf_counter() - begun
    assert office.db.first(Chain.select()).seq == number + 20
    office.db.close()
    return all_of, single, proof, of_cpu


def main(number: int, runs: int, batches: bool) -> int:
    found, floors = [], []
    for run in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            floors.append(floor(Path(folder), number))
            found.append(timed(Path(folder) / str(run), number, batches))
    at_once = min(one[0] for one in found)
    single = 1000 * statistics.median(seconds for one in found for seconds in one[1])
    proof = 1000 * statistics.median(one[2] for one in found)
    of_cpu = min(one[3] for one in found)
    print(f"{number} entries: {at_once:.2f} s ({of_cpu:.2f} of the processor),", end=" ")
    print(f"floor {min(floors):.2f} s")
    print(f"a single one, signed and published: {single:.1f} ms; a proof: {proof:.1f} ms")
    return int(at_once > AT_ONCE_S or single > ONE_MS)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--leaves", type=int, default=70_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--batches", action="store_true")
    asked = options.parse_args()
    sys.exit(main(asked.leaves, asked.runs, asked.batches))
