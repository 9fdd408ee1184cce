"""One seed gives a machine all its keys; without the seed a copied database opens nothing."""

from pathlib import Path

import pytest
from nacl.exceptions import CryptoError

from kiosk.ground.keys import BadKey, Keys, fingerprint, seal, signed_by

OURS, THEIRS = Keys(b"o" * 32), Keys(b"t" * 32)


def test_a_seed_is_drawn_once_and_for_its_owners_eyes_only(tmp_path: Path):
    file = tmp_path / "deeper" / "machine.key"
    first = Keys.load(file)
    assert Keys.load(file).public == first.public
    assert len(file.read_bytes()) == 32 and file.stat().st_mode & 0o777 == 0o600
    assert Keys.load(tmp_path / "other.key").public != first.public


def test_a_station_is_named_by_24_letters_of_its_public_key():
    assert OURS.fingerprint == fingerprint(OURS.public) != THEIRS.fingerprint
    assert len(OURS.fingerprint) == 24 and OURS.fingerprint == OURS.fingerprint.lower()


def test_a_signature_is_for_one_message_by_one_key():
    signature = OURS.sign(b"message")
    assert signed_by(OURS.public, b"message", signature)
    assert not signed_by(OURS.public, b"massage", signature)
    assert not signed_by(THEIRS.public, b"message", signature)


@pytest.mark.parametrize("signature", [b"", b"short", b"\x00" * 64, b"\x00" * 65])
def test_what_is_no_signature_is_simply_not_good(signature: bytes):
    assert not signed_by(OURS.public, b"message", signature)
    assert not signed_by(b"no key", b"message", OURS.sign(b"message"))


def test_what_is_sealed_opens_for_its_owner_alone_and_never_looks_the_same():
    one, two = seal(OURS.public, b"13812345678"), seal(OURS.public, b"13812345678")
    assert OURS.open_sealed(one) == OURS.open_sealed(two) == b"13812345678"
    assert one != two and b"138" not in one
    with pytest.raises(CryptoError):
        THEIRS.open_sealed(one)
    with pytest.raises(CryptoError):
        OURS.open_sealed(one[:-1] + bytes([one[-1] ^ 1]))


def test_a_pin_is_peppered_by_this_machines_seed():
    assert OURS.peppered("123456") == OURS.peppered("123456")
    assert OURS.peppered("123456") != THEIRS.peppered("123456")
    assert "123456" not in OURS.peppered("123456")


@pytest.mark.parametrize("stored", [None, b"", b"k" * 31, b"k" * 33])
def test_a_key_that_is_lost_or_damaged_is_never_replaced_silently(
    tmp_path: Path, stored: bytes | None
):
    file = tmp_path / "station.key"
    if stored is not None:
        file.write_bytes(stored)
    with pytest.raises(BadKey, match=r"station\.key"):
        Keys.load(file, create=False)
    assert (file.read_bytes() if file.exists() else None) == stored
    if stored is not None:
        with pytest.raises(BadKey):
            Keys.load(file)


def test_drawing_a_key_leaves_one_file(tmp_path: Path):
    Keys.load(tmp_path / "station.key")
    assert [path.name for path in tmp_path.iterdir()] == ["station.key"]
