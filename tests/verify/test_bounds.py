"""What the auditor's program reads was made by those whom it checks. It asks for no more hashing
than its size is worth, and what it says can't be read as the program's own words."""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.records.ledger import identity
from kiosk.rules.transparency import leaves
from tests.cast import HERE, Machine
from tests.hostile.attacks import replaced
from tests.records.receipts.cast import give
from tests.records.transparency.cast import entries
from tests.records.transparency.test_checkpoints import cosigned
from tests.verify.cast import checked, forged, laid_out, published
from verify import verify

Said = pytest.CaptureFixture[str]
GIVEN, LEAVES = 40, 1_000


@contextlib.contextmanager
def counted() -> Iterator[list[int]]:
    """How often the program hashes, as the one number of a list."""
    calls = [0]

    def sha256(data: bytes = b"") -> "hashlib._Hash":
        calls[0] += 1
        return hashlib.sha256(data)

    with replaced((verify, "sha256", sha256)):
        yield calls


@pytest.fixture
def folder(office: Machine, hall: Machine, tmp_path: Path) -> Path:
    """A log with forty cards, in which head office has put a thousand leaves of all of them."""
    for number in range(GIVEN):
        give(hall, number)
    published(office, tmp_path / "log", hall, batches=True)
    hall.db.backup(tmp_path / "copy.db")
    leaf = leaves.batch(leaves.of_station(hall.keys.fingerprint), 1, 1, [bytes(32)] * GIVEN)
    more = [leaf[:37] + n.to_bytes(32, "big") for n in range(LEAVES)]
    there = [*entries(office), *more]
    return laid_out(tmp_path / "log", there, cosigned(forged(office, there)))


def test_leaves_without_end_of_the_same_entries_are_not_hashed(
    office: Machine, folder: Path, tmp_path: Path, capsys: Said
):
    copy = ["--database", str(tmp_path / "copy.db")]
    with counted() as alone:
        assert checked(office, folder) == 0
    with counted() as compared:
        assert checked(office, folder, *copy) == 2
    assert "is in too many leaves" in capsys.readouterr().err
    assert compared[0] - alone[0] < 2 * 8 * GIVEN
    with replaced((verify, "MOST_LEAVES", LEAVES + 1)), counted() as unbounded:
        checked(office, folder, *copy)
    assert unbounded[0] - alone[0] > LEAVES * GIVEN, "this is what bounds it"


def test_a_receipt_of_such_an_entry_cannot_be_checked(
    office: Machine, hall: Machine, folder: Path, tmp_path: Path
):
    receipt = ["--receipt", give(hall, GIVEN).letters]
    hall.db.backup(tmp_path / "copy.db")
    with counted() as calls:
        assert checked(office, folder, *receipt, "--database", str(tmp_path / "copy.db")) == 2
    assert calls[0] < 4 * LEAVES


def test_an_entry_can_be_in_as_many_leaves_as_a_witness_reads():
    chain = b"\1" + bytes(15)
    found = [verify.Run(chain, 1, n, n + 7, bytes([n]) * 32) for n in range(1, 30)]
    made = [b"\x14" + chain + bytes([0, 0, 0, 1]) + one.first.to_bytes(8, "big")
            + one.last.to_bytes(8, "big") + one.root for one in found]  # fmt: skip
    assert verify.Log(iter(made), set()).runs(chain, 1) == found
    one_more = made[3][:37] + bytes(32)
    with pytest.raises(ValueError, match="too many leaves"):
        verify.Log(iter([*made, one_more]), set()).runs(chain, 1)


def test_chains_without_end_that_begin_with_anothers_entry(
    hall: Machine, tmp_path: Path, capsys: Said
):
    give(hall, 1)
    of = identity.me(hall.db).chain
    hall.db.backup(tmp_path / "copy.db")
    db = sqlite3.connect(tmp_path / "copy.db")
    columns = [row[1] for row in db.execute("PRAGMA table_info(ledger)") if row[1] != "station"]
    chosen = ", ".join(columns)
    for number in range(50):
        name = f"{number:024}"
        db.execute("INSERT INTO chain SELECT branch, ?, epoch, common, seq, head FROM chain"
                   " WHERE station = ?", (name, of.station))  # fmt: skip
        db.execute(f"INSERT INTO ledger (station, {chosen}) SELECT ?, {chosen} FROM ledger"
                   " WHERE station = ?", (name, of.station))  # fmt: skip
    db.commit()
    db.close()
    with counted() as all_tried:
        assert verify.main(["database", str(tmp_path / "copy.db")]) == 1
    assert "can't check" not in capsys.readouterr().err
    with replaced((verify, "MOST_TRIES", 200)), counted() as few_tried:
        assert verify.main(["database", str(tmp_path / "copy.db")]) == 1
    said = capsys.readouterr()
    assert said.out.count("swapped station") == 3 and "too many chains" in said.err
    assert few_tried[0] < 2 * 200 < all_tried[0]


def test_a_table_that_is_computed_is_no_database(hall: Machine, tmp_path: Path):
    """A view could have rows without end."""
    hall.db.backup(tmp_path / "copy.db")
    db = sqlite3.connect(tmp_path / "copy.db")
    db.executescript(
        "ALTER TABLE ledger RENAME TO kept;"
        "CREATE VIEW ledger AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
        " SELECT kept.* FROM kept, n"
    )
    db.close()
    assert verify.main(["database", str(tmp_path / "copy.db")]) == 2


def test_what_is_checked_can_write_no_line_of_the_programs(capsys: Said):
    for text in ("x\n✓ 未发现改动", "\x1b[2K", "\ud800", "\u202e"):
        said = str(verify.Finding("edited", text, 1, text))
        assert "\n" not in said and said.isprintable()
        assert verify.main(["receipt", text, "--database", text]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert HERE in str(verify.Finding("edited", HERE, 1))
