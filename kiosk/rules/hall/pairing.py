"""Codes by which a manager pairs a screen with the station: eight characters, typed on the screen
within ten minutes (SECURITY.md, "Guessing")."""

import hashlib

from kiosk.rules.cases.receipts import ALPHABET
from kiosk.rules.input.folding import squeezed
from kiosk.vocabulary.facts import Moment

LENGTH = 8
LIVES_MS = 600_000


def code(secret: bytes) -> str:
    """The code of a pairing, from at least five secret bytes."""
    number = int.from_bytes(secret[:5], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))


def tidy(typed: str) -> str:
    """A typed code in its normal form; whether it is one, only its hash can tell."""
    return squeezed(typed)[:40].upper().replace("-", "")


def lives(boot: str, mono: int, now: Moment) -> bool:
    """Whether a code made in this boot at `mono` ms can still be used; a restart ends all codes."""
    return boot == now.boot and 0 <= now.mono - mono < LIVES_MS


def paired_id(pairing: str) -> str:
    """The event_id of the only fact that a screen was paired."""
    return hashlib.sha256(b"paired" + pairing.encode()).hexdigest()


def unpaired_id(pairing: str) -> str:
    """The event_id of the only fact that a pairing ended."""
    return hashlib.sha256(b"unpaired" + pairing.encode()).hexdigest()
