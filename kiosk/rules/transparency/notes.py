"""Signed notes, checkpoints and cosignatures (C2SP signed-note, tlog-checkpoint and
tlog-cosignature), with Ed25519 keys."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from typing import NamedTuple

from kiosk.rules.input.numbers import NotANumber, digits

ED25519, COSIGNATURE = 1, 4
"""Types of signatures: over a note, and over a checkpoint with the time at which it was seen."""
MOST_BYTES, MOST_SIGNATURES = 131_072, 64
NAME = re.compile(r"[^\s+\x00-\x20\x7f]{1,200}")
SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
SignedBy = Callable[[bytes, bytes, bytes], bool]
"""Whether a signature was made with a key: (public key, message, signature)."""


class BadNote(ValueError):
    """This is no note, checkpoint or verifier key, or its signature is wrong."""


class Verifier(NamedTuple):
    """Whose signatures count: a key with its name and type."""

    name: str
    type: int
    public: bytes

    @property
    def id(self) -> bytes:
        said = self.name.encode() + b"\n" + bytes([self.type]) + self.public
        return hashlib.sha256(said).digest()[:4]

    def __str__(self) -> str:
        key = base64.b64encode(bytes([self.type]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{key}"


class Signature(NamedTuple):
    """A line of a note's signatures."""

    name: str
    id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64.b64encode(self.id + self.signature).decode()}\n"


class Note(NamedTuple):
    """A text with its signatures; the text ends with a line's end."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"


class Head(NamedTuple):
    """What a checkpoint says: of which log, how many leaves, and the root above them."""

    origin: str
    size: int
    root: bytes


def read_verifier(text: str) -> Verifier:
    """A verifier key as text. Raises BadNote."""
    name, _, rest = text.strip().partition("+")
    said, _, key = rest.partition("+")
    found = decoded(key)
    if not NAME.fullmatch(name) or len(found) != 33 or found[0] not in (ED25519, COSIGNATURE):
        raise BadNote("no verifier key")
    verifier = Verifier(name, found[0], found[1:])
    if verifier.id.hex() != said:
        raise BadNote("this verifier key is not whole")
    return verifier


def read(text: str) -> Note:
    """A note with its signatures, none of them checked. Raises BadNote."""
    body, gap, lines = text.rpartition("\n\n")
    odd = any(ord(one) < 0x20 and one != "\n" for one in text)
    if not gap or not lines.endswith("\n") or len(text.encode()) > MOST_BYTES or odd:
        raise BadNote("no signed note")
    return Note(body + "\n", signatures(lines))


def signatures(lines: str) -> tuple[Signature, ...]:
    """Signature lines, none of them checked. Raises BadNote."""
    found = []
    for line in lines.removesuffix("\n").split("\n"):
        dash, name, said = [*line.split(" "), "", ""][:3]
        signature = decoded(said)
        if dash != "—" or not NAME.fullmatch(name) or len(signature) < 5 or line.count(" ") != 2:
            raise BadNote("no line of a signature")
        found.append(Signature(name, signature[:4], signature[4:]))
    if len(found) > MOST_SIGNATURES:
        raise BadNote("too many signatures")
    return tuple(found)


def decoded(text: str) -> bytes:
    """The bytes of a base64 text; none if it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def checkpoint(head: Head) -> str:
    """A checkpoint's text."""
    return f"{head.origin}\n{head.size}\n{base64.b64encode(head.root).decode()}\n"


def read_checkpoint(text: str) -> Head:
    """What a checkpoint's text says, without lines that extend it. Raises BadNote."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise BadNote("no checkpoint")
    root = decoded(lines[2])
    if not SIZE.fullmatch(lines[1]) or len(root) != 32:
        raise BadNote("no checkpoint")
    return Head(lines[0], number(lines[1]), root)


def origin_hash(origin: str) -> str:
    """What a log is called in the address at which a witness shows its checkpoint."""
    return hashlib.sha256(origin.encode()).hexdigest()


def number(text: str) -> int:
    """A size or an index, without zeros in front. Raises BadNote."""
    try:
        if not SIZE.fullmatch(text):
            raise BadNote("no number")
        return digits(text)
    except NotANumber:
        raise BadNote("a number that is too large") from None


def cosigned(text: str, at: int) -> bytes:
    """What a cosigner signs who saw a checkpoint at `at`, in s."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def timed(at: int, signature: bytes) -> bytes:
    """A cosignature as it is in a note: its time, in s, and the signature."""
    return at.to_bytes(8, "big") + signature


def signed_at(note: Note, verifier: Verifier, signed_by: SignedBy) -> int | None:
    """Whether this key has signed the note: the time of a cosignature in s, 0 for a signature
    without one, None if there is no signature of it. Raises BadNote if there is a wrong one."""
    found = None
    for one in note.signatures:
        if (one.name, one.id) != (verifier.name, verifier.id):
            continue
        found, message, signature = 0, note.text.encode(), one.signature
        if verifier.type == COSIGNATURE:
            found, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = cosigned(note.text, found)
        if len(signature) != 64 or not signed_by(verifier.public, message, signature):
            raise BadNote(f"a wrong signature of {verifier.name}")
    return found
