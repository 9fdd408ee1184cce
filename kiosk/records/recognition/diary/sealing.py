"""Sealing a diary (P06); nothing is stored here.

A random key seals each entry (libsodium's secretbox). It is itself sealed by a key from the owner's
passphrase (argon2id), and by nothing else: neither PIN nor the machine's own keys lead to it.
"""

import datetime
from typing import NamedTuple

import argon2.low_level
import msgspec
from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from kiosk.rules.recognition.diary import passphrases
from kiosk.vocabulary.refusals import Refusal

KEY_BYTES = SecretBox.KEY_SIZE
SALT_BYTES = 16
_BLOCK = 512
"""Entries are padded to whole blocks of so many bytes, or their length would tell of them."""


class Written(msgspec.Struct, frozen=True):
    """An entry as its owner wrote it: its type, the day and moment (UTC ms), the words, and whether
    it was counted."""

    mark: str
    day: datetime.date
    at: int
    text: str
    counted: bool


class Lock(NamedTuple):
    """The diary's key, sealed by its passphrase with this salt."""

    salt: bytes
    box: bytes


def lock(key: bytes, passphrase: str, salt: bytes) -> Lock:
    """The lock that this passphrase opens; slow on purpose. `key` and `salt` are random bytes."""
    return Lock(salt, bytes(SecretBox(_stretched(passphrase, salt)).encrypt(key)))


def unlock(of: Lock, passphrase: str) -> bytes:
    """The diary's key. Raises Refusal `wrong_diary_words`."""
    if not passphrases.is_one(passphrase):
        raise Refusal("wrong_diary_words")
    try:
        return SecretBox(_stretched(passphrase, of.salt)).decrypt(of.box)
    except (CryptoError, ValueError):
        raise Refusal("wrong_diary_words") from None


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return argon2.low_level.hash_secret_raw(
        passphrases.letters(passphrase).encode(), salt, time_cost=3, memory_cost=65_536,
        parallelism=1, hash_len=32, type=argon2.Type.ID,
    )  # fmt: skip


def sealed(key: bytes, written: Written) -> bytes:
    """An entry as it is stored."""
    plain = sodium_pad(msgspec.json.encode(written), _BLOCK)
    return bytes(SecretBox(key).encrypt(plain))


def opened(key: bytes, body: bytes) -> Written | None:
    """A stored entry; None if it was damaged, or sealed with another key."""
    try:
        plain = sodium_unpad(SecretBox(key).decrypt(body), _BLOCK)
        return msgspec.json.decode(plain, type=Written)
    except (CryptoError, ValueError, TypeError, RecursionError):
        return None
