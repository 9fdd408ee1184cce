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


def summed(times: Sequence[int | None], answers: Sequence[int | None]) -> Answering:
    """Sums up cases by their milliseconds to the first answer, None while there is none, and by
    whether it came by the due day, 1 or 0; unanswered cases are 0 once they are late, else None."""
    answered = sorted(ms for ms in times if ms is not None)
    opened, kept, late = len(times), answers.count(1), answers.count(0)
    if not answered:
        return Answering(opened, 0, kept, late, None, None)
    nearest = answered[math.ceil(0.9 * len(answered)) - 1]
    median = statistics.median(answered)
    return Answering(opened, len(answered), kept, late, median / HOUR_MS, nearest / HOUR_MS)
