"""The leaves that an earlier program wrote into its log say what they said, and its proof of an
entry within a batch is good."""

import hashlib
from pathlib import Path

import pytest

from kiosk.ground.keys import signed_by
from kiosk.records.transparency import log
from kiosk.rules.ledger import signed_receipts
from kiosk.rules.transparency import leaves, merkle, notes, proofs, tiles
from kiosk.rules.transparency.leaves import Batch, Promised
from kiosk.rules.transparency.promises import Promise
from tests.cast import HERE
from tests.golden import halls
from verify import verify as auditors

BUNDLES = halls.bundles()
HALL = leaves.of_station(halls.HALL.fingerprint)


@pytest.fixture(params=BUNDLES, ids=lambda file: file.parent.name)
def release(request: pytest.FixtureRequest) -> Path:
    file: Path = request.param
    return file.parent


def bundle(release: Path) -> list[bytes]:
    return tiles.unbundled((release / "bundle.bin").read_bytes())


def test_every_type_of_leaf_has_golden_bytes():
    """If not: `python -m tests.golden` adds them, and nothing else."""
    assert halls.leaf_types() >= halls.LEAVES


def test_the_leaves_say_what_they_said(release: Path):
    there = bundle(release)
    entries = [one for leaf in there if (one := leaves.read_entry(leaf))]
    assert [(one.chain, one.epoch, one.seq) for one in entries] == [(HALL, 1, n) for n in (1, 2, 3)]
    assert all(leaves.entry(*one) in there for one in entries)
    (batch,) = (one for leaf in there if (one := leaves.read_batch(leaf)))
    assert batch[:4] == Batch(HALL, 1, 4, 5, b"")[:4]
    promised = [one for leaf in there if (one := leaves.read_promised(leaf))]
    assert promised == [Promised(leaves.NONE, Promise(0, 3))]
    assert leaves.promised("", Promise(0, 3)) == there[-1]
    (key,) = (one for leaf in there if (one := leaves.read_enrolled(leaf)))
    branch = hashlib.sha256(HERE.encode()).digest()[:15]
    assert key[:3] == (HALL.name, halls.HALL.public, branch)
    assert leaves.head_office(halls.OFFICE.public) == there[0]


def test_an_entry_within_a_batch_is_proved(release: Path):
    proof = proofs.read((release / "batch-proof.txt").read_text())
    named = signed_receipts.read((release / "batch-receipt.txt").read_text()).named
    leaf, path = proof.extra[:69], proof.extra[69:]
    batch, head = leaves.read_batch(leaf), notes.read_checkpoint(proof.checkpoint.text)
    assert proofs.proves(proof, leaf, log.verifier(halls.OFFICE, head.origin), signed_by)
    assert batch is not None and bundle(release)[proof.leaf] == leaf
    entry = leaves.entry(HALL, 1, named.seq, named.hash)
    root = merkle.node_hash(merkle.leaf_hash(entry), path)
    assert named.seq == batch.first and batch.root == root


def test_an_auditor_reads_the_log_and_the_proof(release: Path, tmp_path: Path):
    proof = release / "batch-proof.txt"
    note = proofs.read(proof.read_text()).checkpoint
    (tmp_path / "checkpoint").write_text(str(note))
    head = notes.read_checkpoint(note.text)
    part = tmp_path / f"tile/entries/000.p/{head.size}"
    part.parent.mkdir(parents=True)
    part.write_bytes((release / "bundle.bin").read_bytes())
    of_entry, of_batch = (
        ["--receipt", (release / name).read_text()] for name in ("receipt.txt", "batch-receipt.txt")
    )
    keys = ["--log-key", str(log.verifier(halls.OFFICE, head.origin))]
    keys += ["--witness", str(halls.WITNESS)]
    earlier = ["--earlier", str(release / "cosigned.txt"), "--earlier", str(proof)]
    assert auditors.main(["log", str(tmp_path), *keys, *earlier, *of_entry]) == 0
    assert auditors.main(["log", str(tmp_path), *keys, *of_batch]) == 2, "it needs the proof"
    assert auditors.main(["proof", str(proof), *keys, *of_batch]) == 0
    assert auditors.main(["proof", str(proof), *keys, *of_entry]) == 1
