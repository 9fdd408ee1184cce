"""The hash chain of a ledger. Nothing here needs a database: an auditor with the bodies and these
functions can recompute every head."""

import hashlib
from collections.abc import Iterable

NO_HEAD = bytes(32)
"""The last common head of a station's first epoch, which has none."""


def genesis(branch: str, station: str, epoch: int, common: bytes) -> bytes:
    """The hash before the first entry. Parts are length-prefixed, so that no two different tuples
    give the same bytes."""
    digest = hashlib.sha256(b"tingsheng/1")
    for part in (branch.encode(), station.encode(), str(epoch).encode(), common):
        digest.update(len(part).to_bytes(4, "big") + part)
    return digest.digest()


def link(previous: bytes, seq: int, body: bytes) -> bytes:
    """The hash of entry `seq` (1, 2, 3 …), which follows `previous`."""
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + body).digest()


def links(previous: bytes, first: int, bodies: Iterable[bytes]) -> list[bytes]:
    """The hashes of consecutive entries from seq `first` on."""
    hashes = []
    for seq, body in enumerate(bodies, first):
        previous = link(previous, seq, body)
        hashes.append(previous)
    return hashes
