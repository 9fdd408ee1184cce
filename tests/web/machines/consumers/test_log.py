"""Anyone reads the log, as far as a checkpoint is signed; without signing in."""

import hashlib

import pytest
from flask.testing import FlaskClient

from kiosk.ground.cache import Cache
from kiosk.ground.keys import signed_by
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.transparency import checkpoints, log, sequencing
from kiosk.rules.office import rate
from kiosk.rules.transparency import merkle, notes, proofs, tiles
from kiosk.web.machines import limits
from tests.cast import HERE, Machine
from tests.records.transparency.cast import begun, given, taken_in
from tests.records.transparency.test_checkpoints import state


def publish(office: Machine) -> int:
    checkpoints.publish(office.db, checkpoints.sign(office.keys, state(office)), [], 0, 5)
    return state(office).size


@pytest.fixture
def stranger(office: Machine) -> FlaskClient:
    return office.app("office").test_client()


def test_the_checkpoint_and_every_tile_that_it_needs_are_served(
    office: Machine, stranger: FlaskClient
):
    assert stranger.get("/log/checkpoint").status_code == 404
    begun(office)
    with office.db.writing_in(log.TURN):
        log.append(office.db, [n.to_bytes(60, "big") for n in range(599)])
    assert publish(office) == 600
    got = stranger.get("/log/checkpoint")
    assert got.content_type == "text/plain; charset=utf-8"
    assert got.headers["Cache-Control"] == "max-age=5" and "Set-Cookie" not in got.headers
    note = notes.read(got.text)
    key = log.verifier(office.keys, state(office).origin)
    assert notes.signed_at(note, key, signed_by) == 0
    addresses = ["0/000", "0/001", "0/002.p/88", "1/000.p/2", "0/002.p/7"]
    read = {one: stranger.get(f"/log/tile/{one}") for one in addresses}
    for one in read.values():
        assert one.content_type == "application/octet-stream"
        assert one.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    entries = []
    for one in ("000", "001", "002.p/88"):
        entries += tiles.unbundled(stranger.get(f"/log/tile/entries/{one}").data)
    hashes = b"".join(read[one].data for one in addresses[:3])
    assert hashes == b"".join(map(merkle.leaf_hash, entries)) and len(entries) == 600
    assert read["0/002.p/7"].data == read["0/002.p/88"].data[: 7 * 32]
    held = {(0, n): read[one].data for n, one in enumerate(addresses[:3])}
    held[1, 0] = read["1/000.p/2"].data
    root = merkle.root(600, tiles.subtrees(lambda level, number: held[level, number]))
    assert root == notes.read_checkpoint(note.text).root


@pytest.mark.parametrize(
    "address",
    ["0/002", "0/003", "0/002.p/89", "1/000", "1/000.p/3", "2/000.p/1", "64/000", "00/000",
     "-1/000", "0/0", "0/x000/001", "entries/002", "entries/003", "entries/abc", "entries/000/001",
     "０/000"],
)  # fmt: skip
def test_what_no_checkpoint_covers_is_not_served(
    office: Machine, stranger: FlaskClient, address: str
):
    begun(office)
    with office.db.writing_in(log.TURN):
        log.append(office.db, [n.to_bytes(60, "big") for n in range(599)])
    publish(office)
    with office.db.writing_in(log.TURN):
        log.append(office.db, [b"not signed yet"] * 600)
    assert stranger.get(f"/log/tile/{address}").status_code == 404


def test_a_proof_file_is_offered_for_an_entry(
    office: Machine, hall: Machine, stranger: FlaskClient
):
    given(hall)
    taken_in(office, hall)
    station = hall.keys.fingerprint
    assert stranger.get(f"/log/proof/{station}/1/1").status_code == 404, "not signed yet"
    publish(office)
    got = stranger.get(f"/log/proof/{station}/1/1")
    assert got.content_type == "text/plain; charset=utf-8"
    assert f"{station}-1-1.tlog-proof" in got.headers["Content-Disposition"]
    proof = proofs.read(got.text)
    key = log.verifier(office.keys, state(office).origin)
    assert proofs.proves(proof, proof.extra, key, signed_by)
    for wrong in (f"{station}/1/999", f"{station}/2/1", "x/1/1", f"{station}/1/x"):
        assert stranger.get(f"/log/proof/{wrong}").status_code == 404


def test_no_word_of_a_customer_is_in_the_log(office: Machine, hall: Machine, stranger: FlaskClient):
    given(hall, 3)
    taken_in(office, hall)
    size = publish(office)
    bundle = stranger.get(f"/log/tile/entries/000.p/{size}").data
    assert {len(one) for one in tiles.unbundled(bundle)} <= {60, 85, 86, 33}
    assert b"polite" not in bundle and b"0317" not in bundle and b"sb01" not in bundle
    assert hashlib.sha256(hall.keys.public).digest()[:15] in bundle


def test_one_address_that_asks_without_end_must_wait(
    office: Machine, stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rate, "BURST", 3)
    monkeypatch.setattr(rate, "FULL", rate.Bucket(3, 0))
    monkeypatch.setattr(limits, "_buckets", Cache(10))
    found = [stranger.get("/log/checkpoint").status_code for _ in range(5)]
    assert found[0] == 404 and found[-1] == 429


def test_the_hashes_of_a_batch_are_served_once_it_is_signed(
    office: Machine, hall: Machine, stranger: FlaskClient
):
    given(hall, 3)
    taken_in(office, hall, batches=True)
    station = hall.keys.fingerprint
    of = ChainId(HERE, station, 1)
    leaf = sequencing.leaf_of(office.db, of, 1)
    assert leaf is not None
    address = f"/log/batch/{station}/{leaf}"
    assert stranger.get(address).status_code == 404, "not signed yet"
    publish(office)
    got = stranger.get(address)
    assert got.content_type == "application/octet-stream"
    last = ledger.chain(office.db, of).seq
    assert got.data == b"".join(ledger.hashes(office.db, of, 1, last).values())
    assert "max-age=31536000" in got.headers["Cache-Control"]
    for wrong in (f"{station}/{leaf - 1}", f"{station}/999", f"x/{leaf}", f"{station}/x"):
        assert stranger.get(f"/log/batch/{wrong}").status_code == 404
    whole = got.data
    for damage in (
        "UPDATE ledger SET hash = ? WHERE station = ? AND seq = 2",
        "DELETE FROM ledger WHERE hash = ? AND station = ?",
    ):
        office.db.sql(damage, bytes(32), station)
        got = stranger.get(address)
        assert got.status_code == 200 and got.data != whole
        assert got.headers["Cache-Control"] == "max-age=5", "a repair brings them back"
