"""The proof file of an entry: under a checkpoint that enough witnesses have signed, if it can."""

import pytest

from kiosk.ground.keys import signed_by
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.transparency import checkpoints, log, proving, sequencing
from kiosk.rules.transparency import leaves, notes, proofs
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, Machine
from tests.records.transparency.cast import given, taken_in
from tests.records.transparency.test_checkpoints import WITNESS, cosigned, state


def publish(office: Machine, *, witnessed: bool) -> int:
    note = checkpoints.sign(office.keys, state(office))
    note = cosigned(note) if witnessed else note
    checkpoints.publish(office.db, note, [WITNESS], 1, 5)
    return state(office).size


def test_an_entry_is_proved_under_the_newest_witnessed_checkpoint_that_has_it(
    office: Machine, hall: Machine
):
    given(hall, 3)
    taken_in(office, hall)
    first = publish(office, witnessed=True)
    station, of = hall.keys.fingerprint, ChainId(HERE, hall.keys.fingerprint, 1)
    old = ledger.chain(office.db, of).seq
    given(hall)
    taken_in(office, hall)
    newest = publish(office, witnessed=False)
    key = log.verifier(office.keys, state(office).origin)
    for seq, size in ((1, first), (old, first), (old + 1, newest)):
        proof = proofs.read(str(proving.of_entry(office.db, station, 1, seq)))
        link = ledger.hash_at(office.db, of, seq)
        assert link is not None
        leaf = leaves.entry(leaves.of_station(station), 1, seq, link)
        assert proof.extra == leaf and proofs.proves(proof, leaf, key, signed_by)
        assert notes.read_checkpoint(proof.checkpoint.text).size == size
        there = proofs.witnesses(proof.checkpoint, [WITNESS], signed_by)
        assert list(there) == ([WITNESS.name] if size == first else [])


def test_what_is_not_under_a_checkpoint_is_not_proved(office: Machine, hall: Machine):
    given(hall)
    taken_in(office, hall)
    station = hall.keys.fingerprint
    for place in ((station, 1, 1), (station, 1, 99), (station, 2, 1), ("a" * 24, 1, 1), ("", 1, 1)):
        with pytest.raises(Refusal, match="not_logged"):
            proving.of_entry(office.db, *place)
    publish(office, witnessed=True)
    assert proving.of_entry(office.db, station, 1, 1).path
    assert sequencing.take_in(office.db) == 0
