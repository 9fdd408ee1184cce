"""Calls for help (P46): how long a customer has waited, when the screens admit that no one has
answered, and figures of many calls."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kiosk.vocabulary.facts import Fact, Moment

PATIENCE_MS = 60_000
"""After so long without anyone on the way, the lobby says so and offers to file a case."""
ON_THE_WAY_MS = 180_000
"""So long after a clerk has set out without arriving, it does the same."""


def taken_id(call: str) -> str:
    """The event_id of the only fact that a clerk is on the way to a call."""
    return hashlib.sha256(b"taken" + call.encode()).hexdigest()


def came_id(call: str) -> str:
    """The event_id of the only fact that a clerk came to a call."""
    return hashlib.sha256(b"came" + call.encode()).hexdigest()


def case_key(call: str) -> str:
    """The form's key under which a call is filed as a case: one call is one case."""
    return hashlib.sha256(b"help case" + call.encode()).hexdigest()[:32]


def between(call: Fact, later: Fact) -> int:
    """Milliseconds from a call to a later fact: by the monotonic clock if the same machine wrote
    both in one boot, else by the times that they claim."""
    if call.clock.boot == later.clock.boot:
        return max(0, later.clock.mono - call.clock.mono)
    return max(0, later.at - call.at)


def waited(call: Fact, now: Moment, at: int) -> int:
    """Milliseconds since a call; `at` is the time believed now (UTC ms), by which calls of another
    machine or boot are measured."""
    if call.clock.boot == now.boot:
        return max(0, now.mono - call.clock.mono)
    return max(0, at - call.at)


def is_late(waited: int, taken_after: int | None) -> bool:
    """Whether a customer has waited too long: `waited` ms until now, or `taken_after` None as long
    as no one is on the way."""
    if taken_after is None:
        return waited >= PATIENCE_MS
    return waited - taken_after >= ON_THE_WAY_MS


class Times(NamedTuple):
    """How many calls were answered in some way, and within how many ms half and nine tenths of
    these; None if none was."""

    number: int
    median: int | None
    most: int | None


class Figures(NamedTuple):
    """How calls were answered: `calls` in all, `prompt` those that a clerk answered within
    PATIENCE_MS, `unanswered` those that no one took and no one came to."""

    calls: int
    prompt: int
    unanswered: int
    taken: Times
    came: Times


def figures(answers: Iterable[tuple[int | None, int | None]]) -> Figures:
    """Sums up calls, each as the ms after which it was taken and after which someone came."""
    rows = list(answers)
    taken = sorted(ms for ms, _ in rows if ms is not None)
    came = sorted(ms for _, ms in rows if ms is not None)
    prompt = sum(_is_prompt(one) or _is_prompt(other) for one, other in rows)
    unanswered = rows.count((None, None))
    return Figures(len(rows), prompt, unanswered, _times(taken), _times(came))


def _is_prompt(after: int | None) -> bool:
    return after is not None and after < PATIENCE_MS


def _times(ordered: Sequence[int]) -> Times:
    if not ordered:
        return Times(0, None, None)
    return Times(len(ordered), _within(ordered, 50), _within(ordered, 90))


def _within(ordered: Sequence[int], per_cent: int) -> int:
    """The smallest value within which so many per cent lie (nearest rank)."""
    return ordered[-(-len(ordered) * per_cent // 100) - 1]
