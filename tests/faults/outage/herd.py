"""A herd of stations by the product's own schedule, with a clock and chances of its own.

Every station calls; the office answers, is away, or has more to do than it can and refuses by
asking to come back later, as the intake does. What is counted are the calls that reach the office.
"""

import heapq
import random
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from kiosk.rules.office import backoff
from kiosk.web.machines import limits

INTERVAL_S = 300.0
"""A station's usual pause (`sync_seconds`)."""
OUTAGE_S = 3_600.0
BEFORE_S = 900.0
"""How long all is well before the outage."""
WATCHED_S = 2_700.0
"""How long the office is watched from the outage's end on."""
MOST = 2.0
"""The busiest slot, against the mean of all."""
Pause = Callable[[float, int, float, float], float]
"""The pause after a call: interval, failures, chance, what the office asked for."""
First = Callable[[float, float], float]
"""The pause before the first one: interval and chance."""


class Case(NamedTuple):
    """What happens: an outage of so long; stations that `together` got their power back when it
    began; an office that takes `capacity` calls a second for each 100,000 stations."""

    name: str
    outage_s: float = OUTAGE_S
    together: bool = False
    capacity: float = float("inf")


CASES = (
    Case("an hour's outage"),
    Case("an hour's outage of an office that takes 500 calls a second", capacity=500),
    Case("a power cut that also began the hour's outage", together=True),
    Case("all halls are switched on in the same second", outage_s=0, together=True),
)


class Seen(NamedTuple):
    """What the office saw from the outage's end: the most calls of a slot; the mean of all slots,
    or of those until the last station was served, whichever is less; calls refused; stations never
    served, and after how many seconds the last one was."""

    peak: int
    mean: float
    refused: int
    unserved: int
    drained_s: float

    @property
    def ratio(self) -> float:
        return self.peak / self.mean


def play(case: Case, stations: int, seed: int, slot_s: float = 1.0,
         pause: Pause = backoff.next_call, first: First = backoff.first_call) -> Seen:  # fmt: skip
    """Plays a case with so many stations and slots so long."""
    chance = random.Random(seed).random
    began, ended = BEFORE_S, BEFORE_S + case.outage_s
    start, room = began if case.together else 0.0, case.capacity * slot_s * stations / 100_000
    calls = [(start + first(INTERVAL_S, chance()), station) for station in range(stations)]
    heapq.heapify(calls)
    failures, slots = [0] * stations, Counter[int]()
    unserved, refused, drained = set(range(stations)), 0, 0.0
    while calls[0][0] < ended + WATCHED_S:
        at, station = calls[0]
        slot, asked = int((at - ended) // slot_s), 0.0
        is_away = began <= at < ended
        slots[slot] += not is_away
        if is_away or slots[slot] > room:
            asked = 0.0 if is_away else limits.RETRY_S
            failures[station] += 1
            refused += at >= ended
        else:
            failures[station] = 0
            if at >= ended and station in unserved:
                unserved.remove(station)
                drained = at - ended
        pushed = at + pause(INTERVAL_S, failures[station], chance(), asked)
        heapq.heapreplace(calls, (pushed, station))
    watched = [slots[number] for number in range(int(WATCHED_S // slot_s))]
    draining = watched[: int(drained // slot_s) + 1]
    mean = min(sum(some) / len(some) for some in (watched, draining))
    return Seen(max(watched), mean, refused, len(unserved), drained)
