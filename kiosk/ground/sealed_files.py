"""Files that only the owner of one of some keys can open, of any size, in little memory.

A random key seals the content in pieces (libsodium's secretbox), and is itself sealed to each
public key (sealed box). Pieces carry their number, and the last one says that it is the last, so
that a file that was cut or put together otherwise does not open.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from kiosk.ground.keys import Keys, fingerprint, seal

FORMAT = "tingsheng-sealed/1"
PIECE = 1_048_576
OVERHEAD = 16
MOST_HEAD = 65_536


class BadSealed(Exception):
    """A file is no sealed file, is damaged, or was not sealed for this key."""


class Head(msgspec.Struct, frozen=True):
    """The first line of a sealed file: the key sealed to each reader, how long the content is, and
    what anyone may know of it."""

    format: str
    boxes: dict[str, bytes]
    size: int
    about: dict[str, str]


def write(source: Path, target: Path, readers: Mapping[str, bytes], about: dict[str, str]) -> None:
    """Seals `source` for these public keys, by fingerprint; `target` is whole and on the disk once
    this returns, or not there."""
    key = os.urandom(SecretBox.KEY_SIZE)
    boxes = {name: seal(public, key) for name, public in readers.items()}
    head = Head(FORMAT, boxes, source.stat().st_size, about)
    partial = target.with_name(target.name + ".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as plain, os.fdopen(handle, "wb") as out:
        out.write(msgspec.json.encode(head) + b"\n")
        box, number, piece = SecretBox(key), 0, plain.read(PIECE)
        while True:
            following = plain.read(PIECE)
            nonce = _nonce(number, last=not following)
            out.write(box.encrypt(piece, nonce).ciphertext)
            if not following:
                break
            number, piece = number + 1, following
        out.flush()
        os.fsync(out.fileno())
    partial.replace(target)


def head(source: Path) -> Head | None:
    """What a sealed file says of itself; None for any other file. Raises OSError."""
    with source.open("rb") as file:
        return _head(file)


def is_whole(source: Path) -> bool:
    """Whether a sealed file is as long as it must be; what is in it, only its keys show."""
    with source.open("rb") as file:
        found = _head(file)
        if found is None or not found.boxes:
            return False
        pieces = max(1, -(-found.size // PIECE))
        return source.stat().st_size - file.tell() == found.size + pieces * OVERHEAD


def _head(file: BinaryIO) -> Head | None:
    try:
        found = msgspec.json.decode(file.readline(MOST_HEAD), type=Head)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return found if found.format == FORMAT else None


def read(source: Path, target: Path, keys: Keys) -> None:
    """Opens a sealed file into `target`, which is whole once this returns, or not there. Raises
    BadSealed, OSError."""
    partial = target.with_name(target.name + ".partial")
    try:
        with source.open("rb") as file, partial.open("wb") as out:
            os.fchmod(out.fileno(), 0o600)
            _open(file, out, keys)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _open(file: BinaryIO, out: BinaryIO, keys: Keys) -> None:
    found = _head(file)
    if found is None:
        raise BadSealed("this is no sealed file")
    if keys.fingerprint not in found.boxes:
        raise BadSealed(f"it is sealed for {', '.join(found.boxes)}, not for {keys.fingerprint}")
    try:
        box = SecretBox(keys.open_sealed(found.boxes[keys.fingerprint]))
        number, piece = 0, file.read(PIECE + OVERHEAD)
        while True:
            following = file.read(PIECE + OVERHEAD)
            out.write(box.decrypt(piece, _nonce(number, last=not following)))
            if not following:
                return
            number, piece = number + 1, following
    except (CryptoError, ValueError, TypeError):
        raise BadSealed("the file is damaged or was cut") from None


def _nonce(number: int, *, last: bool) -> bytes:
    return bytes([last]) + number.to_bytes(SecretBox.NONCE_SIZE - 1, "big")


def readers(*publics: bytes) -> dict[str, bytes]:
    """Public keys by their fingerprints."""
    return {fingerprint(public): public for public in publics}
