"""How long answers take, and how many are on time (P15)."""

import math
import statistics
from collections.abc import Iterable
from typing import NamedTuple


class Answering(NamedTuple):
    """Of `opened` cases, `answered` have an answer, `on_time` of them by the due day. `median`
    and `p90` (nearest rank) are hours from opening to the first answer, None if there is none."""

    opened: int
    answered: int
    on_time: int
    median: float | None
    p90: float | None

    @property
    def share(self) -> float | None:
        """The share of answers that were on time."""
        return self.on_time / self.answered if self.answered else None


def summed(cases: Iterable[tuple[int | None, bool | None]]) -> Answering:
    """Sums up cases given as (milliseconds to the first answer, whether by the due day); both are
    None while there is no answer."""
    answers = list(cases)
    hours = sorted(ms / 3_600_000 for ms, _ in answers if ms is not None)
    if not hours:
        return Answering(len(answers), 0, 0, None, None)
    nearest = math.ceil(0.9 * len(hours)) - 1
    kept = sum(1 for _, on_time in answers if on_time)
    return Answering(len(answers), len(hours), kept, statistics.median(hours), hours[nearest])
