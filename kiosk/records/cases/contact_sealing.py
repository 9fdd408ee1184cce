"""Sealing and opening contact details; nothing is stored here."""

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

import argon2.low_level
import msgspec
from nacl.exceptions import CryptoError

from kiosk.ground.keys import Keys, fingerprint, seal
from kiosk.rules.input.folding import fold
from kiosk.vocabulary.refusals import Refusal

NOTICE = "2"
"""The version of the notice that customers agree to. Its wording is in
templates/frame/macros/privacy.html; if its meaning changes, it gets a new number, which
docs/cases.md explains."""
PHONE = re.compile(r"\+?[0-9() -]{5,24}")
DIGEST = re.compile(r"[0-9a-f]{64}")
NAME_LIMIT = 20
PASSPHRASE_LEAST = 12
BODY_LIMIT = 4_096
"""Most bytes of a sealed contact on the wire."""


class Details(msgspec.Struct, frozen=True):
    """What the customer wrote; the salt keeps the digest from being guessed."""

    name: str
    phone: str
    salt: bytes


class Sealed(msgspec.Struct, frozen=True):
    """The same details, sealed for each key, by the key's fingerprint."""

    keys: dict[str, bytes]


class Kept(NamedTuple):
    """The digest in the case's body, and the sealed bytes stored next to the ledger."""

    digest: str
    body: bytes


def sealed(name: str, phone: str, salt: bytes, keys: Iterable[bytes]) -> Kept:
    """Details sealed for these public keys. `salt` is 16 random bytes.

    Raises Refusal `invalid_phone` or `long_comment`.
    """
    name, phone = name.strip(), fold(phone)
    if not PHONE.fullmatch(phone):
        raise Refusal("invalid_phone")
    if len(name) > NAME_LIMIT:
        raise Refusal("long_comment", field="name")
    return boxed(msgspec.json.encode(Details(name, phone, salt)), keys)


def boxed(plain: bytes, keys: Iterable[bytes]) -> Kept:
    """Bytes with a salt of their own, sealed for each of these public keys."""
    body = Sealed({fingerprint(key): seal(key, plain) for key in keys})
    return Kept(hashlib.sha256(plain).hexdigest(), msgspec.json.encode(body))


def opened(body: bytes, keys: Keys, digest: str) -> Details:
    """The details, opened with one of the keys that they were sealed for.

    Raises Refusal `wrong_passphrase` if they were not sealed for this key, `damaged_contact` if
    they don't match the digest in the case's body.
    """
    return _details(unboxed(body, keys, digest))


def unboxed(body: bytes, keys: Keys, digest: str) -> bytes:
    """The bytes that were sealed. Raises Refusal as `opened` does."""
    box = _boxes(body).get(keys.fingerprint)
    if box is None:
        raise Refusal("wrong_passphrase")
    try:
        plain = keys.open_sealed(box)
    except (CryptoError, TypeError, ValueError):
        raise Refusal("damaged_contact") from None
    if hashlib.sha256(plain).hexdigest() != digest:
        raise Refusal("damaged_contact")
    return plain


def _details(plain: bytes) -> Details:
    try:
        return msgspec.json.decode(plain, type=Details)
    except (ValueError, RecursionError):
        raise Refusal("damaged_contact") from None


def _boxes(body: bytes) -> dict[str, bytes]:
    """What was sealed for each key; nothing if these bytes are no sealed details."""
    try:
        return msgspec.json.decode(body, type=Sealed).keys
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return {}


def read_by(body: bytes) -> frozenset[str]:
    """The fingerprints of the keys that can open the sealed bytes; none if these are no sealed
    details."""
    return frozenset(_boxes(body))


def resealed(body: bytes, keys: Keys, digest: str, reader: bytes) -> Kept:
    """The same details, sealed for these keys and one reader alone; raises Refusal as `opened`
    does."""
    plain = unboxed(body, keys, digest)
    boxes = {fingerprint(key): seal(key, plain) for key in (keys.public, reader)}
    return Kept(digest, msgspec.json.encode(Sealed(boxes)))


def checked(body: bytes, keys: Keys, digest: str) -> None:
    """Raises Refusal `bad_envelope` unless these bytes are details sealed for `keys`, and
    `damaged_contact` unless what they hold has this digest."""
    if not DIGEST.fullmatch(digest) or len(body) > BODY_LIMIT:
        raise Refusal("bad_envelope", "contact")
    if keys.fingerprint not in read_by(body):
        raise Refusal("bad_envelope", "not sealed for this office")
    opened(body, keys, digest)


def from_passphrase(passphrase: str, salt: bytes) -> Keys:
    """The manager's keys; slow on purpose. `salt` is 16 random bytes, kept with the public key.

    Raises Refusal `short_passphrase`.
    """
    if len(passphrase) < PASSPHRASE_LEAST:
        raise Refusal("short_passphrase")
    seed = argon2.low_level.hash_secret_raw(
        passphrase.encode(), salt, time_cost=3, memory_cost=65_536, parallelism=1, hash_len=32,
        type=argon2.Type.ID,
    )  # fmt: skip
    return Keys(seed)


def opens(public: bytes, passphrase: str, salt: bytes) -> bool:
    """Whether a key was made from this passphrase."""
    if len(passphrase) < PASSPHRASE_LEAST:
        return False
    return from_passphrase(passphrase, salt).public == public


def usable(public: str, salt: str) -> bool:
    """Whether these hex strings are a key to seal for, and its salt of 16 bytes."""
    try:
        seal(bytes.fromhex(public), b"")
        return len(bytes.fromhex(salt)) == 16
    except (ValueError, TypeError, CryptoError, RuntimeError):
        return False
