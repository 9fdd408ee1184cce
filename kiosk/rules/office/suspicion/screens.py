"""Best marks for one clerk that come from one screen."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log, sqrt

from kiosk.rules.office.suspicion.chances import binomial_tail
from kiosk.rules.office.suspicion.history import Finding, History, Seen

DAYS, LEAST, LEAST_OTHER, LEAST_PAST = 5, 15, 8, 40
"""Days that are judged together; best marks in them, other grades in them, and what the clerk must
have been given before."""
CHANCE = 1e-6
MARGIN = 0.1
"""A clerk's screen changes a little from week to week: so much is not counted."""


def one_screen(history: History) -> Iterator[Finding]:
    """Clerks whose best marks come from one screen far more often than before, than those of their
    colleagues and than their own other grades: a window that moved would move all three."""
    screens = {one.screen for one in history.seen} | {s for _, s in history.past_screens}
    if len(screens) < 2:
        return
    field = Counter(screen for (_, screen), n in history.past_screens.items() for _ in range(n))
    for clerk in history.by_clerk:
        days = list(history.unsettled("screen", clerk).items())
        done = 0
        for at in range(len(days)):
            part = days[max(done, at - DAYS + 1) : at + 1]
            given = [one for _, of_day in part for one in of_day]
            for screen in sorted(screens):
                found = _judged(history, clerk, given, screen, field)
                if found is not None:
                    done = at + 1
                    yield found
                    break


def _judged(
    history: History, clerk: str, given: Sequence[Seen], screen: str, field: Counter[str]
) -> Finding | None:
    top = [one for one in given if one.tone == "top"]
    there = [one for one in top if one.screen == screen]
    before = sum(n for (one, _), n in history.past_screens.items() if one == clerk)
    if len(there) < LEAST or before < LEAST_PAST:
        return None
    past = history.past_screens.get((clerk, screen), 0)
    share = _usual(past, before) * _moved(history, given, screen, field)
    share = min(0.97, share + MARGIN)
    chance = binomial_tail(len(there), len(top), share)
    other = [one for one in given if one.tone != "top"]
    if chance >= CHANCE or not _differs(len(there), len(top), other, screen):
        return None
    concerned = [one.day for one in there]
    return Finding(
        "screen", clerk, min(concerned), max(concerned), len(there), len(top),
        len(top) * past / before, log(chance) / log(CHANCE),
        tuple(one.event_id for one in there), other=screen,
    )  # fmt: skip


def _usual(past: int, before: int) -> float:
    return (past + 1) / (before + 2)


def _moved(history: History, given: Sequence[Seen], screen: str, field: Counter[str]) -> float:
    """By how much the colleagues use the screen more than before; no less than 1."""
    days: set[datetime.date] = {one.day for one in given}
    clerk = given[0].clerk
    now = [one for one in history.seen if one.day in days and one.clerk != clerk]
    at_screen = sum(one.screen == screen for one in now)
    return max(1.0, _usual(at_screen, len(now)) / _usual(field[screen], sum(field.values())))


def _differs(there: int, number: int, other: Sequence[Seen], screen: str) -> bool:
    """Whether the clerk's other grades come from this screen less often, by two standard errors."""
    if len(other) < LEAST_OTHER:
        return False
    share = there / number
    theirs = sum(one.screen == screen for one in other)
    p = _usual(theirs, len(other))
    return share - theirs / len(other) > 2 * sqrt(p * (1 - p) / len(other))
