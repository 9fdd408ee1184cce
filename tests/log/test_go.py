"""Go's own packages for checksum logs (golang.org/x/mod/sumdb) accept our log over HTTP, and refuse
a forged one."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.transparency import checkpoints, log, sequencing
from kiosk.rules.transparency import leaves, merkle, notes, tiles
from kiosk.rules.transparency.notes import Head, Note, Signature
from tests.cast import HERE, Machine
from tests.log.cast import served
from tests.records.transparency.cast import begun, given, taken_in
from tests.records.transparency.test_checkpoints import WITNESS, cosigned, state
from tests.rules.transparency.test_tiles import Store

SOURCE = Path(__file__).with_name("verify.go")
PACKAGES = Path("/usr/share/gocode")
INSTALL = "deploy/setup.sh golang"


@pytest.fixture(scope="session")
def verify(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, compiled; where Go is missing, the tests say so."""
    if shutil.which("go") is None or not (PACKAGES / "src/golang.org/x/mod/sumdb").is_dir():
        pytest.skip(f"Go, or its package x/mod, is not installed: {INSTALL}")
    folder = tmp_path_factory.mktemp("go")
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GO")}
    options = {"GO111MODULE": "off", "GOPATH": str(PACKAGES), "GOCACHE": str(folder / "cache")}
    command = ["go", "build", "-o", folder / "verify", SOURCE]
    subprocess.run(command, check=True, env=ours | options, timeout=100)
    return folder / "verify"


@pytest.fixture
def address(office: Machine) -> Iterator[str]:
    """Where the office serves its log."""
    with served(office) as there:
        yield there


@pytest.fixture
def filled(office: Machine, hall: Machine) -> Machine:
    """An office with a log of some 600 leaves, published."""
    given(hall, 3)
    taken_in(office, hall)
    with office.db.writing_in(log.TURN):
        log.append(office.db, [n.to_bytes(60, "big") for n in range(600)])
    publish(office)
    return office


def publish(office: Machine) -> Note:
    note = cosigned(checkpoints.sign(office.keys, state(office)))
    checkpoints.publish(office.db, note, [WITNESS], 1, 5)
    return note


@pytest.fixture
def ask(verify: Path, filled: Machine, address: str) -> Callable[..., str]:
    """Runs the program against the office; what it says is wrong, '' for nothing."""

    def run(*more: Any, online: bool = True) -> str:
        key = str(log.verifier(filled.keys, state(filled).origin))
        where = ["-url", address] if online else []
        command = [verify, *where, "-log", key, *map(str, more)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert (done.returncode == 0) == (done.stderr == "")
        return done.stderr

    return run


def put(office: Machine, note: Note, size: int) -> None:
    """Serves a checkpoint past all that holds it off."""
    row = checkpoints.LogCheckpoint
    office.db.run(row.update(note=str(note), size=size))


def test_go_accepts_the_log_its_entries_and_its_witness(ask: Callable[..., str]):
    assert ask() == ""
    assert ask("-witness", WITNESS) == ""


def test_go_accepts_that_it_grew(
    ask: Callable[..., str], filled: Machine, hall: Machine, tmp_path: Path
):
    before = tmp_path / "before"
    before.write_text(str(publish(filled)))
    given(hall, 2)
    assert taken_in(filled, hall) == 2
    publish(filled)
    assert ask("-old", before) == ""


def test_go_refuses_a_forged_head(ask: Callable[..., str], filled: Machine):
    note, size = publish(filled), state(filled).size
    root = notes.read_checkpoint(note.text).root
    other = notes.checkpoint(Head(state(filled).origin, size, root[::-1]))
    put(filled, note._replace(text=other), size)
    assert "invalid signature" in ask()
    stranger = SigningKey(bytes(32)).sign(note.text.encode()).signature
    mine = note.signatures[0]
    put(filled, note._replace(signatures=(mine._replace(signature=stranger),)), size)
    assert "invalid signature" in ask()
    put(filled, note._replace(signatures=(Signature("x", b"abcd", bytes(64)),)), size)
    assert "no verifiable signatures" in ask()
    put(filled, note._replace(signatures=note.signatures[:1]), size)
    assert ask() == "" and "missing" in ask("-witness", WITNESS)


def test_go_refuses_another_past(ask: Callable[..., str], filled: Machine, tmp_path: Path):
    """A split view: the same key has signed another log of the same name."""
    other = Store()
    other.append([merkle.leaf_hash(bytes([n])) for n in range(100)])
    key = log.signing_keys(filled.keys, state(filled).origin)
    text = notes.checkpoint(Head(state(filled).origin, 100, other.root))
    verifier = log.verifier(filled.keys, state(filled).origin)
    line = Signature(verifier.name, verifier.id, key.sign(text.encode()))
    before = tmp_path / "another"
    before.write_text(str(Note(text, (line,))))
    assert "invalid" in ask("-old", before)


def test_go_refuses_entries_and_tiles_that_were_changed(ask: Callable[..., str], filled: Machine):
    bundle = log.bundle(filled.db, 1)
    row = log.LogBundle
    changed = bundle[:-1] + bytes([bundle[-1] ^ 1])
    filled.db.run(row.update(entries=changed).where(row.number == 1))
    assert "entry 511" in ask()
    filled.db.run(row.update(entries=bundle).where(row.number == 1))
    tile = log.tile(filled.db, 0, 1)
    table = log.LogTile
    where = (table.level == 0) & (table.number == 1)
    filled.db.run(table.update(hashes=tile[: -tiles.HASH] + bytes(tiles.HASH)).where(where))
    assert "entry 256" in ask()


def test_go_accepts_a_proof_file_of_its_leaf_alone(
    ask: Callable[..., str], filled: Machine, hall: Machine, tmp_path: Path
):
    got = filled.app("office").test_client().get(f"/log/proof/{hall.keys.fingerprint}/1/1")
    file = tmp_path / "one.tlog-proof"
    file.write_bytes(got.data)
    number = sequencing.leaf_of(filled.db, ChainId(HERE, hall.keys.fingerprint, 1), 1)
    assert number is not None
    leaf = log.entry(filled.db, number)
    for more, says in ((leaf, ""), (leaf[:-1] + b"x", "invalid transparency proof")):
        said = ask("-proof", file, "-leaf", more.hex(), "-witness", WITNESS, online=False)
        assert (says in said) if says else said == ""
    assert begun(filled).size == state(filled).size


def test_go_accepts_an_entry_of_a_batch_and_no_other(
    ask: Callable[..., str], filled: Machine, hall: Machine, tmp_path: Path
):
    given(hall, 5)
    taken_in(filled, hall, batches=True)
    publish(filled)
    assert ask() == ""
    of = ChainId(HERE, hall.keys.fingerprint, 1)
    last = ledger.chain(filled.db, of).seq
    number = sequencing.leaf_of(filled.db, of, last)
    assert number is not None
    batch = leaves.read_batch(log.entry(filled.db, number))
    assert batch is not None and batch.last == last and last - batch.first == 4
    got = filled.app("office").test_client().get(f"/log/proof/{of.station}/1/{last - 1}")
    file = tmp_path / "one.tlog-proof"
    file.write_bytes(got.data)
    for seq, says in ((last - 1, ""), (last, "invalid transparency proof")):
        link = ledger.hash_at(filled.db, of, seq)
        assert link is not None
        said = ask(
            "-proof", file, "-leaf", log.entry(filled.db, number).hex(), "-place", "3",
            "-entry", leaves.entry(batch.chain, 1, seq, link).hex(), online=False,
        )  # fmt: skip
        assert (says in said) if says else said == ""
