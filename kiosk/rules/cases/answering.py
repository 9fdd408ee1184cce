"""How long answers take, and how many kept their day (P15)."""

import math
import statistics
from collections.abc import Iterable
from typing import NamedTuple


class Answering(NamedTuple):
    """Of `opened` cases so many were answered, so many of these by their day;
    hours from opening to the first answer: the median and the 90th percentile
    (nearest rank), None where nothing was answered."""

    opened: int
    answered: int
    on_time: int
    median: float | None
    p90: float | None

    @property
    def share(self) -> float | None:
        """Which share of the answers kept their day."""
        return self.on_time / self.answered if self.answered else None


def summed(cases: Iterable[tuple[int | None, bool | None]]) -> Answering:
    """Cases as (milliseconds to the first answer, whether by its day); None
    and None while there is no answer."""
    told = list(cases)
    hours = sorted(ms / 3_600_000 for ms, _ in told if ms is not None)
    if not hours:
        return Answering(len(told), 0, 0, None, None)
    nearest = math.ceil(0.9 * len(hours)) - 1
    kept = sum(1 for _, on_time in told if on_time)
    return Answering(len(told), len(hours), kept, statistics.median(hours), hours[nearest])
