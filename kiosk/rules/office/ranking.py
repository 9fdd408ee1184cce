"""Who is better than whom, where that can be known (docs/comparing.md).

Every unit of a field gets the set of places that it can have; all sets together hold the true
places with 95 % probability. A place is printed only where its set is at most a quarter of the
field. A unit is named among the first or last N only where its whole set lies there (P33).
"""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Literal, NamedTuple

from kiosk.rules.feedback.wilson import Interval, interval

ENOUGH = 30
"""A unit with fewer ratings is outside the field: 样本不足. Our choice."""
MOST = 400
"""Units of which all pairs are compared, which takes a fifth of a second; of more, none are."""
_NARROW = 4
"""A place is printed where its set is at most this part of the field."""
_TENTH, _FEWEST_LISTED = 10, 3

Standing = Literal["placed", "unclear", "few", "uncompared"]


class Unit(NamedTuple):
    """A hall or a clerk, with how many of its ratings were satisfied."""

    key: str
    satisfied: int
    rated: int


class Places(NamedTuple):
    """The first and last place that a unit can have."""

    first: int
    last: int


class Ranked(NamedTuple):
    """A unit, its share with Wilson's interval (None without ratings) and its places (None outside
    the field)."""

    unit: Unit
    share: Interval | None
    places: Places | None
    standing: Standing


class Field(NamedTuple):
    """The units by share, largest first, then those outside the field, which has `size` units.
    `best` and `worst` are proved to be among the first and last `listed` of it."""

    units: tuple[Ranked, ...]
    size: int
    listed: int
    best: tuple[str, ...]
    worst: tuple[str, ...]

    @property
    def compared(self) -> bool:
        """Whether the field is small enough for all pairs to be compared."""
        return self.size <= MOST


def judge(units: Iterable[Unit], seed: int) -> Field:
    """Compares all units of a field; the same seed gives the same places. A count out of its range,
    which facts that arrive in pieces can leave for a moment, is read as the nearest within it."""
    sound = [_sound(one) for one in units]
    able = sorted((one for one in sound if one.rated >= ENOUGH), key=_by_share)
    few = sorted((one for one in sound if one.rated < ENOUGH), key=lambda one: one.key)
    sets = _sets(able, seed) if 1 < len(able) <= MOST else []
    size, listed = len(able), min(max(_FEWEST_LISTED, ceil(len(able) / _TENTH)), len(able) // 4)
    found = [_ranked(one, sets[at] if sets else None, size) for at, one in enumerate(able)]
    at = [(one.key, places) for one, places in zip(able, sets, strict=False)]
    return Field(
        (*found, *(_outside(one, "few") for one in few)),
        size,
        listed,
        tuple(key for key, places in at if places.last <= listed),
        tuple(key for key, places in at if places.first > size - listed),
    )


def _sound(one: Unit) -> Unit:
    rated = max(0, one.rated)
    return Unit(one.key, min(max(0, one.satisfied), rated), rated)


def _by_share(one: Unit) -> tuple[float, str]:
    return -one.satisfied / one.rated, one.key


def _sets(units: Sequence[Unit], seed: int) -> list[Places]:
    from kiosk.rules.office.rank_sets import rank_sets  # loads numpy

    found = rank_sets([one.satisfied for one in units], [one.rated for one in units], seed)
    return [Places(*one) for one in found]


def _ranked(unit: Unit, places: Places | None, size: int) -> Ranked:
    if places is None:
        return _outside(unit, "uncompared")
    narrow = _NARROW * (places.last - places.first + 1) <= size
    standing: Standing = "placed" if narrow else "unclear"
    return Ranked(unit, interval(unit.satisfied, unit.rated), places, standing)


def _outside(unit: Unit, standing: Standing) -> Ranked:
    share = interval(unit.satisfied, unit.rated) if unit.rated else None
    return Ranked(unit, share, None, standing)
