"""The auditor's program checks the files that are carried and put away: sync files of a USB stick,
and archive files."""

import base64
import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.ground.keys import Keys
from kiosk.records.ledger import identity
from kiosk.vocabulary import sync_files, wire
from kiosk.vocabulary.sync_files import Asked, Questions
from tests.cast import Machine, sync_round
from tests.records.receipts.cast import give, rewrite
from tests.records.upkeep.archives.cast import files, moved
from tests.sync.files.cast import asked
from verify import verify

Batch = dict[str, Any]


@pytest.fixture
def carried(hall: Machine) -> Questions:
    """A station's file with five cards, in two messages."""
    for number in range(1, 6):
        give(hall, number, f"第{number}张")
    whole = sync_files.questions(asked(hall))
    first = next(one for one in whole.asked if one.method == "POST")
    push = msgspec.json.decode(first.body)
    batch, bodies = push["batch"], push["batch"]["entries"]
    link = base64.b64decode(batch["prev"])
    for seq, body in enumerate(bodies[:2], 1):
        link = verify.link(link, seq, base64.b64decode(body))
    middle = base64.b64encode(link).decode()
    parts = [batch | {"entries": bodies[:2], "head": middle},
             batch | {"entries": bodies[2:], "from": 3, "prev": middle}]  # fmt: skip
    return file_of(hall.keys, whole, [push | {"batch": part} for part in parts])


def file_of(keys: Keys, like: Questions, pushed: list[dict[str, Any]]) -> Questions:
    """A file with these messages, signed by these keys."""
    made = []
    for body in map(msgspec.json.encode, pushed):
        signed = keys.sign(wire.request("POST", "/intake/v1/entries", "0" * 32, body))
        signature = base64.b64encode(signed).decode()
        made.append(Asked("POST", "/intake/v1/entries", "0" * 32, signature, body))
    return msgspec.structs.replace(like, asked=tuple(made))


def pushed(file: Questions) -> list[dict[str, Any]]:
    return [msgspec.json.decode(one.body) for one in file.asked]


def said(tmp_path: Path, data: bytes, keys: Keys, *options: str) -> tuple[int, set[str]]:
    """How the program ends on a file, with this key on the list, and what it names."""
    (tmp_path / "file").write_bytes(data)
    (tmp_path / "keys").write_text(keys.public.hex())
    named = {one.name for one in verify.check_file(data, verify.read_keys(tmp_path / "keys"), None)}
    asked = ["file", str(tmp_path / "file"), "--keys", str(tmp_path / "keys")]
    return verify.main([*asked, *options]), named


def test_a_file_as_the_station_made_it(hall: Machine, carried: Questions, tmp_path: Path):
    hall.db.backup(tmp_path / "copy.db")
    options = ["--database", str(tmp_path / "copy.db")]
    assert said(tmp_path, asked(hall), hall.keys, *options) == (0, set())
    assert said(tmp_path, sync_files.encode(carried), hall.keys, *options) == (0, set())


def changed(first: Batch, _: Batch) -> None:
    body = base64.b64decode(first["entries"][1]).replace("第2".encode(), "第9".encode())
    first["entries"][1] = base64.b64encode(body).decode()


def removed(_: Batch, second: Batch) -> None:
    del second["entries"][1]


def exchanged(_: Batch, second: Batch) -> None:
    second["entries"].reverse()


def skipped(_: Batch, second: Batch) -> None:
    second["from"] = 4


def grafted(_: Batch, second: Batch) -> None:
    second["prev"] = base64.b64encode(bytes(32)).decode()


def another_station(_: Batch, second: Batch) -> None:
    second["station"] = "a" * 24


def another_branch(first: Batch, _: Batch) -> None:
    body = base64.b64decode(first["entries"][0]).replace(b"sb01", b"sb02")
    first["entries"][0] = base64.b64encode(body).decode()


CARRIED: dict[str, tuple[Callable[[Batch, Batch], None], set[str]]] = {
    "an entry was changed": (changed, {"edited"}),
    "an entry is missing": (removed, {"edited"}),
    "entries were exchanged": (exchanged, {"edited"}),
    "a number was skipped": (skipped, {"gap", "edited"}),
    "entries follow another chain": (grafted, {"edited"}),
    "another station's": (another_station, {"swapped station"}),
    "another branch's": (another_branch, {"swapped station", "edited"}),
}


def test_a_station_that_signs_what_its_chain_does_not_say(
    hall: Machine, carried: Questions, tmp_path: Path
):
    for what, (tamper, names) in CARRIED.items():
        messages = pushed(carried)
        tamper(messages[0]["batch"], messages[1]["batch"])
        data = sync_files.encode(file_of(hall.keys, carried, messages))
        assert said(tmp_path, data, hall.keys) == (1, names), what


def test_a_file_that_was_changed_on_the_way(hall: Machine, carried: Questions, tmp_path: Path):
    data = sync_files.encode(file_of(Keys(b"f" * 32), carried, pushed(carried)))
    assert said(tmp_path, data, hall.keys) == (1, {"altered file"})
    assert said(tmp_path, sync_files.encode(carried), Keys(b"f" * 32)) == (2, {"no key"})


def test_a_file_of_entries_that_the_database_has_otherwise(
    hall: Machine, carried: Questions, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    of = identity.me(hall.db).chain
    rewrite(hall.db, of.station, 4, "第4".encode(), "第8".encode())
    hall.db.backup(tmp_path / "copy.db")
    (tmp_path / "file").write_bytes(sync_files.encode(carried))
    verify.main(["file", str(tmp_path / "file"), "--database", str(tmp_path / "copy.db")])
    assert "rewritten: sb01/" in capsys.readouterr().out


def test_another_file_or_a_cut_one_cannot_be_checked(
    hall: Machine, office: Machine, carried: Questions, tmp_path: Path
):
    data = sync_files.encode(carried)
    file = tmp_path / "file"
    for odd in (
        b"",
        b"anything",
        data[:300],
        b"\x1f\x8b",
        data[:17],
    ):
        file.write_bytes(odd)
        assert verify.main(["file", str(file)]) == 2


# Archive files -----------------------------------------------------------------


@pytest.fixture
def archive(hall: Machine, office: Machine) -> bytes:
    """Six cards in an archive file."""
    for number in range(1, 7):
        give(hall, number, f"第{number}张")
    sync_round(hall, office)
    moved(office)
    (file,) = files(office)
    return file.read_bytes()


def lines_of(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(data).splitlines()]


def packed(lines: list[dict[str, Any]]) -> bytes:
    return gzip.compress("".join(json.dumps(one) + "\n" for one in lines).encode())


def edit(lines: list[dict[str, Any]]) -> None:
    lines[4]["body"] = lines[4]["body"].replace("第3", "第9")


def delete(lines: list[dict[str, Any]]) -> None:
    del lines[4]


def insert(lines: list[dict[str, Any]]) -> None:
    lines.insert(4, dict(lines[6], seq=3))
    for seq, line in enumerate(lines[5:], 4):
        line["seq"] = seq
    lines[1]["last"] += 1


def reorder(lines: list[dict[str, Any]]) -> None:
    lines[4]["body"], lines[5]["body"] = lines[5]["body"], lines[4]["body"]


def cut_short(lines: list[dict[str, Any]]) -> None:
    del lines[-1]


def forge(lines: list[dict[str, Any]]) -> None:
    lines[1]["head"] = "00" * 32


ARCHIVED = {
    "edited": edit, "deleted": delete, "inserted": insert, "reordered": reorder,
    "deleted at the end": cut_short, "forged head": forge,
}  # fmt: skip


def test_a_tampered_archive_file_is_named(archive: bytes):
    assert list(verify.check_file(packed(lines_of(archive)), {}, None)) == []
    for what, tamper in ARCHIVED.items():
        lines = lines_of(archive)
        tamper(lines)
        names = [one.name for one in verify.check_file(packed(lines), {}, None)]
        assert names == [what.removesuffix(" at the end")]


@pytest.mark.sqlite
def test_an_archive_file_is_the_one_that_the_database_noted(
    office: Machine, archive: bytes, tmp_path: Path
):
    office.db.backup(tmp_path / "copy.db")
    assert list(verify.check_file(archive, {}, verify.Copy(tmp_path / "copy.db"))) == []
    lines = lines_of(archive)
    names = [one.name for one in
             verify.check_file(packed(lines), {}, verify.Copy(tmp_path / "copy.db"))]  # fmt: skip
    assert names == ["altered file"]
    db = sqlite3.connect(tmp_path / "copy.db")
    db.execute("UPDATE ledger SET hash = zeroblob(32)")
    db.commit()
    db.close()
    names = [one.name for one in
             verify.check_file(archive, {}, verify.Copy(tmp_path / "copy.db"))]  # fmt: skip
    assert names == ["rewritten"]
