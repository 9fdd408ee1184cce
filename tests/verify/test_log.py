"""The auditor's program reads the transparency log itself, from a folder or its address, and names
what head office or a hall did."""

import datetime
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.records.ledger import identity
from kiosk.records.transparency import checkpoints
from kiosk.rules.transparency import notes
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import CardGiven, Standing
from tests.cast import HERE, NOON, WANG, Machine, plant
from tests.log.cast import served
from tests.records.receipts.cast import give, rewrite
from tests.records.transparency.cast import entries, taken_in
from tests.records.transparency.test_checkpoints import cosigned, state
from tests.verify.cast import auditors_day, checked, forged, laid_out, published
from verify import verify

Said = pytest.CaptureFixture[str]
DAY_MS = 86_400_000
CARDS = [
    facts.encode(
        CardGiven(
            event_id=f"{number:032x}", branch=HERE, day=datetime.date(2026, 11, 21), at=NOON,
            clock=Standing("b", 1), mark="polite", clerk=WANG, giver="customer", entry="screen",
        )
    )
    for number in range(1_000, 1_290)
]  # fmt: skip
"""So many that leaves are in more than one bundle."""


@pytest.fixture
def folder(office: Machine, hall: Machine, tmp_path: Path) -> Path:
    """A copy of the log, with five cards in it."""
    for number in range(1, 6):
        give(hall, number, f"第{number}张")
    return published(office, tmp_path / "log", hall)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The auditor's day is that of the halls."""
    auditors_day(monkeypatch, datetime.date(2026, 11, 21))


def keep(folder: Path, tmp_path: Path) -> str:
    """A checkpoint that the auditor keeps."""
    kept = tmp_path / "kept"
    kept.write_bytes((folder / "checkpoint").read_bytes())
    return str(kept)


def test_an_honest_log_that_grew_is_as_it_was_written(
    office: Machine, hall: Machine, folder: Path, tmp_path: Path
):  # fmt: skip
    kept, receipt = keep(folder, tmp_path), give(hall, 6)
    plant(hall.db, identity.me(hall.db).chain, CARDS)
    published(office, folder, hall)
    assert state(office).size > 256
    hall.db.backup(tmp_path / "hall.db")
    asked = ["--earlier", kept, "--receipt", receipt.letters, "--database"]
    assert checked(office, folder, *asked, str(tmp_path / "hall.db")) == 0
    if not office.config.postgresql:
        office.db.backup(tmp_path / "office.db")
        assert checked(office, folder, *asked, str(tmp_path / "office.db")) == 0


def test_an_entry_of_the_log_that_was_exchanged(
    office: Machine, folder: Path, capsys: Said, tmp_path: Path
):
    kept, there = keep(folder, tmp_path), entries(office)
    other = [*there[:-2], there[-1], there[-2]]
    laid_out(folder, other, cosigned(forged(office, there)))
    assert checked(office, folder) == 1
    assert "链头是伪造的 / forged head" in capsys.readouterr().out, "the root is of other entries"
    laid_out(folder, other, cosigned(forged(office, other)))
    assert checked(office, folder) == 0, "by itself it shows nothing"
    assert checked(office, folder, "--earlier", kept) == 1
    assert "split view" in capsys.readouterr().out


def test_what_a_witness_saw_and_what_is_served_differ(
    office: Machine, folder: Path, capsys: Said, tmp_path: Path
):
    there = entries(office)
    seen = tmp_path / "at-the-witness"
    seen.write_text(str(cosigned(forged(office, [*there[:3], b"\1" + bytes(59), *there[3:]]))))
    more = [*there, *(b"\1" + bytes([n]) * 59 for n in range(1, 4))]
    laid_out(folder, more, cosigned(forged(office, more)))
    assert checked(office, folder, "--earlier", str(seen)) == 1
    assert "split view" in capsys.readouterr().out
    laid_out(folder, there[:4], cosigned(forged(office, there[:4])))
    another = tmp_path / "another"
    another.write_text(str(cosigned(forged(office, [*there[:-1], b"\1" + bytes(59)], len(there)))))
    seen.write_text(str(cosigned(forged(office, there))))
    assert checked(office, folder, "--earlier", str(seen), "--earlier", str(another)) == 1
    assert "split view" in capsys.readouterr().out, "two that are both ahead of what is served"


def test_a_log_that_became_shorter(office: Machine, folder: Path, capsys: Said, tmp_path: Path):
    kept, there = keep(folder, tmp_path), entries(office)
    laid_out(folder, there[:-1], cosigned(forged(office, there[:-1])))
    assert checked(office, folder, "--earlier", kept) == 1
    assert "账本被退回到以前 / rollback" in capsys.readouterr().out


def test_a_proof_that_was_kept_is_an_earlier_checkpoint(
    office: Machine, hall: Machine, folder: Path, capsys: Said, tmp_path: Path
):
    from kiosk.records.transparency import proving

    checkpoints.publish(office.db, notes.read((folder / "checkpoint").read_text()), [], 0, 5)
    proof, there = tmp_path / "proof", entries(office)
    proof.write_text(str(proving.of_entry(office.db, hall.keys.fingerprint, 1, 2)))
    assert checked(office, folder, "--earlier", str(proof)) == 0
    laid_out(folder, there[:-1], cosigned(forged(office, there[:-1])))
    assert checked(office, folder, "--earlier", str(proof)) == 1
    assert "rollback" in capsys.readouterr().out


def test_a_checkpoint_that_the_log_or_its_witness_has_not_signed(
    office: Machine, folder: Path, capsys: Said, tmp_path: Path
):
    kept, note = keep(folder, tmp_path), notes.read((folder / "checkpoint").read_text())
    ours, witness = note.signatures
    for signatures in ((ours,), (witness,), (ours, witness._replace(signature=bytes(72)))):
        (folder / "checkpoint").write_text(str(note._replace(signatures=signatures)))
        assert checked(office, folder) == 1
        assert "链头是伪造的 / forged head" in capsys.readouterr().out
    (folder / "checkpoint").write_text(str(note))
    Path(kept).write_text(str(note._replace(signatures=(witness,))))
    assert checked(office, folder, "--earlier", kept) == 1
    assert "not signed by the log" in capsys.readouterr().out


def test_a_receipt_whose_entry_is_not_there_in_time(
    office: Machine, hall: Machine, folder: Path, capsys: Said
):
    hall.time.pass_by(-5 * DAY_MS)
    old = give(hall, 7).letters
    hall.time.pass_by(5 * DAY_MS)
    new = give(hall, 8).letters
    assert checked(office, folder, "--receipt", new) == 0
    assert "尚未到期" in capsys.readouterr().out
    assert checked(office, folder, "--receipt", old) == 1
    assert "没有按期收到记录 / promise not kept" in capsys.readouterr().out
    assert checked(office, folder, "--receipt", old, "--days", "5") == 0, "that hall's own term"
    published(office, folder, hall)
    assert checked(office, folder, "--receipt", old, "--receipt", new) == 0


def test_a_receipt_of_what_the_hall_then_rewrote(
    office: Machine, hall: Machine, folder: Path, capsys: Said
):
    receipt = give(hall, 7, "第7张")
    of = identity.me(hall.db).chain
    rewrite(hall.db, of.station, receipt.named.seq, "第7".encode(), "第8".encode())
    published(office, folder, hall)
    assert checked(office, folder, "--receipt", receipt.letters) == 1
    assert "记录事后被改写 / rewritten" in capsys.readouterr().out
    forgery = receipt._replace(signature=bytes(64)).letters
    assert checked(office, folder, "--receipt", forgery) == 1
    assert "forged receipt" in capsys.readouterr().out


CHAIN = "station <> 'office' AND epoch = 1"
COPIES = {
    "rewritten": f"UPDATE ledger SET hash = zeroblob(32) WHERE seq = 3 AND {CHAIN}",
    "deleted": f"DELETE FROM ledger WHERE seq = 3 AND {CHAIN}",
    "rollback": f"DELETE FROM ledger WHERE seq >= 4 AND {CHAIN}",
    "swapped station": "UPDATE identity SET branch = 'sb02'",
}


def test_a_copy_of_a_station_that_differs_from_the_log(
    office: Machine, hall: Machine, folder: Path, tmp_path: Path, capsys: Said
):
    for number, (name, statement) in enumerate(COPIES.items()):
        copy = tmp_path / f"{number}.db"
        hall.db.backup(copy)
        db = sqlite3.connect(copy)
        db.execute(statement)
        db.commit()
        db.close()
        assert checked(office, folder, "--database", str(copy)) == 1
        assert verify.NAMES[name][1] in capsys.readouterr().out


@pytest.mark.sqlite
def test_a_chain_that_head_office_lost(office: Machine, folder: Path, tmp_path: Path, capsys: Said):
    office.db.backup(tmp_path / "copy.db")
    db = sqlite3.connect(tmp_path / "copy.db")
    for table in ("ledger", "chain"):
        db.execute(f"DELETE FROM {table} WHERE {CHAIN}")
    db.commit()
    db.close()
    assert checked(office, folder, "--database", str(tmp_path / "copy.db")) == 1
    assert "rollback" in capsys.readouterr().out


def test_what_cannot_be_checked_is_said(office: Machine, folder: Path, tmp_path: Path):
    (tmp_path / "other").write_text(
        (folder / "checkpoint").read_text().replace(state(office).origin, "another.log", 1)
    )
    assert checked(office, folder, "--earlier", str(tmp_path / "other")) == 2
    assert checked(office, tmp_path / "nowhere") == 2
    assert verify.main(["log", str(folder), "--log-key", "no key"]) == 2
    bundle = next((folder / "tile/entries").rglob("*/*"))
    bundle.write_bytes(bundle.read_bytes()[:-1])
    assert checked(office, folder) == 2


@pytest.fixture
def address(office: Machine) -> Iterator[str]:
    """Where head office serves its log, on this machine."""
    with served(office) as there:
        yield there


@pytest.mark.sqlite
def test_the_log_is_read_at_its_address_and_copied_for_the_next_time(
    office: Machine, folder: Path, address: str, tmp_path: Path, hall: Machine
):
    checkpoints.publish(office.db, notes.read((folder / "checkpoint").read_text()), [], 0, 5)
    copy = tmp_path / "copy"
    assert checked(office, address, "--copy", str(copy)) == 0
    assert checked(office, copy, "--earlier", str(copy / "checkpoint")) == 0
    assert checked(office, f"{address}/nothing") == 2
    give(hall, 9)
    taken_in(office, hall)
    assert checked(office, address, "--earlier", str(copy / "checkpoint")) == 0, "it grew meanwhile"
