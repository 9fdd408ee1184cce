"""Facilities for customers (便民设施, P25): what is there, and how old that knowledge is."""

import datetime
from typing import NamedTuple

from kiosk.rules.standards.checking import outcome
from kiosk.vocabulary.documents import Item
from kiosk.vocabulary.facts import Answer
from kiosk.vocabulary.standards import Often

DAYS: dict[Often, int] = {"daily": 1, "weekly": 7, "monthly": 31}
"""A check is old after so many days."""


class Facility(NamedTuple):
    """A facility, and what its last check said of it; None of both if it was not checked yet."""

    item: Item
    answer: Answer | None
    checked: datetime.date | None

    @property
    def is_there(self) -> bool:
        """Whether customers can use it."""
        return self.answer is not None and outcome(self.answer) == "done"

    @property
    def is_missing(self) -> bool:
        """Whether something must be done: it can't be used, or none is left."""
        return self.answer is not None and outcome(self.answer) == "not_done"


def is_old(often: Often, checked: datetime.date, today: datetime.date) -> bool:
    """Whether a check is older than the days within which it should be repeated; the last of them
    is within."""
    return (today - checked).days > DAYS[often]
