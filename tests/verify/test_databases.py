"""What a copy of a database says of its chains, its stations and their keys is checked with what
the auditor knows; the copy itself is only read."""

import gzip
import json
import sqlite3
from pathlib import Path

import pytest

from kiosk.ground.keys import Keys
from kiosk.records.ledger import identity
from kiosk.rules.ledger import chain as rule
from kiosk.rules.transparency import leaves
from tests.cast import HERE, Machine, sync_round
from tests.records.receipts.cast import give, rewrite
from tests.records.upkeep.archives.cast import files, moved
from verify import verify

GIVEN = 3
CHAIN = "station = (SELECT station FROM identity) AND epoch = 1"


@pytest.fixture
def copy(hall: Machine, office: Machine, tmp_path: Path) -> Path:
    for number in range(1, GIVEN + 1):
        give(hall, number, f"第{number}张")
    sync_round(hall, office)
    hall.db.backup(tmp_path / "copy.db")
    return tmp_path / "copy.db"


def said(copy: Path, keys: list[bytes] | None = None, *heads: str) -> list[str]:
    """The names of what is found in a copy, with these keys on the auditor's list."""
    known = {verify.fingerprint(key): key for key in keys or ()}
    return [one.name for one in verify.check_database(verify.Copy(copy), heads, known)]


def change(copy: Path, *statements: str) -> None:
    db = sqlite3.connect(copy)
    for one in statements:
        db.execute(one)
    db.commit()
    db.close()


def test_a_body_that_cannot_be_read_has_no_columns(hall: Machine, copy: Path):
    rewrite(hall.db, identity.me(hall.db).station, 2, b"{", b"[")
    hall.db.backup(copy)
    change(copy, "DELETE FROM office_mark")
    (found,) = verify.check_database(verify.Copy(copy), (), {})
    assert (found.name, found.seq, found.detail) == ("column", 2, "body")


def test_a_chain_begins_with_what_it_has_in_common_with_the_epoch_before(copy: Path):
    common = b"c" * 32
    db = sqlite3.connect(copy)
    branch, station = db.execute("SELECT branch, station FROM identity").fetchone()
    rows = db.execute(f"SELECT seq, body FROM ledger WHERE {CHAIN} ORDER BY seq").fetchall()
    link = rule.genesis(branch, station, 1, common)
    for seq, body in rows:
        link = rule.link(link, seq, body)
        db.execute(f"UPDATE ledger SET hash = ? WHERE {CHAIN} AND seq = ?", (link, seq))
    db.execute(f"UPDATE chain SET common = ?, head = ? WHERE {CHAIN}", (common, link))
    db.execute("DELETE FROM office_mark")
    db.commit()
    assert said(copy) == []
    db.execute(f"UPDATE chain SET common = zeroblob(32) WHERE {CHAIN}")
    db.commit()
    db.close()
    assert said(copy) == ["edited"]


def test_a_chain_that_was_set_aside_is_its_stations(copy: Path):
    aside = "SET station = station || '~1' WHERE station = (SELECT station FROM identity)"
    change(copy, f"UPDATE ledger {aside}", f"UPDATE chain {aside}")
    assert said(copy) == [], "and what head office signed is found in it"


def test_keys_that_the_auditor_knows(hall: Machine, copy: Path, office: Machine, tmp_path: Path):
    assert said(copy, [hall.keys.public]) == []
    assert said(copy, [Keys(b"f" * 32).public]) == ["swapped station"], "it is not on the list"
    if not office.config.postgresql:
        office.db.backup(tmp_path / "office.db")
        assert said(tmp_path / "office.db") == []
        assert "swapped station" in said(tmp_path / "office.db", [Keys(b"f" * 32).public])


@pytest.mark.sqlite
def test_a_key_that_head_office_put_in_place_of_a_stations(
    hall: Machine, office: Machine, copy: Path, tmp_path: Path
):
    receipt, other = give(hall, 9), Keys(b"f" * 32)
    sync_round(hall, office)
    office.db.backup(tmp_path / "office.db")
    change(tmp_path / "office.db", f"UPDATE station SET public_key = x'{other.public.hex()}'")
    assert said(tmp_path / "office.db") == ["swapped station"]
    signed = receipt._replace(signature=other.sign(receipt.named.message)).letters
    found = verify.check_receipt(
        verify.read_receipt(signed), verify.Copy(tmp_path / "office.db"), {}
    )
    assert [one.name for one in found] == ["forged receipt"]


def test_a_forged_receipt_names_no_entry(hall: Machine, copy: Path):
    receipt, keys = give(hall, 9), {hall.keys.fingerprint: hall.keys.public}
    forged = verify.read_receipt(receipt._replace(signature=bytes(64)).letters)
    names = [one.name for one in verify.check_receipt(forged, verify.Copy(copy), keys)]
    assert names == ["forged receipt"]
    with pytest.raises(ValueError, match="another version"):
        verify.read_receipt("AI" + receipt.letters[2:])


def test_entries_in_an_archive_are_found_by_their_number(copy: Path):
    db = sqlite3.connect(copy)
    branch, station = db.execute("SELECT branch, station FROM identity").fetchone()
    hashes = [bytes(row[0]) for row in db.execute(
        f"SELECT hash FROM ledger WHERE {CHAIN} ORDER BY seq")]  # fmt: skip
    db.execute(
        "INSERT INTO archived_part (branch, station, epoch, first, last, month, number, place,"
        " size, oldest, newest, prev, hashes, tokens, gone) VALUES (?, ?, 1, 1, 3, '2026-11', 1,"
        " 0, 1, '2026-11-21', '2026-11-21', zeroblob(32), ?, zeroblob(48), x'010001')",
        (branch, station, b"".join(hashes)),
    )
    db.execute(f"DELETE FROM ledger WHERE {CHAIN} AND seq <> 2")
    db.commit()
    db.close()
    heads = [f"{station}/1/{n}/{hash.hex()[:24]}" for n, hash in enumerate(hashes, 1)]
    assert said(copy, None, *heads) == []
    assert verify.Copy(copy).hashes(station, 1, 3) == [hashes[2]]
    wrong = [f"{station}/1/3/{hashes[0].hex()[:24]}", f"{station}/1/4/{hashes[0].hex()[:24]}"]
    assert said(copy, None, *wrong) == ["rewritten", "rollback"]


def test_a_part_of_a_chain_in_an_archive_begins_anywhere(hall: Machine, office: Machine):
    for number in range(1, 7):
        give(hall, number)
    sync_round(hall, office)
    moved(office)
    data = files(office)[0].read_bytes()
    label, part, first, second, *rest = map(json.loads, gzip.decompress(data).splitlines())
    assert (
        verify.link(bytes.fromhex(first["hash"]), 2, second["body"].encode()).hex()
        == (second["hash"])
    )
    later = [label, part | {"first": 3, "prev": second["hash"]}, *rest]
    lines = "".join(json.dumps(one) + "\n" for one in later)
    assert list(verify.check_file(gzip.compress(lines.encode()), {}, None)) == []


def test_a_chain_has_the_name_that_leaves_give_it(hall: Machine):
    for station in (hall.keys.fingerprint, f"office@{hall.keys.fingerprint}", "office"):
        kind, name = leaves.of_chain(HERE, station)
        assert verify.chain_name(verify.ChainId(HERE, station, 1)) == bytes([kind]) + name


def test_a_copy_is_only_read(copy: Path):
    for _ in range(2):
        db = verify.Copy(copy).db
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute("DELETE FROM ledger")
        assert db.execute("PRAGMA trusted_schema").fetchone() == (0,)
        db.close()
        copy.with_name("copy.db-wal").touch()  # of a copy with its journal
