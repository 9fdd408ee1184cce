"""One leaf for what came of a chain together: each entry is under exactly one leaf, is proved by
it, and is compared with the ledger."""

import pytest

from kiosk.ground.keys import signed_by
from kiosk.records.exchange import epochs
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.transparency import batches, checking, log, proving, renewing, sequencing
from kiosk.rules.transparency import leaves, merkle, proofs
from kiosk.rules.transparency.leaves import Batch
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine
from tests.records.transparency.cast import begun, entries, given, logged, taken_in
from tests.records.transparency.test_checkpoints import state
from tests.records.transparency.test_proving import publish
from tests.records.transparency.test_sequencing import of
from tests.records.upkeep.archives.cast import moved, rate
from tests.sync.cast import tap

pytestmark = pytest.mark.both


def in_batches(office: Machine, *halls: Machine) -> int:
    """What the halls have goes up, and into the log; how many leaves that is."""
    return taken_in(office, *halls, batches=True)


def read_batches(office: Machine, hall: Machine) -> list[Batch]:
    chain = leaves.of_station(hall.keys.fingerprint)
    found = (leaves.read_batch(leaf) for leaf in entries(office))
    return [one for one in found if one is not None and one.chain == chain]


def proved(office: Machine, hall: Machine, seq: int) -> bool:
    """Whether the proof file of an entry leads from its hash to a signed root."""
    link = ledger.hash_at(office.db, of(hall), seq)
    assert link is not None
    proof = proofs.read(str(proving.of_entry(office.db, hall.keys.fingerprint, 1, seq)))
    leaf, way = proof.extra[:69], proof.extra[69:]
    batch = leaves.read_batch(leaf)
    assert batch is not None
    path = [way[n : n + 32] for n in range(0, len(way), 32)]
    own = merkle.leaf_hash(leaves.entry(batch.chain, 1, seq, link))
    within = merkle.includes(seq - batch.first, batch.last - batch.first + 1, own, path, batch.root)
    key = log.verifier(office.keys, state(office).origin)
    return within and proofs.proves(proof, leaf, key, signed_by)


def test_each_entry_is_under_one_leaf_and_proved_by_it(office: Machine, hall: Machine):
    for number in (5, 1, 3):
        given(hall, number)
        in_batches(office, hall)
    publish(office, witnessed=True)
    last = ledger.chain(office.db, of(hall)).seq
    found = read_batches(office, hall)
    covered = [seq for one in found for seq in range(one.first, one.last + 1)]
    assert covered == list(range(1, last + 1)) and len(found) == 3
    assert all(proved(office, hall, seq) for seq in covered)
    assert list(checking.findings(office.db, 0, 60)) == []
    with pytest.raises(Refusal, match="not_logged"):
        proving.of_entry(office.db, hall.keys.fingerprint, 1, last + 1)


def test_a_log_can_change_between_entries_and_batches(office: Machine, hall: Machine):
    given(hall, 3)
    taken_in(office, hall)
    given(hall, 4)
    assert in_batches(office, hall) == 1
    given(hall, 2)
    assert taken_in(office, hall) == 2
    (batch,) = read_batches(office, hall)
    chain, last = leaves.of_station(hall.keys.fingerprint), ledger.chain(office.db, of(hall)).seq
    single = [one.seq for one in logged(office) if one.chain == chain]
    assert sorted([*single, *range(batch.first, batch.last + 1)]) == list(range(1, last + 1))
    assert batch.last - batch.first == 3
    for seq in range(1, last + 1):
        leaf = sequencing.leaf_of(office.db, of(hall), seq)
        assert leaf is not None
        said = log.entry(office.db, leaf)
        entry, whole = leaves.read_entry(said), leaves.read_batch(said)
        assert whole == batch if entry is None else entry.seq == seq
    assert list(checking.findings(office.db, 0, 60)) == []


def test_a_long_history_is_several_leaves(
    office: Machine, hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    given(hall, 11)
    monkeypatch.setattr(leaves, "MOST_IN_BATCH", 4)
    monkeypatch.setattr(sequencing, "AT_ONCE", 7)
    in_batches(office, hall)
    last = ledger.chain(office.db, of(hall)).seq
    found = read_batches(office, hall)
    assert [seq for one in found for seq in range(one.first, one.last + 1)] == list(
        range(1, last + 1)
    )
    assert max(one.last - one.first for one in found) == 3


def test_a_rewritten_and_a_lost_entry_of_a_batch_are_named(office: Machine, hall: Machine):
    given(hall, 4)
    in_batches(office, hall)
    publish(office, witnessed=False)
    row = (Ledger.station == of(hall).station) & (Ledger.seq == 3)
    kept = ledger.hash_at(office.db, of(hall), 3)
    for change in (Ledger.update(hash=bytes(32)), Ledger.delete()):
        office.db.run(change.where(row))
        (finding,) = checking.findings(office.db, 0, 60)
        assert finding.says == "the log has another entry than the ledger"
        assert finding.seq == read_batches(office, hall)[0].first and finding.chain == of(hall)
        office.db.run(Ledger.update(hash=kept).where(row))
    with pytest.raises(Refusal, match="not_logged"):
        proving.of_entry(office.db, hall.keys.fingerprint, 1, 1)


def test_a_leaf_is_found_by_its_whole_key(
    office: Machine, hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    """A busy branch has some 70,000 runs a year, and everyone can ask for a proof."""
    given(hall, 3)
    in_batches(office, hall)
    asked, first = [], office.db.first
    monkeypatch.setattr(office.db, "first", lambda query: asked.append(query) or first(query))
    leaf = sequencing.leaf_of(office.db, of(hall), 1)
    assert leaf is not None and batches.links(office.db, of(hall).branch, leaf)
    text, _ = asked[-1].sql()
    assert all(f'"{name}" =' in text for name in ("station", "epoch", "first", "leaf"))


def test_a_chain_that_was_set_aside_keeps_its_batch(office: Machine, hall: Machine):
    given(hall, 3)
    in_batches(office, hall)
    leaf = sequencing.leaf_of(office.db, of(hall), 1)
    assert leaf is not None
    before = batches.links(office.db, of(hall).branch, leaf)
    with office.db.writing():
        aside = epochs.set_aside(office.db, of(hall))
    assert sequencing.take_in(office.db, batches=True) == 0
    assert sequencing.leaf_of(office.db, aside, 1) == leaf
    assert batches.links(office.db, of(hall).branch, leaf) == before != []


def test_a_new_log_has_batches_whose_rows_are_in_archive_files(office: Machine, hall: Machine):
    for number in (1, 3, 5):
        tap(hall, number)
        rate(hall, number + 1, "1")  # which stays, since no one has looked at it
    in_batches(office, hall)
    moved(office)
    assert list(checking.findings(office.db, 0, 60)) == []
    renewing.forget(office.db)
    begun(office)
    sequencing.take_in(office.db, batches=True)
    publish(office, witnessed=True)
    last = ledger.chain(office.db, of(hall)).seq
    assert all(proved(office, hall, seq) for seq in range(1, last + 1))
    assert list(checking.findings(office.db, 0, 60)) == []
