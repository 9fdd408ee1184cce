"""Taking a fact back: who may, and until when (docs/architecture.md, "The ledger")."""

import hashlib

from kiosk.vocabulary.facts import Moment, Standing

VISIT_MS = 30_000
"""How long the visit that made a fact can take it back."""
HONOURED_MS = 60_000
"""How long after its fact a void is honoured by a receiver: the visit's 30 s, and room for a slow
commit."""


def void_id(event_id: str) -> str:
    """The event_id of the only void that a fact can have."""
    return hashlib.sha256(b"void" + event_id.encode()).hexdigest()


def _age(made: Standing, boot: str, mono: int) -> int | None:
    return mono - made.mono if made.boot == boot else None


def left(made: Standing, now: Moment) -> int:
    """Milliseconds in which the visit can still take the fact back; 0 afterwards."""
    age = _age(made, now.boot, now.mono)
    return max(0, VISIT_MS - age) if age is not None and age >= 0 else 0


def honoured(made: Standing, voided: Standing) -> bool:
    """Whether an arriving void is honoured: same boot, at most 60 s later."""
    age = _age(made, voided.boot, voided.mono)
    return age is not None and 0 <= age <= HONOURED_MS
