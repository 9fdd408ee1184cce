"""A log that an auditor has a copy of: head office publishes it, and it is laid out in a folder as
it is at its address."""

import datetime
import types
from collections.abc import Sequence
from pathlib import Path

import pytest

from kiosk.records.transparency import checkpoints, log
from kiosk.rules.transparency import merkle, notes, tiles
from kiosk.rules.transparency.notes import Head, Note, Signature
from tests.cast import Machine
from tests.records.transparency.cast import entries, taken_in
from tests.records.transparency.test_checkpoints import WITNESS, cosigned, state
from verify import verify


def published(office: Machine, folder: Path, *halls: Machine, batches: bool = False) -> Path:
    """What halls have goes into the log, and that into a folder."""
    taken_in(office, *halls, batches=batches)
    note = cosigned(checkpoints.sign(office.keys, state(office)))
    return laid_out(folder, entries(office), note)


def laid_out(folder: Path, leaves: Sequence[bytes], note: Note) -> Path:
    """Leaves and a checkpoint as files."""
    for number in range(0, len(leaves), tiles.WIDTH):
        part = leaves[number : number + tiles.WIDTH]
        name = f"tile/entries/{tiles.path(number // tiles.WIDTH)}"
        file = folder / (name if len(part) == tiles.WIDTH else f"{name}.p/{len(part)}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(tiles.bundled(part))
    (folder / "checkpoint").write_text(str(note))
    return folder


def forged(office: Machine, leaves: Sequence[bytes], size: int | None = None) -> Note:
    """What head office, which has the log's key, can sign of any leaves."""
    origin = state(office).origin
    hashes = [merkle.leaf_hash(one) for one in leaves]
    grown = tiles.grown(0, hashes, lambda _level, _number: b"")
    root = merkle.root(len(leaves), tiles.subtrees(lambda level, number: grown[level, number]))
    text = notes.checkpoint(Head(origin, len(leaves) if size is None else size, root))
    signer, verifier = log.signing_keys(office.keys, origin), log.verifier(office.keys, origin)
    return Note(text, (Signature(origin, verifier.id, signer.sign(text.encode())),))


def key_of(office: Machine) -> str:
    return str(log.verifier(office.keys, state(office).origin))


def checked(office: Machine, folder: Path | str, *options: str) -> int:
    """How the auditor's program ends."""
    witness = ["--witness", str(WITNESS)]
    return verify.main(["log", str(folder), "--log-key", key_of(office), *witness, *options])


def auditors_day(monkeypatch: pytest.MonkeyPatch, day: datetime.date) -> None:
    class Day(datetime.date):
        @classmethod
        def today(cls) -> "Day":
            return cls(day.year, day.month, day.day)

    its = types.SimpleNamespace(date=Day, timedelta=datetime.timedelta)
    monkeypatch.setattr(verify, "datetime", its)
