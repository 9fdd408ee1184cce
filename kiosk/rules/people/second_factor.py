"""Codes of a phone and recovery codes: how they are typed, and which of them open."""

import base64
import hmac
import re
from collections.abc import Callable

from kiosk.rules.input.folding import fold

STEP_MS = 30_000
"""How long the phone shows a code."""
NEAR = (0, -1, 1)
"""The steps whose codes are taken: clocks may differ by one."""
CODES = 10
"""Recovery codes that a user has."""
LETTERS = 10
"""Letters of a recovery code: 50 bits."""
_OF_PHONE = re.compile(r"[0-9]{6}")
_BETWEEN = re.compile(r"[\s-]+")


def typed(text: str) -> str:
    """A code as it was typed, in half width and small letters, without blanks and hyphens."""
    return _BETWEEN.sub("", fold(text[:40])).lower()


def is_of_phone(code: str) -> bool:
    """Whether it has the shape of a phone's code."""
    return _OF_PHONE.fullmatch(code) is not None


def recovery(drawn: bytes) -> str:
    """Drawn bytes as a recovery code."""
    return base64.b32encode(drawn).decode().lower()[:LETTERS]


def fitting(of: Callable[[int], str], code: str, at: int, last: int) -> int | None:
    """The time step whose code this is, at a moment (UTC ms), if it comes after the `last` one that
    was used; None for any other code. `of` gives a step's code."""
    now = at // STEP_MS
    fit = [
        now + by for by in NEAR
        if now + by > last and hmac.compare_digest(of(now + by).encode(), code.encode())
    ]  # fmt: skip
    return fit[0] if fit else None
