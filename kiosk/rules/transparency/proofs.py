"""Proofs as texts: that a leaf is in a log (C2SP tlog-proof), and what a witness is asked
(C2SP tlog-witness, add-checkpoint)."""

import base64
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.rules.transparency import merkle, notes
from kiosk.rules.transparency.notes import BadNote, Note, SignedBy, Verifier

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


class Proof(NamedTuple):
    """That leaf number `leaf` is in the tree of a checkpoint. `extra` is not authenticated."""

    leaf: int
    path: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes = b""

    def __str__(self) -> str:
        extra = f"extra {_encoded(self.extra)}\n" if self.extra else ""
        head = f"{FIRST_LINE}\n{extra}index {self.leaf}\n"
        return f"{head}{_lines(self.path)}\n{self.checkpoint}"


class Asked(NamedTuple):
    """What a witness is asked: to cosign a checkpoint that follows one of `old` leaves."""

    old: int
    path: tuple[bytes, ...]
    checkpoint: Note

    def __str__(self) -> str:
        return f"old {self.old}\n{_lines(self.path)}\n{self.checkpoint}"


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _lines(path: Sequence[bytes]) -> str:
    return "".join(f"{_encoded(one)}\n" for one in path)


def read(text: str) -> Proof:
    """A proof as its file has it; nothing of it is checked. Raises BadNote."""
    first, _, rest = text.partition("\n")
    extra = b""
    if rest.startswith("extra "):
        line, _, rest = rest.partition("\n")
        extra = notes.decoded(line.removeprefix("extra "))
    if first != FIRST_LINE:
        raise BadNote("no proof")
    return Proof(*_read(rest, "index"), extra)


def read_asked(text: str) -> Asked:
    """What a witness is asked; nothing of it is checked. Raises BadNote."""
    return Asked(*_read(text, "old"))


def _read(text: str, word: str) -> tuple[int, tuple[bytes, ...], Note]:
    """A line with a number after this word, hashes, an empty line and a note."""
    head, gap, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    name, _, number = first.partition(" ")
    path = tuple(map(notes.decoded, lines))
    if not gap or name != word or len(path) > MOST_HASHES:
        raise BadNote(f"no line `{word}`, or too many hashes")
    if any(len(one) != 32 for one in path):
        raise BadNote("a line that is no hash")
    return notes.number(number), path, notes.read(note)


def proves(proof: Proof, leaf: bytes, log: Verifier, signed_by: SignedBy) -> bool:
    """Whether a proof shows that this leaf is in the log of that key, witnessed or not.
    Raises BadNote for a wrong signature."""
    head = notes.read_checkpoint(proof.checkpoint.text)
    if head.origin != log.name or notes.signed_at(proof.checkpoint, log, signed_by) is None:
        return False
    found = merkle.leaf_hash(leaf)
    return merkle.includes(proof.leaf, head.size, found, proof.path, head.root)


def witnesses(note: Note, known: Sequence[Verifier], signed_by: SignedBy) -> dict[str, int]:
    """Which of the witnesses have cosigned a checkpoint, and when (UTC s), by name. A wrong
    cosignature counts as none."""
    found = {}
    for one in known:
        try:
            at = notes.signed_at(note, one, signed_by)
        except BadNote:
            continue
        if at is not None:
            found[one.name] = at
    return found
