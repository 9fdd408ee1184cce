"""What has risen or fallen and stays so (kiosk/rules/office/suspicion/rises.py has the rises): low
grades that no longer come.

Page's CUSUM: each day adds the logarithm of how much better the day is explained by a changed share
than by the usual one; the sum never falls below 0, and past the limit it is a finding. The limit
follows from the mean time between false alarms, by Siegmund's approximation (1985, Sequential
Analysis): with mean -m and standard deviation s of a usual day,
    days between false alarms = (e^b - b - 1) / m,   b = limit + 1.166 s.
"""

import datetime
from collections.abc import Iterator, Sequence
from math import exp, log, log1p, sqrt
from typing import NamedTuple

from kiosk.rules.office.suspicion.history import Finding, History, Kind
from kiosk.rules.office.suspicion.shares import Hours

REMAINING = 0.25
"""Refusals are looked for that let so much of the low grades through."""
APART_DAYS = 40_000.0
"""Days on duty between two false findings of one clerk. A hall of five clerks has 1,300 such days a
year."""
LEAST_DAYS, LEAST_LOW = 15, 25
"""Days in the past and low grades in it, without which nothing is judged."""
MOST_ABOVE = 1.5
"""The sum ends at so many limits, so that it comes down soon once the usual is back."""
OVERSHOOT = 1.166


class Step(NamedTuple):
    """A day as the sum sees it: `x` of what is looked for beside `rest` of all else; `p` is the
    usual share, `q` the changed one."""

    day: datetime.date
    x: int
    rest: float
    p: float
    q: float

    @property
    def usual(self) -> float:
        """How many are usual beside the rest."""
        return self.rest * self.p / (1 - self.p)

    @property
    def adds(self) -> float:
        """The logarithm of the likelihood ratio."""
        more, fewer = log(self.q / self.p), log1p(-self.q) - log1p(-self.p)
        return self.x * more + self.rest * fewer


def limit_of(apart: float, rest: float, p: float, q: float, spread: float = 1.0) -> float:
    """The sum's limit for days with so much `rest`, beside which a share of `p` is usual and `q`
    is looked for, and so many days `apart` between two false findings. `spread` is how much more
    the days vary than by chance alone, as a factor of the variance."""
    more, fewer = log(q / p), log1p(-q) - log1p(-p)
    mean = rest * (p / (1 - p) * more + fewer) / spread
    deviation = abs(more) * sqrt(rest * p / spread) / (1 - p)
    return max(1.0, _limit(apart, -mean) - OVERSHOOT * deviation)


def _limit(apart: float, mean: float) -> float:
    low, high = 0.0, 60.0
    for _ in range(50):
        b = (low + high) / 2
        low, high = (b, high) if (exp(b) - b - 1) / mean < apart else (low, b)
    return low


def refused(history: History, hours: Hours, past: Hours) -> Iterator[Finding]:
    """Clerks whose low grades no longer come, against their own past, of which the lower bound is
    taken."""
    before: dict[str, list[int]] = {}
    for clerk, day in past.spans:
        low, number, days = before.get(clerk, (0, 0, 0))
        low += past.tones["low"][clerk, day]
        before[clerk] = [low, number + past.given(clerk, day), days + 1]
    for clerk in history.by_clerk:
        low, number, days = before.get(clerk, (0, 0, 0))
        if days < LEAST_DAYS or low < LEAST_LOW:
            continue
        share = (low - sqrt(low)) / number
        steps = []
        for day in history.unsettled("refused", clerk):
            x = hours.tones["low"][clerk, day]
            rest = hours.given(clerk, day) - x
            steps.append(Step(day, x, rest, share, REMAINING * share))
        yield from changed(history, "refused", clerk, steps, 1.0, APART_DAYS)


def changed(
    history: History, kind: Kind, clerk: str, steps: Sequence[Step], spread: float, apart: float
) -> Iterator[Finding]:
    """The stretches of days over which the sum has passed its limit."""
    if not steps:
        return
    rest, p, q = (sum(getattr(o, n) for o in steps) / len(steps) for n in ("rest", "p", "q"))
    limit = limit_of(apart, max(1.0, rest), p, q, spread)
    total, highest, since, last = 0.0, 0.0, 0, 0
    for at, step in enumerate([*steps, None]):
        total = max(0.0, total + step.adds / spread) if step else 0.0
        if total == 0.0:
            if highest >= limit:
                yield _finding(history, kind, clerk, steps[since : last + 1], highest / limit)
            highest, since = 0.0, at + 1
        if total > highest:
            highest, last = total, at
        total = min(total, MOST_ABOVE * limit)


def _finding(
    history: History, kind: Kind, clerk: str, steps: Sequence[Step], strength: float
) -> Finding:
    days = {one.day for one in steps}
    given = sum(len(history.by_clerk[clerk][day]) for day in days)
    events = tuple(
        one.event_id
        for day, given in history.by_clerk[clerk].items()
        for one in given
        if kind == "drip" and day in days and one.tone == "top"
    )
    return Finding(
        kind, clerk, steps[0].day, steps[-1].day,
        seen=sum(one.x for one in steps), of=given,
        expected=sum(one.usual for one in steps), strength=strength, events=events,
    )  # fmt: skip
