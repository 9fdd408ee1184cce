"""Sealing and opening contact details; nothing is stored here."""

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

import argon2.low_level
import msgspec
from nacl.exceptions import CryptoError

from kiosk.ground.keys import Keys, fingerprint, seal
from kiosk.vocabulary.refusals import Refusal

NOTICE = "1"
"""The version of the notice that customers agree to. Its wording is in
templates/lobby/cases/_contact.html; if its meaning changes, it gets a new number."""
PHONE = re.compile(r"\+?[\d() -]{5,24}")
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
    name, phone = name.strip(), phone.strip()
    if not PHONE.fullmatch(phone):
        raise Refusal("invalid_phone")
    if len(name) > NAME_LIMIT:
        raise Refusal("long_comment", "name")
    plain = msgspec.json.encode(Details(name, phone, salt))
    body = Sealed({fingerprint(key): seal(key, plain) for key in keys})
    return Kept(hashlib.sha256(plain).hexdigest(), msgspec.json.encode(body))


def opened(body: bytes, keys: Keys, digest: str) -> Details:
    """The details, opened with one of the keys that they were sealed for.

    Raises Refusal `wrong_passphrase` if they were not sealed for this key, `damaged_contact` if
    they don't match the digest in the case's body.
    """
    box = msgspec.json.decode(body, type=Sealed).keys.get(keys.fingerprint)
    if box is None:
        raise Refusal("wrong_passphrase")
    try:
        plain = keys.open_sealed(box)
    except CryptoError:
        raise Refusal("damaged_contact") from None
    if hashlib.sha256(plain).hexdigest() != digest:
        raise Refusal("damaged_contact")
    return msgspec.json.decode(plain, type=Details)


def for_key(body: bytes, key: str) -> bool:
    """Whether the key with this fingerprint can open the sealed bytes."""
    return key in msgspec.json.decode(body, type=Sealed).keys


def resealed(body: bytes, keys: Keys, digest: str, reader: bytes) -> Kept:
    """The same details for one more reader; raises Refusal as `opened` does."""
    details = opened(body, keys, digest)
    before = msgspec.json.decode(body, type=Sealed).keys
    box = seal(reader, msgspec.json.encode(details))
    return Kept(digest, msgspec.json.encode(Sealed(before | {fingerprint(reader): box})))


def checked(body: bytes, keys: Keys, digest: str) -> None:
    """Raises Refusal `bad_envelope` if these bytes are not sealed details; if they are sealed for
    `keys`, they must also match the digest, else `damaged_contact`."""
    try:
        names = msgspec.json.decode(body, type=Sealed).keys
    except msgspec.MsgspecError as trouble:
        raise Refusal("bad_envelope", str(trouble)) from None
    if not re.fullmatch(r"[0-9a-f]{64}", digest) or len(body) > BODY_LIMIT:
        raise Refusal("bad_envelope", "contact")
    if keys.fingerprint in names:
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


def usable(public: str, salt: str) -> bool:
    """Whether these hex strings are a key to seal for, and its salt of 16 bytes."""
    try:
        seal(bytes.fromhex(public), b"")
        return len(bytes.fromhex(salt)) == 16
    except (ValueError, TypeError, CryptoError, RuntimeError):
        return False
