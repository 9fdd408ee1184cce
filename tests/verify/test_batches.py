"""The auditor's program reads a log in which what came of a chain together is one leaf."""

import base64
import sqlite3
from pathlib import Path

import pytest

from kiosk.records.ledger import identity
from kiosk.records.transparency import proving
from kiosk.rules.transparency import leaves
from tests.cast import Machine
from tests.hostile.attacks import replaced
from tests.records.receipts.cast import give, rewrite
from tests.records.transparency.cast import entries, taken_in
from tests.records.transparency.test_checkpoints import WITNESS, cosigned
from tests.records.transparency.test_proving import publish
from tests.verify.cast import checked, forged, key_of, laid_out, published
from verify import verify

Said = pytest.CaptureFixture[str]
pytestmark = pytest.mark.sqlite


@pytest.fixture
def folder(office: Machine, hall: Machine, tmp_path: Path) -> Path:
    """A copy of a log with two batches of cards, 1 to 4 and 5 to 7."""
    for number in range(1, 5):
        give(hall, number, f"第{number}张")
    taken_in(office, hall, batches=True)
    for number in range(5, 8):
        give(hall, number, f"第{number}张")
    return published(office, tmp_path / "log", hall, batches=True)


def copy_of(machine: Machine, file: Path, statement: str = "SELECT 1") -> str:
    """A copy of a database in which something was done."""
    machine.db.backup(file)
    db = sqlite3.connect(file)
    db.execute(statement)
    db.commit()
    db.close()
    return str(file)


def test_batches_are_compared_with_the_databases(
    office: Machine, hall: Machine, folder: Path, tmp_path: Path
):
    runs = [one for leaf in entries(office) if (one := verify.read_run(leaf))]
    assert (1, 4) in {(one.first, one.last) for one in runs}
    for machine in (office, hall):
        copy = copy_of(machine, tmp_path / f"{id(machine)}.db")
        assert checked(office, folder, "--database", copy) == 0


OWN = "station <> 'office' AND epoch = 1"
COPIES = {
    "rewritten: ": f"UPDATE ledger SET hash = zeroblob(32) WHERE seq = 3 AND {OWN}",
    "deleted: ": f"DELETE FROM ledger WHERE seq = 3 AND {OWN}",
    "rollback: ": f"DELETE FROM ledger WHERE seq >= 6 AND {OWN}",
}


def test_a_copy_that_differs_from_a_batch(
    office: Machine, hall: Machine, folder: Path, tmp_path: Path, capsys: Said
):
    for number, (name, statement) in enumerate(COPIES.items()):
        copy = copy_of(hall, tmp_path / f"{number}.db", statement)
        assert checked(office, folder, "--database", copy) == 1
        said = capsys.readouterr().out
        assert name in said, statement
        batch = "5…7" if name.startswith("rollback") else "1…4"
        assert f"in the log with {batch} as one leaf" in said
        with replaced((verify, "is_above", lambda *_: True)):
            assert checked(office, folder, "--database", copy) == 0, "this is what finds it"


def test_a_receipt_within_a_batch_needs_its_proof_or_a_database(
    office: Machine, hall: Machine, folder: Path, tmp_path: Path, capsys: Said
):
    receipt = give(hall, 8)
    give(hall, 9)
    published(office, folder, hall, batches=True)
    asked = ["--receipt", receipt.letters]
    assert checked(office, folder, *asked) == 2
    assert "needs its proof file or a database" in capsys.readouterr().out
    copy = copy_of(office, tmp_path / "office.db")
    assert checked(office, folder, *asked, "--database", copy) == 0
    publish(office, witnessed=True)
    proof = tmp_path / "proof"
    named = receipt.named
    proof.write_text(str(proving.of_entry(office.db, named.station, named.epoch, named.seq)))
    keys = ["--log-key", key_of(office), "--witness", str(WITNESS)]
    assert verify.main(["proof", str(proof), *asked, *keys]) == 0


def test_a_proof_of_a_batch_that_was_changed(
    office: Machine, hall: Machine, folder: Path, tmp_path: Path, capsys: Said
):
    receipts = [give(hall, number) for number in range(8, 12)]
    published(office, folder, hall, batches=True)
    publish(office, witnessed=True)
    named = receipts[1].named
    proof = proving.of_entry(office.db, named.station, named.epoch, named.seq)
    leaf, path = proof.extra[:69], proof.extra[69:]
    other_chain = leaf[:2] + bytes(15) + leaf[17:]
    for extra, receipt in [
        (proof.extra, receipts[0]),
        (leaf + path[:-32], receipts[1]),
        (leaf + path[32:] + path[:32], receipts[1]),
        (other_chain + path, receipts[1]),
        (leaf[:-1] + b"?" + path, receipts[1]),
        (b"", receipts[1]),
    ]:
        (tmp_path / "proof").write_text(str(proof._replace(extra=extra)))
        asked = ["proof", str(tmp_path / "proof"), "--receipt", receipt.letters]
        assert verify.main([*asked, "--log-key", key_of(office)]) == 1
        assert "forged proof" in capsys.readouterr().out
    with replaced((verify, "in_batch", lambda *_: True)):
        (tmp_path / "proof").write_text(str(proof))
        asked = ["proof", str(tmp_path / "proof"), "--receipt", receipts[0].letters]
        assert verify.main([*asked, "--log-key", key_of(office)]) == 0, "this is what finds it"
    text = str(proof).replace("extra ", "extra " + base64.b64encode(b"x").decode())
    (tmp_path / "proof").write_text(text)
    assert verify.main([*asked, "--log-key", key_of(office)]) == 2


def test_a_batch_that_holds_an_entry_under_another_chains_name_is_no_proof_of_it(hall: Machine):
    receipt = verify.read_receipt(give(hall, 1).letters)
    root = verify.leaf_hash(receipt.leaf)
    batch = verify.Run(receipt.leaf[:16], receipt.epoch, receipt.seq, receipt.seq, root)
    assert verify.in_batch(receipt, batch, b"")
    for other in (
        batch._replace(chain=b"\1" + bytes(15)),
        batch._replace(chain=b"\3" + batch.chain[1:]),
        batch._replace(epoch=batch.epoch + 1),
        batch._replace(first=batch.first + 1, last=batch.last + 1),
    ):
        assert not verify.in_batch(receipt, other, b"")


def test_a_leaf_is_of_hashes_of_their_length_only():
    chain, hash = b"\1" + bytes(15), b"h" * 32
    run = verify.Run(chain, 1, 7, 7, verify.leaf_hash(verify.entry_leaf(chain, 1, 7, hash)))
    assert verify.is_above(run, {7: hash})
    assert not verify.is_above(run, {7: hash + b"x"}) and not verify.is_above(run, {7: hash[:-1]})


def test_a_receipt_of_what_the_hall_then_rewrote_within_a_batch(
    office: Machine, hall: Machine, folder: Path, tmp_path: Path, capsys: Said
):
    receipt = give(hall, 8, "第8张")
    of = identity.me(hall.db).chain
    rewrite(hall.db, of.station, receipt.named.seq, "第8".encode(), "第9".encode())
    give(hall, 9)
    published(office, folder, hall, batches=True)
    copy = copy_of(hall, tmp_path / "hall.db")
    assert checked(office, folder, "--receipt", receipt.letters, "--database", copy) == 1
    assert "rewritten" in capsys.readouterr().out


def test_leaves_of_a_later_program_are_counted_and_the_rest_is_checked(
    office: Machine, folder: Path, capsys: Said
):
    too_many = leaves.batch(leaves.of_station("a" * 24), 1, 1, [bytes(32)] * 1_025)
    more = [*entries(office), b"\x63" + bytes(9), b"\x63" + bytes(9), b"", too_many]
    laid_out(folder, more, cosigned(forged(office, more)))
    assert checked(office, folder) == 0
    said = capsys.readouterr().out
    assert "leaves that this program does not know: type 99 — 2 of 10 bytes" in said
    assert "type 20 — 1 of 69 bytes" in said and "type 0 — 1 of 0 bytes" in said


def test_one_batch_proves_one_entry_of_a_number():
    """A path that goes on beyond the root would let head office prove two entries by one leaf."""
    first, other = (
        verify.entry_leaf(b"\1" + bytes(15), 1, 7, bytes([mark]) * 32) for mark in (1, 2)
    )
    beside = verify.node_hash(verify.leaf_hash(other), bytes(32))
    root = verify.node_hash(verify.leaf_hash(first), beside)
    assert verify.climbed(0, 2, first, [beside]) == root
    assert verify.climbed(0, 2, other, [bytes(32), verify.leaf_hash(first)]) != root
    assert verify.climbed(0, 1, other, [bytes(32), verify.leaf_hash(first)]) != root


def test_a_batch_whose_root_is_the_leaf_of_one_entry_proves_nothing(
    office: Machine, hall: Machine, folder: Path, capsys: Said
):
    receipt = give(hall, 8)
    named = receipt.named
    chain = leaves.of_station(named.station)
    leaf = leaves.entry(chain, named.epoch, named.seq, named.hash)
    bad = leaves.batch(chain, named.epoch, named.seq - 1, [bytes(32), named.hash])
    there = [*entries(office), bad[:37] + verify.leaf_hash(leaf)]
    laid_out(folder, there, cosigned(forged(office, there)))
    assert checked(office, folder, "--receipt", receipt.letters) == 2
    assert "needs its proof file" in capsys.readouterr().out
