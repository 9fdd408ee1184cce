"""How often a station or a visitor may call: a bucket that each call takes from and that time fills
again.

A station's holds enough for one that fetches everything at once; a hall in daily work calls some
ten times in five minutes.
"""

import math
from typing import NamedTuple

BURST, A_SECOND = 3_000, 20


class Pace(NamedTuple):
    """How many calls a bucket holds, and how many a second fill it again."""

    burst: float
    a_second: float


VISITOR, VISITORS = Pace(30, 0.5), Pace(600, 20)
"""Those who ask about receipts without signing in: each address, and all of them together."""


class Bucket(NamedTuple):
    """How many calls are left, as of a moment on the monotonic clock (ms)."""

    left: float
    at: int


FULL = Bucket(BURST, 0)


def take(before: Bucket, now: int, pace: Pace | None = None) -> tuple[Bucket, int]:
    """The bucket after a call at `now`, and how many seconds the caller must wait, 0 if the call
    is within the rate, a station's unless another is given. A call that must wait takes nothing."""
    burst, a_second = pace or Pace(BURST, A_SECOND)
    filled = before.left + max(0, now - before.at) / 1000 * a_second
    left = min(float(burst), filled)
    if left < 1:
        return Bucket(left, now), math.ceil((1 - left) / a_second)
    return Bucket(left - 1, now), 0
