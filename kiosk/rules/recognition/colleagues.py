"""Cards between clerks (P02): who gives as what, how many a day, and which were given back.

That only so many can be given a day, one to each colleague, and that cards given back within 30
days are flagged, are our choices (docs/practices.md).
"""

import datetime
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kiosk.vocabulary.facts import Giver

MUTUAL_DAYS = 30
"""Cards that two clerks gave each other are flagged if at most so many days lie between."""


def giver(by_manager: bool, to_manager: bool) -> Giver:
    """As what a clerk gives: 同事, or 上级 and 下级 where one of the two is the manager."""
    if by_manager == to_manager:
        return "colleague"
    return "superior" if by_manager else "subordinate"


def refused(given: Sequence[str], to: str, most: int) -> str:
    """The code of the refusal, or '' if the giver can give `to` a card: `given` are the badges of
    those who got one from the giver today, `most` how many can."""
    if not most:
        return "colleague_cards_off"
    if len(given) >= most:
        return "colleague_cards_spent"
    return "colleague_thanked" if to in given else ""


class Given(NamedTuple):
    """Who gave whom a card, and when."""

    branch: str
    by: str
    to: str
    day: datetime.date


def mutual(given: Iterable[Given]) -> set[Given]:
    """The cards that were given back within MUTUAL_DAYS, before or after, with those that gave
    them back. Nothing follows from it but that a person looks."""
    days: dict[tuple[str, str, str], list[datetime.date]] = {}
    every = sorted(set(given), key=lambda one: one.day)
    for one in every:
        days.setdefault((one.branch, one.by, one.to), []).append(one.day)
    return {one for one in every if _near(days.get((one.branch, one.to, one.by), []), one.day)}


def _near(days: Sequence[datetime.date], day: datetime.date) -> bool:
    """Whether one of these days, in their order, is at most MUTUAL_DAYS from `day`."""
    at = bisect_left(days, day)
    return any(abs((one - day).days) <= MUTUAL_DAYS for one in days[max(0, at - 1) : at + 1])
