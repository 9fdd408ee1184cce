"""The auditor's program knows nothing of this one's code: it finds each kind of tampering in a copy
of the database, and calls it by its name."""

import base64
import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.ground.keys import Keys
from kiosk.records.ledger import identity, ledger
from tests.cast import HERE, Machine, sync_round
from tests.records.receipts.cast import give, rewrite
from verify import verify

NUMBER = 6
Tamper = Callable[[sqlite3.Connection], None]


def said(copy: Path, *options: str) -> list[str]:
    """The names of what is found in a copy."""
    asked = verify.read_keys(None)
    return [one.name for one in verify.check_database(verify.Copy(copy), options, asked)]


@pytest.fixture
def copy(hall: Machine, office: Machine, tmp_path: Path) -> Path:
    """A station's database with six entries, of which the office holds three."""
    for number in range(1, 4):
        give(hall, number, f"第{number}张")
    sync_round(hall, office)
    for number in range(4, NUMBER + 1):
        give(hall, number, f"第{number}张")
    hall.db.backup(tmp_path / "copy.db")
    return tmp_path / "copy.db"


@pytest.fixture
def office_copy(copy: Path, office: Machine, tmp_path: Path) -> Path:
    if office.config.postgresql:
        pytest.skip("a file of SQLite")
    office.db.backup(tmp_path / "office-copy.db")
    return tmp_path / "office-copy.db"


def test_what_was_not_touched_is_as_it_was_written(copy: Path, office_copy: Path):
    assert said(copy) == said(office_copy) == []


def statement(text: str) -> Tamper:
    return lambda db: db.executescript(text)


def swap_bodies(db: sqlite3.Connection) -> None:
    bodies = dict(db.execute("SELECT seq, body FROM ledger WHERE seq IN (4, 5)").fetchall())
    for seq, body in ((4, bodies[5]), (5, bodies[4])):
        db.execute("UPDATE ledger SET body = ? WHERE seq = ?", (body, seq))


COLUMNS = (
    "branch, station, epoch, event_id, kind, mark, clerk, giver, entry, subject, day, counted,"
    " body, hash, counted_day"
)
ADD = f"INSERT INTO ledger (seq, {COLUMNS}) SELECT"
MOVE_UP = "".join(f"UPDATE ledger SET seq = {n + 1} WHERE seq = {n};" for n in (6, 5, 4))
MOVE_DOWN = "".join(f"UPDATE ledger SET seq = {n - 1} WHERE seq = {n};" for n in (5, 6))
TAMPERED: dict[str, tuple[Tamper, list[str]]] = {
    "a body": (
        statement(
            "UPDATE ledger SET body = CAST(replace(body, '第4', '第9') AS BLOB) WHERE seq = 4"
        ),
        ["edited"],
    ),
    "two bodies": (
        statement(
            "UPDATE ledger SET body = CAST(replace(body, '张', '章') AS BLOB) WHERE seq IN (4, 6)"
        ),
        ["edited", "edited"],
    ),
    "a hash": (statement("UPDATE ledger SET hash = zeroblob(32) WHERE seq = 4"), ["edited"]),
    "the last hash": (statement("UPDATE ledger SET hash = zeroblob(32) WHERE seq = 6"), ["edited"]),
    "a column": (statement("UPDATE ledger SET clerk = '0318' WHERE seq = 4"), ["column"]),
    "a kind": (statement("UPDATE ledger SET mark = 'patient' WHERE seq = 1"), ["column"]),
    "a deleted row": (statement("DELETE FROM ledger WHERE seq = 4"), ["deleted"]),
    "one deleted and the rest numbered again": (
        statement(
            "DELETE FROM ledger WHERE seq = 4;"
            + MOVE_DOWN
            + "UPDATE chain SET seq = 5 WHERE seq = 6"
        ),
        ["deleted"],
    ),
    "the first row": (statement("DELETE FROM ledger WHERE seq = 1"), ["deleted"]),
    "the tail": (statement("DELETE FROM ledger WHERE seq > 4"), ["deleted"]),
    "an inserted row": (
        statement(
            MOVE_UP + f"{ADD} 4, {COLUMNS} FROM ledger WHERE seq = 1;"
            "UPDATE chain SET seq = 7 WHERE seq = 6"
        ),
        ["inserted"],
    ),
    "a row after the head": (
        statement(f"{ADD} 7, {COLUMNS} FROM ledger WHERE seq = 6"),
        ["edited", "inserted"],
    ),
    "a number twice": (
        statement(
            f"{ADD} 4, {COLUMNS.replace(' day,', ' 20991231,')} FROM ledger WHERE seq = 4".replace(
                "(seq, branch, station, epoch, event_id, kind, mark, clerk, giver, entry, subject,"
                " 20991231,",
                "(seq, branch, station, epoch, event_id, kind, mark, clerk, giver, entry, subject,"
                " day,",
            )
        ),
        ["inserted"],
    ),
    "a number twice, the added one first": (
        statement(
            f"INSERT INTO ledger (seq, {COLUMNS})"
            f" SELECT 4, {COLUMNS.replace(' day,', ' 20991231,')} FROM ledger WHERE seq = 1;"
            "UPDATE ledger SET rowid = 1000000 WHERE seq = 4 AND day <> 20991231"
        ),
        ["inserted"],
    ),
    "two bodies exchanged": (swap_bodies, ["reordered"]),
    "two rows exchanged": (
        statement(
            "UPDATE ledger SET seq = 99 WHERE seq = 4; UPDATE ledger SET seq = 4 WHERE seq = 5;"
            "UPDATE ledger SET seq = 5 WHERE seq = 99"
        ),
        ["reordered"],
    ),
    "the head": (statement("UPDATE chain SET head = zeroblob(32) WHERE seq = 6"), ["forged head"]),
    "a chain's head that is gone": (statement("DELETE FROM chain WHERE seq = 6"), ["forged head"]),
    "another station's name": (
        statement(
            "UPDATE ledger SET station = 'aaaaaaaaaaaaaaaaaaaaaaaa' WHERE station <> 'office';"
            "UPDATE chain SET station = 'aaaaaaaaaaaaaaaaaaaaaaaa' WHERE seq = 6;"
        ),
        ["swapped station"],
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_each_kind_of_tampering_has_its_name(copy: Path, what: str):
    tamper, names = TAMPERED[what]
    db = sqlite3.connect(copy)
    db.execute("DELETE FROM office_mark")
    tamper(db)
    db.commit()
    db.close()
    assert said(copy) == names
    assert verify.main(["database", str(copy)]) == 1


def test_a_skipped_number_is_a_gap(hall: Machine, tmp_path: Path):
    give(hall, 1)
    of = identity.me(hall.db).chain
    chain = ledger.chain(hall.db, of)
    body = bytes(ledger.at(hall.db, of, 1).body)
    give(hall, 2)
    second = bytes(ledger.at(hall.db, of, 2).body)
    link = verify.link(bytes(chain.head), 3, second)
    hall.db.sql("UPDATE ledger SET seq = 3, hash = ? WHERE seq = 2", link)
    with hall.db.writing():
        ledger.set_head(hall.db, of, bytes(chain.common), 3, link)
    hall.db.backup(tmp_path / "copy.db")
    assert body and said(tmp_path / "copy.db") == ["gap"]


def test_a_rewritten_tail_is_found_by_the_head_on_paper_or_by_a_receipt(
    copy: Path, hall: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    of = identity.me(hall.db).chain
    printed = f"{of.station}/1/6/{ledger.hash_at(hall.db, of, 6).hex()[:24]}"
    receipt = give(hall, 7)
    assert said(copy, printed) == []
    rewrite(hall.db, of.station, 5, "第5".encode(), "第8".encode())
    hall.db.backup(tmp_path / "later.db")
    assert said(tmp_path / "later.db") == [], "by itself the file shows nothing"
    assert said(tmp_path / "later.db", printed) == ["rewritten"]
    keys = tmp_path / "keys.txt"
    keys.write_text(f"{hall.keys.public.hex()} of the station in {HERE}\n")
    checked = ["receipt", receipt.letters, "--keys", str(keys), "--database"]
    assert verify.main([*checked, str(tmp_path / "later.db")]) == 1
    assert "记录事后被改写 / rewritten" in capsys.readouterr().out
    assert verify.main([*checked, str(copy)]) == 1 and "missing" in capsys.readouterr().out


def test_a_copy_from_before_is_a_rollback(copy: Path, hall: Machine):
    give(hall, 7)
    of = identity.me(hall.db).chain
    printed = f"{of.station}/1/7/{ledger.hash_at(hall.db, of, 7).hex()[:24]}"
    assert said(copy, printed) == ["rollback"]


def test_what_the_office_signed_to_hold_is_compared(copy: Path):
    db = sqlite3.connect(copy)
    db.execute("UPDATE office_mark SET head = zeroblob(32)")
    db.commit()
    db.close()
    assert said(copy) == ["rewritten"]


def test_an_office_with_a_swapped_key_or_a_strangers_chain(office_copy: Path):
    db = sqlite3.connect(office_copy)
    db.execute("UPDATE station SET public_key = zeroblob(32)")
    db.commit()
    assert said(office_copy) == ["swapped station"]
    db.execute("DELETE FROM station")
    db.execute(
        "INSERT INTO station (station, branch, public_key, enrolled_at, epoch, replaces,"
        " revoked_by, note, lost_by, lost_note) VALUES (?, 'x', ?, 0, 1, '', '', '', '', '')",
        (verify.fingerprint(b"k" * 32), b"k" * 32),
    )
    db.commit()
    db.close()
    assert "swapped station" in said(office_copy)


def test_receipts_against_an_office(
    copy: Path, hall: Machine, office: Machine, office_copy: Path, tmp_path: Path
):
    receipt = give(hall, 7)
    sync_round(hall, office)
    office.db.backup(tmp_path / "now.db")
    now = str(tmp_path / "now.db")
    text = f"https://feedback.example.cn/receipt/{receipt.letters.lower()}"
    assert verify.main(["receipt", text, "--database", now]) == 0
    assert verify.main(["receipt", text, "--database", str(office_copy)]) == 1
    forged = receipt._replace(signature=Keys(b"f" * 32).sign(receipt.named.message)).letters
    found = verify.check_receipt(verify.read_receipt(forged), verify.Copy(Path(now)), {})
    assert [one.name for one in found] == ["forged receipt"]
    found = verify.check_receipt(verify.read_receipt(forged), verify.Copy(copy), {})
    assert next(one.name for one in found) == "no key"


@pytest.mark.parametrize(
    "arguments",
    [
        ["database", "no-such.db"],
        ["database", __file__],
        ["receipt", "ABC", "--database", __file__],
    ],
)
def test_what_cannot_be_checked_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert verify.main(arguments) == 2
    assert "无法核对 / can't check" in capsys.readouterr().err


def test_entries_in_archive_files_are_no_deleted_ones(copy: Path):
    db = sqlite3.connect(copy)
    hashes = b"".join(row for (row,) in db.execute("SELECT hash FROM ledger ORDER BY seq LIMIT 3"))
    db.execute("CREATE TABLE IF NOT EXISTS archived_part (x)")
    names = [row[1] for row in db.execute("PRAGMA table_info(archived_part)")]
    if "hashes" not in names:
        pytest.skip("a database without archives")
    station = db.execute("SELECT branch, station FROM identity").fetchone()
    values = {
        "branch": station[0], "station": station[1], "epoch": 1, "first": 1, "last": 3,
        "month": "2026-11", "number": 1, "place": 0, "size": 1, "oldest": "2026-11-21",
        "newest": "2026-11-21", "prev": bytes(32), "hashes": hashes, "tokens": bytes(48),
        "gone": b"\1\1\1",
    }  # fmt: skip
    marks = ", ".join("?" * len(values))
    db.execute(
        f"INSERT INTO archived_part ({', '.join(values)}) VALUES ({marks})", [*values.values()]
    )
    db.execute("DELETE FROM ledger WHERE seq <= 3")
    db.commit()
    assert said(copy) == []
    db.execute("UPDATE archived_part SET hashes = zeroblob(96)")
    db.commit()
    db.close()
    assert said(copy) == ["edited", "rewritten"]


LOG, WITNESS = Keys(b"l" * 32), Keys(b"w" * 32)


def key_of(name: str, kind: int, keys: Keys) -> tuple[str, bytes]:
    """A verifier key as text, and its id."""
    public = bytes([kind]) + keys.public
    id = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    return f"{name}+{id.hex()}+{base64.b64encode(public).decode()}", id


def a_proof(leaf: bytes, at: int = 1_795_000_000) -> str:
    """A proof file by hand: the leaf is number 2 of 5, in a checkpoint of LOG and WITNESS."""

    def node(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\1" + left + right).digest()

    leaves = [hashlib.sha256(b"\0" + one).digest() for one in (b"a", b"b", leaf, b"d", b"e")]
    first = node(leaves[0], leaves[1])
    root = node(node(first, node(leaves[2], leaves[3])), leaves[4])
    said = f"log.example.cn\n5\n{base64.b64encode(root).decode()}\n"
    (_, log), (_, witness) = key_of("log.example.cn", 1, LOG), key_of("w1", 4, WITNESS)
    cosigned = WITNESS.sign(f"cosignature/v1\ntime {at}\n{said}".encode())
    lines = [
        f"— log.example.cn {base64.b64encode(log + LOG.sign(said.encode())).decode()}",
        f"— w1 {base64.b64encode(witness + at.to_bytes(8, 'big') + cosigned).decode()}",
    ]
    path = [base64.b64encode(one).decode() for one in (leaves[3], first, leaves[4])]
    head = ["c2sp.org/tlog-proof@v1", "extra AAAA", "index 2", *path]
    return "\n".join([*head, "", said, *lines]) + "\n"


def test_a_proof_of_the_log_is_checked_with_its_witnesses(hall: Machine, tmp_path: Path):
    receipt = give(hall, 1)
    named = receipt.named
    leaf = b"\1" + named.packed[1:20] + named.seq.to_bytes(8, "big") + named.hash
    (log, _), (witness, _) = key_of("log.example.cn", 1, LOG), key_of("w1", 4, WITNESS)
    other, _ = key_of("w2", 4, Keys(b"x" * 32))
    other_leaf = base64.b64encode(b"\1" + bytes(59)).decode()  # extra is not authenticated
    for text, receipt_text, keys, status in [
        (a_proof(leaf), receipt.letters, [], 0),
        (a_proof(leaf), receipt.letters, ["--witness", witness], 0),
        (a_proof(leaf), receipt.letters, ["--witness", other], 1),
        (a_proof(leaf[:-1] + b"?"), receipt.letters, [], 1),
        (a_proof(leaf), give(hall, 2).letters, [], 1),
        (a_proof(leaf).replace("index 2", "index 3"), receipt.letters, [], 1),
        (a_proof(leaf).replace("\n5\n", "\n6\n"), receipt.letters, [], 1),
        (a_proof(leaf).replace("AAAA", other_leaf), receipt.letters, [], 0),
        ("nothing", receipt.letters, [], 2),
    ]:
        (tmp_path / "proof").write_text(text)
        asked = ["proof", str(tmp_path / "proof"), "--receipt", receipt_text, "--log-key", log]
        assert verify.main([*asked, *keys]) == status, (text, keys)
