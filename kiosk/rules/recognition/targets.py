"""Targets of clerks against results (P37): what a result says of a target, and how long it runs.

A figure that is not there yet is not 0: nothing is said of it. No one is compared with anyone.
"""

import datetime
from decimal import Decimal
from typing import Literal

from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.schemes import ConditionWay

Standing = Literal["no_number", "reached", "short", "within", "over"]


def standing(way: ConditionWay, wanted: Decimal, so_far: Decimal | None) -> Standing:
    """What a result says of a target so far; both ways include the number (民法典 art. 1259)."""
    if so_far is None:
        return "no_number"
    if way == "at_least":
        return "reached" if so_far >= wanted else "short"
    return "within" if so_far <= wanted else "over"


def days_left(span: Span, day: datetime.date) -> int:
    """How many days of a target's period are left on a day, that day included."""
    return max(0, (span.last - day).days + 1)
