"""Proof files and what a witness is asked: read as they are written, and checked."""

import pytest
from nacl.signing import SigningKey

from kiosk.ground.keys import signed_by
from kiosk.rules.transparency import merkle, notes, proofs, tiles
from kiosk.rules.transparency.notes import BadNote, Head, Note, Signature, Verifier
from kiosk.rules.transparency.proofs import Asked, Proof
from tests.rules.transparency.test_tiles import Store

OURS, THEIRS = SigningKey(bytes(32)), SigningKey(bytes([7] * 32))
LOG = Verifier("log.example", notes.ED25519, bytes(OURS.verify_key))
WITNESS = Verifier("w.example", notes.COSIGNATURE, bytes(THEIRS.verify_key))
ENTRIES = [n.to_bytes(60, "big") for n in range(300)]


def proof(leaf: int = 299) -> Proof:
    store = Store()
    store.append([merkle.leaf_hash(one) for one in ENTRIES])
    text = notes.checkpoint(Head(LOG.name, store.size, store.root))
    signed = Signature(LOG.name, LOG.id, OURS.sign(text.encode()).signature)
    seen = notes.timed(9, THEIRS.sign(notes.cosigned(text, 9)).signature)
    path = merkle.inclusion(leaf, store.size, tiles.subtrees(store))
    lines = (signed, Signature(WITNESS.name, WITNESS.id, seen))
    return Proof(leaf, tuple(path), Note(text, lines), ENTRIES[leaf])


@pytest.mark.parametrize("leaf", [0, 255, 256, 299])
def test_a_proof_is_read_as_it_is_written_and_proves_its_leaf_alone(leaf: int):
    made = proof(leaf)
    assert proofs.read(str(made)) == made
    assert proofs.read(str(made._replace(extra=b""))).extra == b""
    assert proofs.proves(made, ENTRIES[leaf], LOG, signed_by)
    assert not proofs.proves(made, ENTRIES[leaf - 1], LOG, signed_by)
    other = Verifier(LOG.name, LOG.type, WITNESS.public)
    assert not proofs.proves(made, ENTRIES[leaf], other, signed_by), "not signed by that key"
    assert not proofs.proves(made, ENTRIES[leaf], LOG._replace(name="other"), signed_by)


def test_who_witnessed_a_checkpoint():
    made = proof().checkpoint
    assert proofs.witnesses(made, [WITNESS], signed_by) == {"w.example": 9}
    assert proofs.witnesses(made, [LOG._replace(name="another")], signed_by) == {}
    forged = made.signatures[1]._replace(signature=notes.timed(9, bytes(64)))
    note = made._replace(signatures=(made.signatures[0], forged))
    assert proofs.witnesses(note, [WITNESS], signed_by) == {}


def test_a_forged_head_raises():
    made = proof()
    text = made.checkpoint.text.replace("\n300\n", "\n301\n")
    forged = made._replace(checkpoint=made.checkpoint._replace(text=text))
    with pytest.raises(BadNote):
        proofs.proves(forged, ENTRIES[299], LOG, signed_by)


def test_what_a_witness_is_asked_is_read_as_it_is_written():
    made = proof()
    for path in ((), made.path):
        asked = Asked(12, path, made.checkpoint)
        assert proofs.read_asked(str(asked)) == asked


@pytest.mark.parametrize(
    "before, after",
    [("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"), ("index 299", "index 0299"),
     ("index 299", "place 299"), ("index 299\n", "index 299\nAAAA\n"), ("\n\nlog", "\nlog"),
     ("index 299\n", "index 299\n" + "A" * 43 + "=\n" * 64)],
)  # fmt: skip
def test_what_is_no_proof(before: str, after: str):
    text = str(proof()._replace(extra=b""))
    assert before in text
    with pytest.raises(BadNote):
        proofs.read(text.replace(before, after, 1))


def test_a_proof_has_no_more_hashes_than_a_log_can_need():
    made = proof()
    assert len(proofs.read(str(made._replace(path=(bytes(32),) * 63))).path) == 63
    with pytest.raises(BadNote):
        proofs.read(str(made._replace(path=(bytes(32),) * 64)))
    with pytest.raises(BadNote):
        proofs.read(str(made._replace(path=(bytes(31),))))
