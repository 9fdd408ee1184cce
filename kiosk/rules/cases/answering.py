"""How long answers take, and how many are on time (P15). A case that is late and unanswered counts
as late; one that is not due yet counts neither way."""

import math
import statistics
from collections.abc import Iterable
from typing import NamedTuple


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


def summed(cases: Iterable[tuple[int | None, int | None]]) -> Answering:
    """Sums up cases given as (milliseconds to the first answer, 1 if by the due day, else 0). The
    first is None while there is no answer; then the second is 0 once the case is late, else
    None."""
    answers = list(cases)
    hours = sorted(ms / 3_600_000 for ms, _ in answers if ms is not None)
    kept = sum(1 for _, on_time in answers if on_time)
    late = sum(1 for _, on_time in answers if on_time == 0)
    if not hours:
        return Answering(len(answers), 0, kept, late, None, None)
    nearest = math.ceil(0.9 * len(hours)) - 1
    median = statistics.median(hours)
    return Answering(len(answers), len(hours), kept, late, median, hours[nearest])
