"""What a station says it holds of its branch's chains, when it asks for the rest."""

import re
from typing import NamedTuple

from kiosk.rules.input.numbers import NotANumber, digits
from kiosk.vocabulary.refusals import Refusal

MOST_CHAINS = 1_000


class Reported(NamedTuple):
    """How far a station holds a chain, and its head there; b'' if the station did not report it."""

    seq: int
    head: bytes


NOTHING = Reported(0, b"")


def held_by(after: str) -> dict[tuple[str, int], Reported]:
    """The chains that the station reports to hold: station:epoch:seq:head, separated by commas; the
    head is 64 hex digits, left out by older stations. Raises Refusal `bad_envelope`."""
    held = {}
    parts = [part for part in after.split(",") if part]
    if len(parts) > MOST_CHAINS:
        raise Refusal("bad_envelope", f"after: {len(parts)} chains")
    for part in parts:
        station, epoch, seq, head = (*part.split(":"), "", "", "")[:4]
        try:
            of, upto = (station, digits(epoch)), digits(seq)
        except NotANumber:
            raise Refusal("bad_envelope", f"after: {part[:60]}") from None
        if not re.fullmatch(r"([0-9a-f]{64})?", head):
            raise Refusal("bad_envelope", f"after: {part[:60]}")
        held[of] = Reported(upto, bytes.fromhex(head))
    return held
