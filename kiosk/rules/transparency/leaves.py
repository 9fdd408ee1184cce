"""What the leaves of head office's log say. Each is bytes of fixed length that begins with its
type; none holds a word of a customer or the name of a hall (docs/log.md)."""

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.rules.transparency import merkle
from kiosk.rules.transparency.promises import Promise
from kiosk.vocabulary.wire import OWN_OFFICE

STATION, OFFICE, OWN = 1, 2, 3
"""Types of an entry's leaf, by who wrote its chain: a station, head office for a branch, a hall as
its own office."""
ENROLLED, EPOCH, REVOKED, HEAD_OFFICE, BATCH = 16, 17, 18, 19, 20
PROMISED = 21
MOST_IN_BATCH = 1_024
"""Entries of one chain that can be one leaf."""
NAME = 15
"""Bytes of a chain's name: the fingerprint of a station's key, or of a branch's id."""
NONE = bytes(NAME)
FINGERPRINT = re.compile(r"[a-z2-7]{24}")


class ChainName(NamedTuple):
    """Which chain: the type of its entries' leaves, and 15 bytes."""

    type: int
    name: bytes


class Entry(NamedTuple):
    """An entry of a chain, as its leaf says."""

    chain: ChainName
    epoch: int
    seq: int
    hash: bytes


class Batch(NamedTuple):
    """Entries `first` to `last` of a chain, as the one leaf of all of them says: the root of the
    tree of what would else be their leaves."""

    chain: ChainName
    epoch: int
    first: int
    last: int
    root: bytes


class Enrolled(NamedTuple):
    """A station's enrolment, as its leaf says: its name, its key, the fingerprint of its
    branch, and when (UTC ms)."""

    name: bytes
    public: bytes
    branch: bytes
    at: int


class Promised(NamedTuple):
    """A promise as its leaf says; `branch` is its hall's, NONE for every hall without its own."""

    branch: bytes
    promise: Promise


def of_station(station: str) -> ChainName:
    """The chain of a station, which is named by the fingerprint of its key."""
    if not FINGERPRINT.fullmatch(station):
        return ChainName(STATION, _fingerprint(station))  # no station of ours; it stops no log
    return ChainName(STATION, base64.b32decode(station.upper()))


def of_chain(branch: str, writer: str) -> ChainName:
    """The name of a chain in the leaves, by its branch and who wrote it."""
    if writer.startswith(OWN_OFFICE):
        return ChainName(OWN, of_station(writer.removeprefix(OWN_OFFICE)).name)
    if writer == "office":
        return ChainName(OFFICE, _fingerprint(branch))
    return of_station(writer)


def _fingerprint(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:NAME]


def entry(chain: ChainName, epoch: int, seq: int, link: bytes) -> bytes:
    """The leaf of an entry: its chain, epoch, number and hash, 60 bytes."""
    return _typed(chain.type, chain.name, epoch.to_bytes(4, "big"), seq.to_bytes(8, "big"), link)


def read_entry(leaf: bytes) -> Entry | None:
    """What an entry's leaf says; None for a leaf of another type."""
    if len(leaf) != 60 or leaf[0] not in (STATION, OFFICE, OWN):
        return None
    chain = ChainName(leaf[0], leaf[1:16])
    epoch, seq = int.from_bytes(leaf[16:20], "big"), int.from_bytes(leaf[20:28], "big")
    return Entry(chain, epoch, seq, leaf[28:])


def batch(chain: ChainName, number: int, first: int, links: Sequence[bytes]) -> bytes:
    """The leaf of consecutive entries of an epoch from `first` on, given their hashes: 69 bytes."""
    hashes = of_batch(chain, number, first, links)
    seqs = (first.to_bytes(8, "big"), (first + len(links) - 1).to_bytes(8, "big"))
    root = merkle.root(len(hashes), merkle.over(hashes))
    return _typed(BATCH, bytes([chain.type]), chain.name, number.to_bytes(4, "big"), *seqs, root)


def of_batch(chain: ChainName, number: int, first: int, links: Sequence[bytes]) -> list[bytes]:
    """The hashes of the entries' own leaves, of which a batch has the root."""
    return [
        merkle.leaf_hash(entry(chain, number, seq, link)) for seq, link in enumerate(links, first)
    ]


def read_batch(leaf: bytes) -> Batch | None:
    """What the leaf of a batch says; None for a leaf of another type, or of no or too many
    entries."""
    if len(leaf) != 69 or leaf[0] != BATCH or leaf[1] not in (STATION, OFFICE, OWN):
        return None
    number, first, last = (
        int.from_bytes(leaf[start:end], "big") for start, end in ((17, 21), (21, 29), (29, 37))
    )
    if not first <= last < first + MOST_IN_BATCH:
        return None
    return Batch(ChainName(leaf[1], leaf[2:17]), number, first, last, leaf[37:])


def read_enrolled(leaf: bytes) -> Enrolled | None:
    """What the leaf of an enrolment says; None for a leaf of another type, or one in which the name
    is not the fingerprint of the key."""
    if len(leaf) != 86 or leaf[0] != ENROLLED:
        return None
    name, public = leaf[1:16], leaf[16:48]
    if hashlib.sha256(public).digest()[:NAME] != name:
        return None
    return Enrolled(name, public, leaf[48:63], int.from_bytes(leaf[63:71], "big"))


def epoch(chain: ChainName, number: int, common: bytes, genesis: bytes) -> bytes:
    """The leaf of an epoch that begins: the last hash in common with the epoch before it, and the
    hash before its first entry."""
    return _typed(
        EPOCH, bytes([chain.type]), chain.name, number.to_bytes(4, "big"), common, genesis
    )


def enrolled(station: str, public: bytes, branch: str, at: int, replaces: str) -> bytes:
    """The leaf of a station that was enrolled at `at` (UTC ms): its key, the fingerprint of its
    branch, and the station that it replaces. A new key of a hall's computer is a new station."""
    before = of_station(replaces).name if replaces else NONE
    when = at.to_bytes(8, "big")
    return _typed(ENROLLED, of_station(station).name, public, _fingerprint(branch), when, before)


def revoked(station: str, at: int) -> bytes:
    """The leaf of a station that was revoked at `at` (UTC ms)."""
    return _typed(REVOKED, of_station(station).name, at.to_bytes(8, "big"))


def promised(branch: str, promise: Promise) -> bytes:
    """The leaf of a promise to a branch, '' for every one without its own."""
    name = _fingerprint(branch) if branch else NONE
    return _typed(PROMISED, name, promise.first.to_bytes(4, "big"), promise.days.to_bytes(2, "big"))


def read_promised(leaf: bytes) -> Promised | None:
    """What the leaf of a promise says; None for a leaf of another type."""
    if len(leaf) != 22 or leaf[0] != PROMISED:
        return None
    first, days = int.from_bytes(leaf[16:20], "big"), int.from_bytes(leaf[20:], "big")
    return Promised(leaf[1:16], Promise(first, days))


def head_office(public: bytes) -> bytes:
    """The first leaf of a log: the key with which head office signs for its stations."""
    return _typed(HEAD_OFFICE, public)


def _typed(kind: int, *parts: bytes) -> bytes:
    return bytes([kind]) + b"".join(parts)
