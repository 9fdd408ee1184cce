"""How many months a clerk has been on the roster (在册月数), by the rosters that were published.

Days on the roster count in whichever branch and under whichever name. Each stretch gives its full
months, from the day that it begins to the same day of a later month, or to that month's end where
it has no such day (民法典 art. 202); what is left over gives none, and days off the roster do not
count. A new badge number is a new person: rosters say nothing else. These are our choices.
"""

import calendar
import datetime
from collections.abc import Iterable
from typing import NamedTuple

from kiosk.rules.recognition.periods import Span

_ONE = datetime.timedelta(1)


class Change(NamedTuple):
    """From this day on a clerk is on the roster, or is not."""

    first: datetime.date
    on: bool


def stretches(changes: Iterable[Change], last: datetime.date) -> list[Span]:
    """When a clerk was on the roster up to `last`, both days of each included."""
    found: list[Span] = []
    begun: datetime.date | None = None
    for change in sorted(one for one in changes if one.first <= last):
        if change.on and begun is None:
            begun = change.first
        elif not change.on and begun is not None:
            found.append(Span(begun, change.first - _ONE))
            begun = None
    return [*found, Span(begun, last)] if begun is not None else found


def months(some: Iterable[Span]) -> int:
    """The full months of these stretches."""
    return sum(map(_full, some))


def _full(span: Span) -> int:
    after = span.last + _ONE
    number = (after.year - span.first.year) * 12 + after.month - span.first.month
    end = calendar.monthrange(after.year, after.month)[1]
    return number if after.day >= min(span.first.day, end) else number - 1
