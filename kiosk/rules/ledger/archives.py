"""The form of an archive file, into which head office moves old facts (docs/retention.md).

A file holds consecutive entries of the chains of one branch, byte for byte: JSON, one line for each
entry, compressed by gzip in pieces that can be read by themselves. Nothing here needs a database:
`zcat` prints a file, and with kiosk/rules/ledger/chain.py an auditor can recompute its hashes.
"""

import datetime
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from kiosk.rules.ledger import chain
from kiosk.rules.ledger.counting import content
from kiosk.vocabulary.facts import BODY_LIMIT, Columns

FORMAT = "tingsheng-archive/1"
PART = 1_000
"""Most entries of a piece."""
MOST_BYTES = 8 * PART * BODY_LIMIT
"""What a piece can be at most when it is unpacked; JSON can double a body several times."""
HASH, TOKEN = 32, 16
_GZIP = 31  # what zlib calls its own window with gzip's header


class BadArchive(Exception):
    """A file is not an archive, or not as it was written; the message says where."""


class Label(msgspec.Struct, frozen=True):
    """The first line of a file: of which branch and month (YYYY-MM) it is, and its number there."""

    format: str
    branch: str
    month: str
    number: int


class Entry(NamedTuple):
    """An entry as its row was: whether it counted, and the day it counted for."""

    seq: int
    counted: int
    day: datetime.date
    body: bytes
    hash: bytes


class Part(NamedTuple):
    """Consecutive entries of a chain, which follow the hash `prev`."""

    station: str
    epoch: int
    prev: bytes
    entries: Sequence[Entry]


class _Head(msgspec.Struct, frozen=True):
    station: str
    epoch: int
    first: int
    last: int
    prev: str
    head: str


class _Line(msgspec.Struct, frozen=True, omit_defaults=True):
    seq: int
    counted: int
    counted_day: datetime.date
    hash: str
    body: str = ""
    base64: bytes = b""
    """The body in base64, where it is no text."""


_label = msgspec.json.Decoder(Label)
_head = msgspec.json.Decoder(_Head)
_line = msgspec.json.Decoder(_Line)
_UNREADABLE = (ValueError, msgspec.MsgspecError, RecursionError)
"""What a line raises that is no JSON of its shape, no UTF-8, or nested too deep."""


def written(label: Label, parts: Iterable[Part]) -> tuple[bytes, list[tuple[int, int]]]:
    """A file, and where each part lies in it: its place and size in bytes. The same entries give
    the same bytes."""
    data, places = _packed([msgspec.json.encode(label)]), []
    for part in parts:
        piece = _packed(_lines(part))
        places.append((len(data), len(piece)))
        data += piece
    return data, places


def _packed(lines: Iterable[bytes]) -> bytes:
    packing = zlib.compressobj(6, wbits=_GZIP)
    return packing.compress(b"".join(line + b"\n" for line in lines)) + packing.flush()


def _lines(part: Part) -> Iterator[bytes]:
    first, last = part.entries[0], part.entries[-1]
    prev, head = part.prev.hex(), last.hash.hex()
    yield msgspec.json.encode(_Head(part.station, part.epoch, first.seq, last.seq, prev, head))
    for seq, counted, day, body, link in part.entries:
        try:
            line = _Line(seq, counted, day, link.hex(), body=body.decode())
        except UnicodeDecodeError:
            line = _Line(seq, counted, day, link.hex(), base64=body)
        yield msgspec.json.encode(line)


def read(data: bytes) -> tuple[Label, Iterator[Part]]:
    """A file's label, and its parts one after another, each checked as by `read_part`. Raises
    BadArchive, here and while the parts are read."""
    first, rest = _unpacked(data)
    try:
        label = _label.decode(first)
    except _UNREADABLE as error:
        raise BadArchive(f"no label: {error}") from None
    if label.format != FORMAT:
        raise BadArchive(f"its format is {label.format[:40]}, not {FORMAT}")
    return label, _parts(rest)


def _parts(rest: bytes) -> Iterator[Part]:
    while rest:
        piece, rest = _unpacked(rest)
        yield _read(piece)


def read_part(piece: bytes) -> Part:
    """A part by itself. Its hashes follow from its bodies, and it has no gap. Raises BadArchive."""
    return _read(_unpacked(piece)[0])


def _unpacked(data: bytes) -> tuple[bytes, bytes]:
    """The first piece of packed data, and what follows it."""
    unpacking = zlib.decompressobj(wbits=_GZIP)
    try:
        piece = unpacking.decompress(data, MOST_BYTES)
    except zlib.error as error:
        raise BadArchive(f"it can't be unpacked: {error}") from None
    if not unpacking.eof:
        raise BadArchive("its end is missing")
    return piece, unpacking.unused_data


def _read(piece: bytes) -> Part:
    try:
        head, *lines = (one for one in piece.split(b"\n") if one)
        said, entries = _head.decode(head), [_entry(_line.decode(line)) for line in lines]
        part = Part(said.station, said.epoch, bytes.fromhex(said.prev), entries)
    except _UNREADABLE as error:
        raise BadArchive(f"a line can't be read: {error}") from None
    before, expected = part.prev, said.first
    for entry in entries:
        if entry.seq != expected:
            raise BadArchive(f"entry {entry.seq} in the place of entry {expected}")
        if chain.link(before, entry.seq, entry.body) != entry.hash:
            raise BadArchive(f"entry {entry.seq} does not follow from the one before")
        before, expected = entry.hash, expected + 1
    if expected != said.last + 1 or before.hex() != said.head:
        raise BadArchive(f"entries {said.first} to {said.last} are not whole")
    return part


def _entry(line: _Line) -> Entry:
    body = line.base64 or line.body.encode()
    return Entry(line.seq, line.counted, line.counted_day, body, bytes.fromhex(line.hash))


# Recognising what is archived -----------------------------------------------------------


def token(columns: Columns, body: bytes) -> bytes:
    """By what an archived fact is recognised when it arrives once more: 8 bytes of its event_id's
    digest, and 8 of that of its content (kiosk/rules/ledger/counting.py)."""
    same = content(columns, body)
    said = same if isinstance(same, bytes) else msgspec.json.encode(same)
    return name(columns.event_id) + hashlib.sha256(said).digest()[:8]


def name(event_id: str) -> bytes:
    """The first half of a token."""
    return hashlib.sha256(event_id.encode()).digest()[:8]


def place(tokens: bytes, wanted: bytes) -> int | None:
    """Where among these tokens one begins so, counted from 0; None if none does."""
    at = tokens.find(wanted)
    while at >= 0 and at % TOKEN:
        at = tokens.find(wanted, at + 1)
    return at // TOKEN if at >= 0 else None
