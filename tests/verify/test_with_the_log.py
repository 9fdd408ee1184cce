"""The walk of an auditor who takes a receipt and head office's proof file home, or a copy of the
station's database."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.records.ledger import identity
from kiosk.records.transparency import log, proving
from tests.cast import THERE, Machine
from tests.records.receipts.cast import give
from tests.records.transparency.cast import taken_in, written
from tests.records.transparency.test_checkpoints import WITNESS, state
from tests.records.transparency.test_proving import publish
from tests.verify.cast import checked, published
from verify import verify


def test_head_offices_proof_of_a_receipts_entry_holds(
    hall: Machine, office: Machine, tmp_path: Path
):
    receipts = [give(hall, number) for number in range(1, 8)]
    taken_in(office, hall)
    publish(office, witnessed=True)
    keys = [str(log.verifier(office.keys, state(office).origin)), "--witness", str(WITNESS)]
    named = receipts[4].named
    file = tmp_path / "proof.txt"
    file.write_text(str(proving.of_entry(office.db, named.station, named.epoch, named.seq)))
    for receipt, status in ((receipts[4], 0), (receipts[3], 1)):
        asked = ["proof", str(file), "--receipt", receipt.letters, "--log-key", *keys]
        assert verify.main(asked) == status


def test_a_forged_receipt_is_not_looked_for_in_the_log(
    hall: Machine, office: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    give(hall, 1)
    folder = published(office, tmp_path / "log", hall)
    forged = give(hall, 2)._replace(signature=bytes(64))
    assert checked(office, folder, "--receipt", forged.letters) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert "forged receipt" in line


def test_entries_of_the_log_are_kept_under_the_branch_of_their_station(
    hall: Machine, office: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for number in range(1, 4):
        give(hall, number)
    folder = published(office, tmp_path / "log", hall)
    hall.db.backup(tmp_path / "copy.db")
    copy = ["--database", str(tmp_path / "copy.db")]
    assert checked(office, folder, *copy) == 0
    capsys.readouterr()
    db = sqlite3.connect(tmp_path / "copy.db")
    for table in ("ledger", "chain"):
        station = identity.me(hall.db).station
        db.execute(f"UPDATE {table} SET branch = 'sb02' WHERE station = ?", (station,))
    db.commit()
    db.close()
    assert checked(office, folder, *copy) == 1
    assert "rollback" in capsys.readouterr().out


def test_a_stations_copy_need_not_have_what_other_halls_wrote(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine], tmp_path: Path
):
    second = another_hall("second", THERE)
    for one in (hall, second):
        written(one, identity.me(one.db).chain)
    folder = published(office, tmp_path / "log", hall, second)
    for one in (hall, second):
        one.db.backup(tmp_path / f"{id(one)}.db")
        assert checked(office, folder, "--database", str(tmp_path / f"{id(one)}.db")) == 0


def test_words_that_were_changed_under_their_old_hash_are_found_by_log_and_receipt(
    hall: Machine, office: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    receipts = [give(hall, number) for number in range(1, 4)]
    folder = published(office, tmp_path / "log", hall)
    hall.db.backup(tmp_path / "copy.db")
    keys = tmp_path / "keys.txt"
    keys.write_text(hall.keys.public.hex())
    copy = ["--database", str(tmp_path / "copy.db")]
    looked_up = [["receipt", one.letters, *copy, "--keys", str(keys)] for one in receipts]
    assert checked(office, folder, *copy) == 0
    assert [verify.main(one) for one in looked_up] == [0, 0, 0]
    seq = receipts[1].named.seq
    with contextlib.closing(sqlite3.connect(tmp_path / "copy.db")) as db, db:
        said = "CAST(replace(CAST(body AS TEXT), 'card', 'cArd') AS BLOB)"
        db.execute(f"UPDATE ledger SET body = {said} WHERE seq = ?", (seq,))
    capsys.readouterr()
    assert checked(office, folder, *copy) == 1
    assert [verify.main(one) for one in looked_up] == [0, 1, 0]
    found = [line for line in capsys.readouterr().out.splitlines() if "rewritten" in line]
    assert len(found) == 2 and all(f"#{seq}" in line for line in found)
