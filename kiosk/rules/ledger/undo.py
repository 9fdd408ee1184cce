"""Taking back: who may, and until when (design: Undo)."""

import hashlib

from kiosk.vocabulary.facts import Moment, Standing

VISIT_MS = 30_000
"""How long the visit that made a fact may take it back."""
HONOURED_MS = 60_000
"""How long after its fact a void is believed by whoever receives it: the
visit's 30 s and room for a slow commit."""


def void_id(event_id: str) -> str:
    """The event_id of the one void a fact can have."""
    return hashlib.sha256(b"void" + event_id.encode()).hexdigest()


def _age(made: Standing, boot: str, mono: int) -> int | None:
    return mono - made.mono if made.boot == boot else None


def left(made: Standing, now: Moment) -> int:
    """Milliseconds in which the visit may still take the fact back; 0 after."""
    age = _age(made, now.boot, now.mono)
    return max(0, VISIT_MS - age) if age is not None and age >= 0 else 0


def honoured(made: Standing, voided: Standing) -> bool:
    """Whether a void that arrives is believed: the same boot, at most 60 s later."""
    age = _age(made, voided.boot, voided.mono)
    return age is not None and 0 <= age <= HONOURED_MS
