"""Best marks at the wrong moment: many within minutes, or when a shift changes and after the doors
have closed."""

import datetime
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kiosk.rules.office.suspicion.chances import LEAST, binomial_tail, scan_tail
from kiosk.rules.office.suspicion.history import Duty, Finding, History, Seen

BURST_MINUTES, LEAST_BURST = 10, 6
"""A window, and how many best marks in it are looked at at all: a family gives as many as five."""
BURST_CHANCE = 1e-6
"""Of each clerk's day. The clean halls of the simulator have no burst at ten times this."""
EDGE_DAYS, LEAST_EDGE, LEAST_KNOWN = 5, 8, 100
"""Days that are judged together, best marks at the edges that are looked at at all, and how many
of other days must be known."""
BEFORE_OFF, AFTER_OFF, BEFORE_ON, AFTER_ON = 3, 90, 60, 3
"""Minutes around the end and the beginning of a shift: who is at a window can still be given
something, but seldom."""
EDGE_CHANCE = 1e-6
LEAST_SHARE = 0.03
"""What is usual at the edges is taken to be no less than this."""
BUSY = 2.0
"""A clerk's busiest hour is so many times the mean one, and a day so busy at times."""


def bursts(history: History) -> Iterator[Finding]:
    """Days on which a clerk was given many best marks within minutes."""
    for clerk in history.by_clerk:
        days = history.unsettled("burst", clerk)
        mean = _mean(history, clerk)
        for day, given in days.items():
            top = [one for one in given if one.tone == "top"]
            if (fullest := _fullest(top)) is None:
                continue
            hours = max(1, (top[-1].minute - top[0].minute) / 60)
            expected = BUSY * mean * BURST_MINUTES / 60
            chance = scan_tail(len(fullest), expected, hours * 60 / BURST_MINUTES)
            if chance < BURST_CHANCE:
                yield Finding(
                    "burst", clerk, day, day, len(fullest), len(top), round(expected / BUSY, 2),
                    math.log(max(chance, LEAST)) / math.log(BURST_CHANCE),
                    tuple(one.event_id for one in fullest),
                    begin=fullest[0].minute, end=fullest[-1].minute,
                )  # fmt: skip


def _mean(history: History, clerk: str) -> float:
    """Best marks that the clerk is given in an hour, on the average of the past; where there is no
    past, of the other days of the window."""
    hours: Counter[tuple[datetime.date, int]] = Counter()
    counted = {c: n for c, n in history.past.items() if c.clerk == clerk and c.tone == "top"}
    if not counted:
        counted = {c: n for c, n in history.now.items() if c.clerk == clerk and c.tone == "top"}
    for cell, n in counted.items():
        hours[cell.day, cell.hour] += n
    return max(0.5, sum(hours.values()) / max(1, len(hours)))


def _fullest(top: Sequence[Seen]) -> Sequence[Seen] | None:
    """The most of them within BURST_MINUTES, if they are enough to be looked at."""
    best: Sequence[Seen] = ()
    first = 0
    for last, one in enumerate(top):
        while one.minute - top[first].minute >= BURST_MINUTES:
            first += 1
        if last + 1 - first > len(best):
            best = top[first : last + 1]
    return best if len(best) >= LEAST_BURST else None


class Edge(NamedTuple):
    """A clerk's day: the best marks at the edges of the shift, and all of them."""

    day: datetime.date
    at_edge: tuple[Seen, ...]
    number: int


def edges(history: History) -> Iterator[Finding]:
    """Clerks who were given many best marks when their shift changed or was over."""
    every = {clerk: _edges(history, clerk) for clerk in history.by_clerk}
    for clerk, days in every.items():
        others = [one for name, of in every.items() if name != clerk for one in of]
        done = history.settled.get(("edge", clerk), datetime.date.min)
        for at in range(len(days)):
            window = [one for one in days[max(0, at - EDGE_DAYS + 1) : at + 1] if one.day > done]
            own = [
                one for one in days
                if not (window and window[0].day <= one.day <= window[-1].day)
                and (one.day, clerk) not in history.left_out
            ]  # fmt: skip
            found = _edge(clerk, window, own, others)
            if found is not None:
                done = found.last
                yield found


def _edges(history: History, clerk: str) -> list[Edge]:
    found = []
    for day, given in history.by_clerk[clerk].items():
        if (duty := history.duty.get((day, clerk))) is not None:
            top = [one for one in given if one.tone == "top"]
            found.append(Edge(day, tuple(o for o in top if _is_at_edge(o, duty)), len(top)))
    return found


def _is_at_edge(one: Seen, duty: Duty) -> bool:
    after_on = -BEFORE_ON <= one.minute - duty.on <= AFTER_ON
    return after_on or -BEFORE_OFF <= one.minute - duty.off <= AFTER_OFF


def _edge(
    clerk: str, window: Sequence[Edge], own: Sequence[Edge], others: Sequence[Edge]
) -> Finding | None:
    events = [one.event_id for edge in window for one in edge.at_edge]
    shares = [_share(days) for days in (own, others) if sum(o.number for o in days) >= LEAST_KNOWN]
    if len(events) < LEAST_EDGE or not shares:
        return None
    number, share = sum(one.number for one in window), max(LEAST_SHARE, *shares)
    spread = _spread(own, share)
    chance = binomial_tail(math.ceil(len(events) / spread), math.ceil(number / spread), share)
    if chance >= EDGE_CHANCE:
        return None
    concerned = [one.day for one in window if one.at_edge]
    return Finding(
        "edge", clerk, concerned[0], concerned[-1], len(events), number, number * share,
        math.log(chance) / math.log(EDGE_CHANCE), tuple(events),
    )  # fmt: skip


def _share(days: Sequence[Edge]) -> float:
    """What is usual at the edges."""
    return (sum(len(one.at_edge) for one in days) + 2) / (sum(one.number for one in days) + 20)


def _spread(days: Sequence[Edge], share: float) -> float:
    """How much more these days vary than by chance alone, as a factor of the variance: on some a
    queue lasts until after the end. At least 1."""
    wide = [
        (len(one.at_edge) - one.number * share) ** 2 / (one.number * share * (1 - share))
        for one in days
        if one.number
    ]
    return max(1.0, sum(wide) / len(wide)) if wide else 1.0
