"""What has risen or fallen and stays so: more best marks than usual, a little every day; low grades
that no longer come.

Page's CUSUM: each day adds the logarithm of how much better the day is explained by a changed share
than by the usual one; the sum never falls below 0, and past the limit it is a finding. The limit
follows from the mean time between false alarms, by Siegmund's approximation (1985, Sequential
Analysis): with mean -m and standard deviation s of a usual day,
    days between false alarms = (e^b - b - 1) / m,   b = limit + 1.166 s.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from math import exp, log, log1p, sqrt
from statistics import NormalDist
from typing import NamedTuple

from kiosk.rules.office.suspicion.history import Finding, History, Kind
from kiosk.rules.office.suspicion.shares import Day, Demand, Hours, Usual, days_of, usual

LIFT = 0.5
"""The rise that is looked for: half of what a clerk is usually given, all of it best marks."""
REMAINING = 0.25
"""Refusals are looked for that let so much of the low grades through."""
APART_DAYS: dict[Kind, float] = {"drip": 10_000, "refused": 40_000}
"""Days on duty between two false findings of one clerk. A hall of five clerks has 1,300 such days a
year."""
LEAST_DAYS, LEAST_NUMBER, LEAST_LOW = 15, 500, 25
"""Days in the past, best marks and low grades in it, without which nothing is judged."""
ALIKE = 10
"""A clerk's variation counts as much as that of all clerks after so many days."""
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


def limit_of(kind: Kind, rest: float, p: float, q: float, spread: float = 1.0) -> float:
    """The sum's limit for days with so much `rest`, beside which a share of `p` is usual and `q`
    is looked for. `spread` is how much more the days vary than by chance alone, as a factor of the
    variance."""
    more, fewer = log(q / p), log1p(-q) - log1p(-p)
    mean = rest * (p / (1 - p) * more + fewer) / spread
    deviation = abs(more) * sqrt(rest * p / spread) / (1 - p)
    return max(1.0, _limit(APART_DAYS[kind], -mean) - OVERSHOOT * deviation)


def _limit(apart: float, mean: float) -> float:
    low, high = 0.0, 60.0
    for _ in range(50):
        b = (low + high) / 2
        low, high = (b, high) if (exp(b) - b - 1) / mean < apart else (low, b)
    return low


class Sight(NamedTuple):
    """What can be seen at a clerk who is given so much on a day: the least of LIFTS that is found
    within SOON_DAYS in nine of ten cases, None if none is."""

    clerk: str
    daily: float
    lift: float | None


LIFTS, SOON_DAYS, SURE = (0.25, 0.5, 1.0, 2.0), 5, 0.9


def sights(past: Hours) -> list[Sight]:
    """What can be seen at each clerk of a hall, by the past: 看不出 where there is too little."""
    known, demand, found = usual(past), Demand(past), []
    spreads = _spreads(past, demand, known)
    for clerk, before in sorted(known.items()):
        daily = before.number / before.days
        lift = None
        if before.days >= LEAST_DAYS and before.number * before.top >= LEAST_NUMBER:
            its = sorted(day for one, day in past.spans if one == clerk)
            days = days_of(past, demand, known, clerk, its)
            given, rest = (sum(o) / len(days) for o in zip(*((d.given, d.others) for d in days),
                                                           strict=True))  # fmt: skip
            mean = Day(its[-1], 0, round(rest - given * before.top), given, rest)
            of = step(mean, before, demand.known)
            chances = {one: seen_soon(of, given, one, spreads[clerk]) for one in LIFTS}
            lift = next((one for one in LIFTS if chances[one] >= SURE), None)
        found.append(Sight(clerk, daily, lift))
    return found


def seen_soon(usual: Step, given: float, lift: float, spread: float = 1.0) -> float:
    """About the chance that best marks which are added, `lift` times what a clerk is `given`, are
    found within SOON_DAYS: that the sum, taken as normal, is past its limit at their end."""
    more, fewer = log(usual.q / usual.p), log1p(-usual.q) - log1p(-usual.p)
    limit = limit_of("drip", usual.rest, usual.p, usual.q, spread)
    x = usual.usual + lift * given
    adds = (x * more + usual.rest * fewer) / spread
    deviation = more * sqrt(x * (1 + x / usual.rest)) / spread
    return NormalDist().cdf((adds * SOON_DAYS - limit) / (deviation * sqrt(SOON_DAYS)))


def raised(history: History, hours: Hours, past: Hours) -> Iterator[Finding]:
    """Clerks whose best marks are more than usual, against what the hall was given on the day."""
    known, demand = usual(past), Demand(past)
    spreads = _spreads(past, demand, known)
    for clerk in history.by_clerk:
        before = known.get(clerk)
        if before is None or before.days < LEAST_DAYS or before.number * before.top < LEAST_NUMBER:
            continue
        days = days_of(hours, demand, known, clerk, history.unsettled("drip", clerk))
        steps = [step(one, before, demand.known) for one in days if one.given]
        yield from _changed(history, "drip", clerk, steps, spreads[clerk])


def step(day: Day, before: Usual, known: float) -> Step:
    """A clerk's day against the clerk's past. Given the rest of the hall's day, the number of best
    marks has a negative binomial distribution (Gamma–Poisson: the day's bustle is unknown)."""
    usual = day.given * before.top
    others = known + max(0.0, day.others - usual)
    changed = usual + LIFT * day.given
    return Step(day.day, day.x, known + day.rest, usual / (usual + others),
                changed / (changed + others))  # fmt: skip


def _spreads(past: Hours, demand: Demand, known: Mapping[str, Usual]) -> dict[str, float]:
    """How much more the days of each clerk vary than by chance alone; at least 1. A clerk of few
    days varies as all do together."""
    days: dict[str, list[datetime.date]] = {}
    for clerk, day in sorted(past.spans):
        days.setdefault(clerk, []).append(day)
    wide = {
        clerk: [
            (of.x - of.usual) ** 2 * (1 - of.p) / of.usual
            for one in days_of(past, demand, known, clerk, its)
            if one.given and (of := step(one, known[clerk], demand.known))
        ]
        for clerk, its in days.items()
    }
    number = sum(map(len, wide.values()))
    mean = max(1.0, sum(map(sum, wide.values())) / max(1, number))
    return {
        clerk: max(1.0, (sum(its) + ALIKE * mean) / (len(its) + ALIKE))
        for clerk, its in wide.items()
    }


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
        yield from _changed(history, "refused", clerk, steps, 1.0)


def _changed(
    history: History, kind: Kind, clerk: str, steps: Sequence[Step], spread: float
) -> Iterator[Finding]:
    """The stretches of days over which the sum has passed its limit."""
    if not steps:
        return
    rest, p, q = (sum(getattr(o, n) for o in steps) / len(steps) for n in ("rest", "p", "q"))
    limit = limit_of(kind, max(1.0, rest), p, q, spread)
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
