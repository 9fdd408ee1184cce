"""How far a unit's points could differ by chance alone, printed beside them. It changes no result:
an award follows its published scheme (docs/recognition.md).

What customers give is counted as events that come independently, so that a count of n has a
standard deviation of the root of n (Poisson). Sources that count the same feedback twice, such as
all cards and the polite ones, vary together, so that their deviations are added: the range is
rather too wide than too narrow.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import fabs, sqrt
from typing import NamedTuple

from kiosk.rules.feedback.wilson import Z95, interval
from kiosk.rules.recognition.schemes import Figures, Result
from kiosk.vocabulary.documents import Scheme

_COUNTS = ("cards", "polite", "patient", "positive", "passionate", "professional", "least",
           "ratings", "low_grades", "complaints")  # fmt: skip


def reach(scheme: Scheme, inputs: Figures) -> float | None:
    """Half the width of the 95 % range of a unit's points. None if a source is missing, or is a
    satisfaction whose number of ratings is not among the scheme's figures. Imported figures and
    marks are taken as they are, and so is satisfaction's lower bound, which allows for chance."""
    whole = 0.0
    for source in scheme.sources:
        value = inputs[source.figure]
        if value is None:
            return None
        weight = fabs(source.amount)
        if source.way in ("mark", "mark_less"):
            weight /= 100
        if source.figure in _COUNTS:
            whole += weight * Z95 * sqrt(value)
        elif source.figure == "satisfaction":
            if not (n := round(inputs.get("ratings") or 0)):
                return None
            found = interval(min(n, round(value * n / 100)), n)
            whole += weight * 100 * (found.high - found.low) / 2
    return whole


class Close(NamedTuple):
    """The last that a quota chose and the first that it did not, whose points differ by no more
    than chance: `gap` points, where `reach` would be needed."""

    inside: Result
    outside: Result
    gap: Decimal
    reach: float


def close(scheme: Scheme, results: Sequence[Result]) -> Close | None:
    """Whether chance alone could have decided who is within the quota; None if not, without a
    quota, or if it can't be said. `results` are in the order of their places."""
    inside = [one for one in results if one.chosen]
    outside = [one for one in results if one.eligible and not one.chosen]
    if scheme.quota is None or not inside or not outside:
        return None
    last, first = inside[-1], outside[0]
    reaches = [reach(scheme, one.inputs) for one in (last, first)]
    if last.points is None or first.points is None or None in reaches:
        return None
    needed = sqrt(sum((one or 0) ** 2 for one in reaches))
    gap = last.points - first.points
    return Close(last, first, gap, needed) if gap < needed else None
