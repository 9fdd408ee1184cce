"""A machine's keys: made once, stored beside the database, readable by their owner only.

One 32-byte seed gives the Ed25519 signing key, the X25519 sealing key that belongs to it, and
a pepper for PINs and for secrets that the machine reads again; a copy of the database alone opens
nothing.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.public import SealedBox
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey

SEED_BYTES = 32


class BadKey(Exception):
    """The key file is missing or damaged; the message names it."""


class Keys:
    """The keys derived from one seed of 32 bytes; 32 more, if there are, are the pepper."""

    def __init__(self, seed: bytes) -> None:
        self._signing = SigningKey(seed[:SEED_BYTES])
        self.public = bytes(self._signing.verify_key)
        self._pepper = seed[SEED_BYTES:] or hashlib.sha256(b"pepper" + seed).digest()

    @classmethod
    def load(cls, path: Path, *, create: bool = True) -> "Keys":
        """Reads the seed; if there is none, draws and stores one (mode 0600), or with `create` off
        raises BadKey, as for a file that is no seed: what a lost key has signed and sealed can't be
        continued with another."""
        if create and not path.exists():
            _draw(path)
        try:
            seed = path.read_bytes()
        except OSError as error:
            raise BadKey(f"{path}: {error.strerror}") from None
        if len(seed) not in (SEED_BYTES, 2 * SEED_BYTES):
            raise BadKey(f"{path}: {len(seed)} bytes instead of {SEED_BYTES}")
        return cls(seed)

    def successor(self, path: Path) -> "Keys":
        """The keys that follow these, stored in `path` beside them and drawn if there are none yet:
        the pepper stays, so that PINs remain valid."""
        if not path.exists():
            _draw(path, self._pepper)
        return Keys.load(path, create=False)

    def derived(self, purpose: str) -> "Keys":
        """Keys for this purpose alone, made of these: there is no other file to keep."""
        seed = hmac.new(bytes(self._signing), purpose.encode(), hashlib.sha256).digest()
        return Keys(seed)

    @property
    def fingerprint(self) -> str:
        """The short name of the public key; also a station's id."""
        return fingerprint(self.public)

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature, 64 bytes."""
        return self._signing.sign(message).signature

    def peppered(self, secret: str) -> str:
        """A PIN as it enters the password hash: worthless without the seed."""
        return hmac.new(self._pepper, secret.encode(), hashlib.sha256).hexdigest()

    def hide(self, text: str) -> bytes:
        """A text that only this machine reads again, also after its key was renewed (`successor`):
        a copy of the database alone shows nothing of it."""
        return bytes(SecretBox(self._hiding).encrypt(text.encode()))

    def reveal(self, hidden: bytes) -> str:
        """The text that was hidden; raises nacl.exceptions.CryptoError."""
        return SecretBox(self._hiding).decrypt(hidden).decode()

    @property
    def _hiding(self) -> bytes:
        return hmac.new(self._pepper, b"hidden texts", hashlib.sha256).digest()

    def open_sealed(self, sealed: bytes) -> bytes:
        """Opens what was sealed to this machine; raises nacl.exceptions.CryptoError."""
        return SealedBox(self._signing.to_curve25519_private_key()).decrypt(sealed)


def _draw(path: Path, pepper: bytes = b"") -> None:
    """Stores a new seed: whole or not at all, whenever the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(SEED_BYTES) + pepper)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):  # another process was first
        os.link(part, path)
    part.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def fingerprint(public: bytes) -> str:
    """120 bits of a public key's SHA-256 as 24 lower-case base32 letters."""
    return base64.b32encode(hashlib.sha256(public).digest()[:15]).decode().lower()


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` was made over `message` with that key."""
    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def signed_by_one(publics: Iterable[bytes], message: bytes, signature: bytes) -> bool:
    """Whether `signature` was made over `message` with one of these keys."""
    return any(signed_by(public, message, signature) for public in publics)


def seal(public: bytes, message: bytes) -> bytes:
    """Seals `message` so that only the owner of this signing key can open it, not even the
    sender."""
    return SealedBox(VerifyKey(public).to_curve25519_public_key()).encrypt(message)
