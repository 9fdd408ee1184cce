"""A machine's keys: made once, stored beside the database, readable by their owner only.

One 32-byte seed gives the Ed25519 signing key, the X25519 sealing key that belongs to it, and
a pepper for PINs; a copy of the database alone opens nothing.
"""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey


class Keys:
    """The keys derived from one seed of 32 bytes."""

    def __init__(self, seed: bytes) -> None:
        self._signing = SigningKey(seed)
        self.public = bytes(self._signing.verify_key)
        self._pepper = hashlib.sha256(b"pepper" + seed).digest()

    @classmethod
    def load(cls, path: Path) -> "Keys":
        """Reads the seed; if there is none, draws and stores one (mode 0600)."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
                file.flush()
                os.fsync(file.fileno())
        return cls(path.read_bytes())

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

    def open_sealed(self, sealed: bytes) -> bytes:
        """Opens what was sealed to this machine; raises nacl.exceptions.CryptoError."""
        return SealedBox(self._signing.to_curve25519_private_key()).decrypt(sealed)


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


def seal(public: bytes, message: bytes) -> bytes:
    """Seals `message` so that only the owner of this signing key can open it, not even the
    sender."""
    return SealedBox(VerifyKey(public).to_curve25519_public_key()).encrypt(message)
