"""Whether a figure changed, or only varies as it always does: an XmR chart of its weeks.

Limits and rules as in "Making Data Count" of NHS England, whose icons the pages follow; their run
is of 7 points, ours of 8. A week that says too little is no point of the chart: None.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Literal, NamedTuple

LEAST = 12
"""Points from which limits are drawn; fewer say too little of what is usual."""
SCALING = 2.66
"""What a mean moving range is multiplied by: 3 / 1.128, the latter being the mean range of two
values in standard deviations."""
RUN = 8
"""Points in a row on one side of the mean."""
TREND = 6
"""Points in a row of which each is above, or each below, the one before."""
NEAR, WINDOW = 2, 3
"""Of so many points in a row so many near the same limit: beyond two thirds of the way to it."""

Signal = Literal["outside", "run", "near", "trend"]
Change = Literal["better", "worse", "usual", "few"]
Target = Literal["always", "never", "at_times", "none"]


class Limits(NamedTuple):
    """The mean, and the limits within which the figure varies by itself."""

    mean: float
    low: float
    high: float


class Seen(NamedTuple):
    """What a point shows: its signal, and whether it is upward."""

    signal: Signal
    up: bool


def limits(values: Sequence[float | None]) -> Limits | None:
    """The natural process limits; None of fewer than LEAST points."""
    points = [value for value in values if value is not None]
    if len(points) < LEAST:
        return None
    ranges = [abs(after - before) for before, after in pairwise(points)]
    mean, reach = fmean(points), SCALING * fmean(ranges)
    return Limits(mean, mean - reach, mean + reach)


def seen(values: Sequence[float | None], of: Limits) -> list[Seen | None]:
    """What each point shows, None for one that shows nothing. All points of a run or a trend are
    marked, and those near a limit; of several signals the clearer one counts."""
    places = [place for place, value in enumerate(values) if value is not None]
    points = [value for value in values if value is not None]
    found: list[Seen | None] = [None] * len(values)
    for signals in (_trends, _near, _runs, _outside):
        for several, shown in signals(points, of):
            for one in several:
                found[places[one]] = shown
    return found


Marks = Iterator[tuple[Sequence[int], Seen]]
"""Numbers of points, and what they show together."""


def _trends(points: Sequence[float], _of: Limits) -> Marks:
    steps = [(b > a) - (b < a) for a, b in pairwise(points)]
    for first in range(len(points) - TREND + 1):
        step = steps[first]
        if step and all(one == step for one in steps[first : first + TREND - 1]):
            yield range(first, first + TREND), Seen("trend", step > 0)


def _near(points: Sequence[float], of: Limits) -> Marks:
    edge = 2 / 3 * (of.high - of.mean)
    for first in range(len(points) - NEAR + 1):
        several = range(first, min(first + WINDOW, len(points)))
        for up in (True, False):
            near = [n for n in several if (points[n] - of.mean) * (1 if up else -1) > edge]
            if len(near) >= NEAR:
                yield near, Seen("near", up)


def _runs(points: Sequence[float], of: Limits) -> Marks:
    sides = [(one > of.mean) - (one < of.mean) for one in points]
    for first in range(len(points) - RUN + 1):
        if sides[first] and len(set(sides[first : first + RUN])) == 1:
            yield range(first, first + RUN), Seen("run", sides[first] > 0)


def _outside(points: Sequence[float], of: Limits) -> Marks:
    for place, one in enumerate(points):
        if not of.low <= one <= of.high:
            yield [place], Seen("outside", one > of.high)


def change(values: Sequence[float | None], *, up_is_good: bool = True) -> Change:
    """What the last point says; "few" where it is none, or there are too few for limits."""
    of = limits(values)
    if of is None or values[-1] is None:
        return "few"
    last = seen(values, of)[-1]
    if last is None:
        return "usual"
    return "better" if last.up == up_is_good else "worse"


def target(of: Limits | None, wanted: float | None, *, up_is_good: bool = True) -> Target:
    """Whether a figure that varies as usual meets a target: always, never, or at times, by chance.
    "none" without a target, or without limits."""
    if of is None or wanted is None:
        return "none"
    always, never = of.low >= wanted, of.high < wanted
    if not up_is_good:
        always, never = of.high <= wanted, of.low > wanted
    return "always" if always else "never" if never else "at_times"


def size(values: Sequence[float | None], of: Limits) -> float:
    """How far the last point is from the mean, in reaches of the limits; 0 where there is none."""
    reach, last = of.high - of.mean, values[-1]
    return abs(last - of.mean) / reach if reach and last is not None else 0.0
