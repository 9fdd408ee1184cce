"""Two clerks who give each other cards far more often than colleagues do."""

import datetime
from collections.abc import Iterator
from math import log

from kiosk.rules.office.suspicion.chances import poisson_tail
from kiosk.rules.office.suspicion.history import Finding, History, Thanked

LEAST_EACH = 3
FRIENDS = 3.0
"""Colleagues of one shift thank each other so many times as often as others; that is no ring."""
LEAST_MEAN = 0.75
CHANCE = 1e-5


def rings(history: History) -> Iterator[Finding]:
    """Pairs with many cards in both directions in the window, against the other pairs of the
    hall."""
    cards: dict[tuple[str, str], list[Thanked]] = {}
    for one in history.thanked:
        cards.setdefault((one.by, one.clerk), []).append(one)
    clerks = {clerk for pair in cards for clerk in pair} | set(history.by_clerk)
    pairs = len(clerks) * (len(clerks) - 1)
    number = sum(len(given) for given in cards.values())
    for (by, clerk), given in sorted(cards.items()):
        if by >= clerk or (clerk, by) not in cards:
            continue
        until = history.settled.get(("ring", by), datetime.date.min)
        there = [one for one in given if one.day > until]
        back = [one for one in cards[clerk, by] if one.day > until]
        if min(len(there), len(back)) < LEAST_EACH:
            continue
        rest = number - len(given) - len(cards[clerk, by])
        mean = max(LEAST_MEAN, 2 * FRIENDS * rest / max(1, pairs - 2))
        chance = poisson_tail(len(there) + len(back), mean)
        if chance < CHANCE:
            days = [one.day for one in (*there, *back)]
            yield Finding(
                "ring", by, min(days), max(days), len(there), number, mean / FRIENDS,
                log(chance) / log(CHANCE), tuple(one.event_id for one in (*there, *back)),
                other=clerk, back=len(back),
            )  # fmt: skip
