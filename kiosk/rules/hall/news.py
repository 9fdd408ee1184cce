"""What the lobby shows of itself while no one is at it (本厅动态, P47).

Figures and dates decide, so that no one at the branch can pick who is praised.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kiosk.rules.input.numbers import whole
from kiosk.rules.publishing.in_force import in_force
from kiosk.vocabulary.documents import Version

PRAISED_DAYS = 7
"""Praise counts from this many days before today; today's would change the page at each card."""
LEAST_PRAISE = 3
MOST_PRAISED = 4
CHANGED_DAYS = 30
"""For how long fees are called changed."""
OPENING_MINUTES = 10
CLOSING_MINUTES = 15
"""How long after opening a welcome is shown, and how long before closing that the hall closes."""


class Praise(NamedTuple):
    """An hour in which a customer gave a clerk a card or the best grade, at a screen."""

    clerk: str
    day: datetime.date
    hour: int


def praised(given: Iterable[Praise]) -> tuple[str, ...]:
    """The clerks praised most, by badge: the number of different hours with praise counts, so that
    a burst of taps counts once. Clerks with the same number are shown together or not at all."""
    hours: dict[str, int] = {}
    for clerk in (one.clerk for one in set(given)):
        hours[clerk] = hours.get(clerk, 0) + 1
    shown: list[str] = []
    for number in sorted({*hours.values()}, reverse=True):
        equals = [clerk for clerk in hours if hours[clerk] == number]
        if number < LEAST_PRAISE or len(shown) + len(equals) > MOST_PRAISED:
            break
        shown += equals
    return tuple(sorted(shown))


def changed(line: Sequence[Version], day: datetime.date) -> Version | None:
    """The version of a document that holds on `day`, if it took the place of an earlier one less
    than CHANGED_DAYS before."""
    holding = in_force(line, day)
    if holding is None or holding.in_force <= day - datetime.timedelta(CHANGED_DAYS):
        return None
    earlier = any(version.in_force < holding.in_force for version in line)
    return holding if earlier else None


def announced(now: datetime.time, opens: str, closes: str) -> str:
    """`opening` in the first minutes of the hall's day, `closing` in the last ones before its end,
    else ''. `opens` and `closes` are such as 08:30, '' for no announcement."""
    minute = 60 * now.hour + now.minute
    if opens and 0 <= minute - _minute(opens) < OPENING_MINUTES:
        return "opening"
    if closes and 0 < _minute(closes) - minute <= CLOSING_MINUTES:
        return "closing"
    return ""


def _minute(clock: str) -> int:
    return 60 * whole(clock[:2]) + whole(clock[3:])
