"""Two clerks who give each other cards far more often than before, and than other colleagues do.

How often two clerks thank each other differs from pair to pair. Before a hall's past is known, a
pair's rate is taken to be drawn from an exponential distribution around the mean of the others; its
own past adds to that (Gamma–Poisson), so that old friends are no ring.
"""

import datetime
from collections.abc import Iterator, Sequence
from math import log
from typing import NamedTuple

from kiosk.rules.office.suspicion.chances import gamma_poisson_tail
from kiosk.rules.office.suspicion.history import WINDOW_DAYS, Finding, History, Thanked

LEAST_EACH = 2
LEAST_RATE = 0.01
"""Cards of a pair in a day: no less is taken to be usual."""
SPANS = (5, 10, WINDOW_DAYS)
"""Days that are judged together."""
CHANCE = 5e-6
"""Of each pair and each of these spans. The clean halls of the simulator have no ring at ten times
this."""


def rings(history: History) -> Iterator[Finding]:
    """Pairs with too many cards in both directions within one of SPANS."""
    cards: dict[tuple[str, str], list[Thanked]] = {}
    for one in history.thanked:
        cards.setdefault((one.by, one.clerk), []).append(one)
    before = history.past_thanked
    clerks = {clerk for pair in (*cards, *before) for clerk in pair} | set(history.by_clerk)
    pairs = len(clerks) * (len(clerks) - 1) / 2
    days = len({cell.day for cell in history.past})
    number = sum(before.values()) + sum(map(len, cards.values()))
    for (by, clerk), given in sorted(cards.items()):
        if by >= clerk or (clerk, by) not in cards:
            continue
        until = history.settled.get(("ring", by), datetime.date.min)
        both = sorted((one for one in (*given, *cards[clerk, by]) if one.day > until),
                      key=lambda one: (one.day, one.event_id))  # fmt: skip
        past = before.get((by, clerk), 0) + before.get((clerk, by), 0)
        rest = number - past - len(given) - len(cards[clerk, by])
        others = max(LEAST_RATE, rest / max(1, pairs - 1) / (days + WINDOW_DAYS))
        if some := _strongest(both, by, _Usual(1 + past, 1 / others + days)):
            there = sum(one.by == by for one in some.cards)
            yield Finding(
                "ring", by, some.cards[0].day, some.cards[-1].day, there,
                len(history.thanked), round(others * some.days, 2), some.strength,
                tuple(one.event_id for one in some.cards), other=clerk,
                back=len(some.cards) - there,
            )  # fmt: skip


class _Usual(NamedTuple):
    """What is known of a pair: the gamma distribution of its cards in a day."""

    shape: float
    rate: float


class _Span(NamedTuple):
    """Cards of a pair within so many days."""

    strength: float
    days: int
    cards: Sequence[Thanked]


def _strongest(both: Sequence[Thanked], by: str, usual: _Usual) -> _Span | None:
    """The cards, by day, in those days that are farthest past the limit; None if none are."""
    found: list[_Span] = []
    for days in SPANS:
        for last in range(len(both)):
            begin = both[last].day - datetime.timedelta(days - 1)
            some = [one for one in both[: last + 1] if one.day >= begin]
            there = sum(one.by == by for one in some)
            if min(there, len(some) - there) >= LEAST_EACH:
                chance = gamma_poisson_tail(len(some), usual.shape, days / usual.rate)
                found.append(_Span(log(chance) / log(CHANCE), days, some))
    strongest = max(found, key=lambda one: (one.strength, len(one.cards)), default=None)
    return strongest if strongest and strongest.strength > 1 else None
