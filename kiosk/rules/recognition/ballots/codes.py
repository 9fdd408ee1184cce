"""A trustee's secret key as a person keeps it: 32 letters and digits in groups of four, of which
the last bytes find a slip of the pen."""

import base64
import hashlib
import re

SECRET_BYTES, CHECK_BYTES = 16, 4
_OURS, _THEIRS = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_WRITTEN = bytes.maketrans(_THEIRS, _OURS)
_READ = bytes.maketrans(_OURS + b"OIL", _THEIRS + b"ABB")
"""What people write for 0 and 1 is read as those."""
_CODE = re.compile(r"[0-9A-TV-Z]{32}")


class OddCode(Exception):
    """What was typed is no key, or is mistyped."""


def written(secret: bytes) -> str:
    """The secret (16 bytes) as it is shown, in Crockford's alphabet, which has no I, L, O and U."""
    text = base64.b32encode(secret + _check(secret)).translate(_WRITTEN).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def read(typed: str) -> bytes:
    """The secret that was typed, or that is on a line of a key's file. Raises OddCode."""
    for line in (typed, *typed.splitlines()):
        code = re.sub(r"[\s-]", "", line).upper()
        if _CODE.fullmatch(code):
            both = base64.b32decode(code.encode().translate(_READ))
            secret = both[:SECRET_BYTES]
            if both[SECRET_BYTES:] == _check(secret):
                return secret
    raise OddCode


def seed(secret: bytes) -> bytes:
    """The seed of the key pair that follows from a secret (32 bytes)."""
    return hashlib.sha256(b"tingsheng trustee " + secret).digest()


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(b"tingsheng check " + secret).digest()[:CHECK_BYTES]
