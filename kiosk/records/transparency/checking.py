"""Whether the transparency log is still what was signed, and its leaves what the ledger holds."""

import time
from collections.abc import Iterable, Iterator

from kiosk.ground.db import Database
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import OFFICE, Chain, ChainId
from kiosk.records.ledger.verify import Finding
from kiosk.records.transparency import checkpoints, log
from kiosk.records.transparency.log import LogState
from kiosk.rules.transparency import leaves, merkle, notes, tiles
from kiosk.rules.transparency.leaves import Batch, ChainName, Entry

Chains = dict[tuple[ChainName, int], list[ChainId]]
DAY_MS = 86_400_000
STEP = 7_919
"""Bundles between the places at which two nights begin: a prime, so that all have their turn."""


def findings(db: Database, at: int, seconds: float) -> Iterator[Finding]:
    """What is wrong with the log. What was signed is always compared, at the cost of a proof;
    bundles are read and compared with tiles and ledger for so many seconds, from another place each
    day, by `at` (UTC ms). A bundle takes 2 to 8 ms (docs/log.md, "How soon")."""
    state = log.state(db)
    if state is None:
        return
    yield from _signed(db, state)
    chains, end = _chains(db), time.monotonic() + seconds
    number = -(-state.size // tiles.WIDTH)
    first = at // DAY_MS * STEP % number if number else 0
    for place in range(first, first + number):
        if time.monotonic() > end:
            return
        yield from _bundle(db, state, place % number, chains)


def _signed(db: Database, state: LogState) -> Iterator[Finding]:
    """The tree as stored has the root that is stored, and begins with every tree that was
    signed."""
    tree, known = log.Tree(db), {state.size: ("state", bytes(state.root))}
    for name, one in (
        ("checkpoint", checkpoints.newest(db)),
        ("witnessed", checkpoints.witnessed(db)),
    ):
        if one is None:
            continue
        head = notes.read_checkpoint(notes.read(one.note).text)
        if head.origin != state.origin or head.size > state.size:
            yield _finding(
                head.size, name, f"{head.size} leaves were signed, {state.size} are held"
            )
            return
        if known.setdefault(head.size, (name, head.root))[1] != head.root:
            yield _finding(head.size, name, "signed with another root than the log has")
            return
    for size, (name, root) in known.items():
        if merkle.root(size, tree.subtree) != root:
            yield _finding(size, name, f"the tree of {size} leaves has another root")


def _bundle(db: Database, state: LogState, number: int, chains: Chains) -> Iterator[Finding]:
    """The leaves of a bundle against the tiles above them, and the ledger."""
    held = min(tiles.WIDTH, state.size - number * tiles.WIDTH)
    first = number * tiles.WIDTH
    try:
        there = tiles.unbundled(log.bundle(db, number))[:held]
    except ValueError:
        there = []
    hashes = [merkle.leaf_hash(one) for one in there]
    if len(there) < held or b"".join(hashes) != log.tile(db, 0, number)[: held * tiles.HASH]:
        yield _finding(first, "tile", f"leaves {first} to {first + held - 1} are not its own")
        return
    if held == tiles.WIDTH and not _leads_up(db, number, b"".join(hashes)):
        yield _finding(first, "tile", f"the hashes above leaves {first} to {first + held - 1}")
        return
    entries = [one for leaf in there if (one := leaves.read_entry(leaf)) is not None]
    yield from _of_ledger(db, entries, chains)
    batches = (batch for leaf in there if (batch := leaves.read_batch(leaf)) is not None)
    yield from _batches_of_ledger(db, batches, chains)


def _leads_up(db: Database, number: int, hashes: bytes) -> bool:
    """Whether the tile above a whole one has its hash, and so on where that is whole by it, too."""
    level = 1
    while True:
        made = tiles.above(hashes)
        number, place = divmod(number, tiles.WIDTH)
        hashes = log.tile(db, level, number)
        if hashes[place * tiles.HASH : (place + 1) * tiles.HASH] != made:
            return False
        if place < tiles.WIDTH - 1:
            return True
        hashes, level = hashes[: tiles.WIDTH * tiles.HASH], level + 1


def _of_ledger(db: Database, entries: Iterable[Entry], chains: Chains) -> Iterator[Finding]:
    by_chain: dict[tuple[ChainName, int], list[Entry]] = {}
    for one in entries:
        by_chain.setdefault((one.chain, one.epoch), []).append(one)
    for of, some in by_chain.items():
        seqs = [one.seq for one in some]
        written = [ledger.hashes(db, chain, min(seqs), max(seqs)) for chain in chains.get(of, ())]
        for one in some:
            if not any(hashes.get(one.seq) == one.hash for hashes in written):
                yield _another(one, one.seq, chains)
                return


def _batches_of_ledger(db: Database, batches: Iterable[Batch], chains: Chains) -> Iterator[Finding]:
    for one in batches:
        written = (
            ledger.hashes(db, chain, one.first, one.last)
            for chain in chains.get((one.chain, one.epoch), ())
        )
        if not any(_is_of(one, hashes) for hashes in written):
            yield _another(one, one.first, chains)
            return


def _is_of(batch: Batch, links: dict[int, bytes]) -> bool:
    """Whether a batch is of these entries, by their numbers."""
    if len(links) <= batch.last - batch.first:
        return False
    ordered = [links[seq] for seq in range(batch.first, batch.last + 1)]
    made = leaves.batch(batch.chain, batch.epoch, batch.first, ordered)
    return leaves.read_batch(made) == batch


def _another(one: Entry | Batch, seq: int, chains: Chains) -> Finding:
    of = chains.get((one.chain, one.epoch))
    chain = of[0] if of else ChainId("", one.chain.name.hex(), one.epoch)
    return Finding(chain, seq, "log", "the log has another entry than the ledger")


def _chains(db: Database) -> Chains:
    """The chains of the ledger by what leaves call them; one that was set aside has the name of the
    one in its place."""
    found: Chains = {}
    for row in db.rows(Chain.select(Chain.branch, Chain.station, Chain.epoch).tuples()):
        of = ChainId(*row)
        name = leaves.of_chain(of.branch, ledger.writer(of.station))
        found.setdefault((name, of.epoch), []).append(of)
    return found


def _finding(seq: int, column: str, says: str) -> Finding:
    return Finding(ChainId("", f"{OFFICE} log", 1), seq, column, says)
