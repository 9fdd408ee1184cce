"""Invitations to rate a clerk on a customer's own phone: a tablet of the hall shows each as a QR
code. It is for one clerk and one rating and ends soon, so that a picture of it is of no use at home
(docs/network.md, "Customers' phones")."""

import re
from typing import NamedTuple

from kiosk.rules.input.numbers import digits
from kiosk.vocabulary.facts import Moment

LIVES_MS = 300_000
"""From being shown to the rating; long enough to join the hall's Wi-Fi."""
SHOWN_S = 30
"""The tablet shows another one after so long."""
MOST_A_DAY = 50
"""Ratings of one clerk that can come from phones on a day: more than a window serves in its busiest
hours; who holds a tablet for longer can rate on it."""
_TOKEN = re.compile(r"([0-9]{1,15})-([0-9a-f]{16})-([0-9a-f]{32})")


class Invitation(NamedTuple):
    """A token as a phone brings it: made at `mono` ms of this machine's clock, with a `nonce` that
    no other has; `key` is what the machine signed it with, and the rating's form key."""

    mono: int
    nonce: str
    key: str


def secret(boot: str, mono: int, nonce: str, badge: str, served: str) -> str:
    """What the machine signs: everything that an invitation is for. `served` is the event_id of the
    service that was done, '' for none."""
    return f"invitation {boot} {mono} {nonce} {badge} {served}"


def token(one: Invitation) -> str:
    """As it is in the address."""
    return f"{one.mono}-{one.nonce}-{one.key}"


def read(said: str) -> Invitation | None:
    """The invitation in an address; None for anything else."""
    found = _TOKEN.fullmatch(said[:100])
    return Invitation(digits(found[1]), found[2], found[3]) if found else None


def lives(one: Invitation, now: Moment) -> bool:
    """Whether it can still be used; its signature tells whether it is of this boot."""
    return 0 <= now.mono - one.mono < LIVES_MS
