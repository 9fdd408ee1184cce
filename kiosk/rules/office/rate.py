"""How often a station may call: a bucket that each call takes from and that time fills again.

It holds enough for a station that fetches everything at once; a hall in daily work calls some ten
times in five minutes.
"""

import math
from typing import NamedTuple

BURST, A_SECOND = 3_000, 20


class Bucket(NamedTuple):
    """How many calls are left, as of a moment on the monotonic clock (ms)."""

    left: float
    at: int


FULL = Bucket(BURST, 0)


def take(before: Bucket, now: int) -> tuple[Bucket, int]:
    """The bucket after a call at `now`, and how many seconds the caller must wait, 0 if the call
    is within the rate. A call that must wait takes nothing."""
    filled = before.left + max(0, now - before.at) / 1000 * A_SECOND
    left = min(float(BURST), filled)
    if left < 1:
        return Bucket(left, now), math.ceil((1 - left) / A_SECOND)
    return Bucket(left - 1, now), 0
