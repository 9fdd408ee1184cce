"""A pause of five minutes (暂停服务5分钟, P07): who can have one when, and how long it lasts.

The source (docs/practices.md, S2) asks that business is not disturbed, that at most five customers
queue, and that no one pauses more than twice a day. That another window is open meanwhile is our
choice.
"""

import hashlib
from typing import NamedTuple

from kiosk.rules.hall import help
from kiosk.vocabulary.documents import Policy
from kiosk.vocabulary.facts import Moment, PauseBegun, PauseEnded, PauseReason

MINUTE_MS = 60_000
FRESH_MS = 2 * MINUTE_MS
"""So long a ticket system's number of waiting customers counts; an older one is not believed, and
the clerk is asked instead."""


class Asked(NamedTuple):
    """What is known when a clerk asks for a pause: whether the clerk is on duty at a window and
    whether a pause is running, how many the clerk had that day, how many other windows are open,
    and how many customers wait (None if no one has said)."""

    at_window: bool
    paused: bool
    used: int
    others: int
    waiting: int | None


def refused(asked: Asked, policy: Policy) -> PauseReason | None:
    """Why there can be no pause now, None if there can; where it is not known how many wait, the
    rest is judged."""
    if policy.pause_most == 0:
        return "switched_off"
    if not asked.at_window:
        return "off_duty"
    if asked.paused:
        return "paused"
    if asked.used >= policy.pause_most:
        return "used_up"
    if asked.others == 0:
        return "alone"
    if asked.waiting is not None and asked.waiting > most_waiting(policy):
        return "queue"
    return None


def most_waiting(policy: Policy) -> int:
    """How many customers can wait when a pause begins: 以下 includes the number (民法典 art.
    1259), unless the policy says otherwise."""
    return policy.pause_waiting - policy.pause_below


def is_fresh(reported: int, now: int) -> bool:
    """Whether a number of waiting customers that was reported then still counts (both UTC ms). One
    from the future, as after a clock was put back, does not."""
    return 0 <= now - reported <= FRESH_MS


def ended_id(pause: str) -> str:
    """The event_id of the only fact that a pause was ended early."""
    return hashlib.sha256(b"pause ended" + pause.encode()).hexdigest()


def left(begun: PauseBegun, now: Moment, at: int) -> int:
    """Milliseconds until a pause ends by itself, 0 once it has.

    By the monotonic clock in the boot that wrote it, else by `at`, the time believed now (UTC ms).
    If that lies before the beginning, as where another station's clock is ahead, the pause has its
    full length; if by more than that length, it is over, so that no clock makes it last.
    """
    length = begun.minutes * MINUTE_MS
    gone = now.mono - begun.clock.mono if begun.clock.boot == now.boot else at - begun.at
    return max(0, length - max(0, gone)) if gone >= -length else 0


def lasted(begun: PauseBegun, ended: PauseEnded | None) -> int:
    """How long a pause lasted once it is over, in ms."""
    length = begun.minutes * MINUTE_MS
    return length if ended is None else min(length, help.between(begun, ended))


def minutes(ms: int) -> int:
    """Whole minutes, as they are shown; the last one begun counts."""
    return -(-ms // MINUTE_MS)
