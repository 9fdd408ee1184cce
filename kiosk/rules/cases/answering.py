"""How long answers take, and how many are on time (P15). A case that is late and unanswered counts
as late; one that is not due yet counts neither way."""

import math
import statistics
from collections.abc import Sequence
from typing import NamedTuple

HOUR_MS = 3_600_000


class Answering(NamedTuple):
    """Of `opened` cases, `answered` have an answer; `on_time` have it by the due day, `late` have
    it later or are late without one. `median` and `p90` (nearest rank) are hours from opening to
    the first answer, None if there is none."""

    opened: int
    answered: int
    on_time: int
    late: int
    median: float | None
    p90: float | None

    @property
    def share(self) -> float | None:
        """The share that was on time, of all cases whose day has come."""
        return share(self.on_time, self.late)


def share(on_time: int, late: int) -> float | None:
    """The share that was on time, None while none can be judged."""
    return on_time / (on_time + late) if on_time + late else None


def summed(times: Sequence[int], opened: int, on_time: int, late: int) -> Answering:
    """Sums up so many cases by the milliseconds to the first answer of those that have one, in
    ascending order."""
    if not times:
        return Answering(opened, 0, on_time, late, None, None)
    nearest = times[math.ceil(0.9 * len(times)) - 1]
    median = statistics.median(times)
    return Answering(opened, len(times), on_time, late, median / HOUR_MS, nearest / HOUR_MS)
