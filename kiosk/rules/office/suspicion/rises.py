"""More best marks for a clerk than usual, a little every day, found by a sum over days
(kiosk/rules/office/suspicion/levels.py).

What is usual on a day is known in one of two ways, and the one that sees more is taken for each
clerk. Where the hall reports who was served, it is the clerk's usual share of those customers.
Elsewhere it is the clerk's usual share of what the whole hall was given
(kiosk/rules/office/suspicion/shares.py), which varies more: how many customers there were is then
only seen from what they gave.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from math import log, log1p, sqrt
from statistics import NormalDist
from typing import NamedTuple

from kiosk.rules.office.suspicion.history import Finding, History, Served
from kiosk.rules.office.suspicion.levels import LEAST_DAYS, Step, changed, limit_of
from kiosk.rules.office.suspicion.shares import Day, Demand, Hours, Usual, days_of, usual

LIFT = 0.5
"""The rise that is looked for: half of what a clerk is usually given, all of it best marks."""
BY_HALL_APART, BY_CUSTOMERS_APART = 10_000.0, 20_000.0
"""Days on duty between two false findings of one clerk, in each of the two ways."""
LEAST_NUMBER = 500
"""Best marks in the past without which nothing is judged."""
ALIKE = 10
"""A clerk's variation counts as much as that of all clerks after so many days."""
LIFTS, SOON_DAYS, SURE = (0.25, 0.5, 1.0, 2.0), 5, 0.9
COUNTED = 10_000.0
"""Where customers are counted, what is usual is known as if so much else had been given: the
negative binomial distribution is then Poisson's."""
LEAST_SPREAD = 0.5
"""A count of best marks among known customers varies less than Poisson's distribution, but no
clerk's days are taken to vary less than this factor of its variance."""
REPORTED = 0.9
"""The share of a clerk's past days of which customers must be known."""
INCOMPLETE, FEW = 1.5, 5
"""Where colleagues were given so many times what is usual for their customers, and a few more, some
customers of the day were not reported."""


class Sight(NamedTuple):
    """What can be seen at a clerk who is given so much on a day: the least of LIFTS that is found
    within SOON_DAYS in nine of ten cases, None if none is."""

    clerk: str
    daily: float
    lift: float | None


class Rate(NamedTuple):
    """Best marks, and all that a clerk is given, for each customer."""

    top: float
    given: float


class Way(NamedTuple):
    """A way to know what is usual for a clerk: an average day, how much the clerk is `given` on
    it, how much more the days vary than by chance alone, as a factor of the variance, and how many
    days on duty are `apart` between two false findings."""

    mean: Step
    given: float
    spread: float
    apart: float

    def chance(self, lift: float) -> float:
        """About the chance that best marks which are added, `lift` times what the clerk is given,
        are found within SOON_DAYS: that the sum, taken as normal, is past its limit at their
        end."""
        of, spread = self.mean, self.spread
        more, fewer = log(of.q / of.p), log1p(-of.q) - log1p(-of.p)
        limit = limit_of(self.apart, of.rest, of.p, of.q, spread)
        x = of.usual + lift * self.given
        adds = (x * more + of.rest * fewer) / spread
        variance = x * (1 + x / of.rest) - max(0.0, 1 - spread) * of.usual
        deviation = more * sqrt(variance) / spread
        return NormalDist().cdf((adds * SOON_DAYS - limit) / (deviation * sqrt(SOON_DAYS)))


def sights(past: Hours, served: Served) -> list[Sight]:
    """What can be seen at each clerk of a hall, by the past: 看不出 where there is too little."""
    of = _Past(past, served)
    found = []
    for clerk, before in sorted(of.known.items()):
        ways = [one for one in (of.by_hall(clerk), of.by_customers(clerk)) if one]
        way = max(ways, key=lambda one: one.chance(LIFT), default=None)
        lift = next((one for one in LIFTS if way and way.chance(one) >= SURE), None)
        found.append(Sight(clerk, before.number / before.days, lift))
    return found


def raised(history: History, hours: Hours, past: Hours) -> Iterator[Finding]:
    """Clerks whose best marks are more than usual."""
    of = _Past(past, history.served)
    for clerk in history.by_clerk:
        days = list(history.unsettled("drip", clerk))
        way, by_customers = of.by_hall(clerk), of.by_customers(clerk)
        if way is None:
            continue
        better = by_customers is not None and by_customers.chance(LIFT) > way.chance(LIFT)
        if by_customers and better and all(of.is_reported(hours, clerk, day) for day in days):
            way, steps = by_customers, of.customer_steps(hours, clerk, days)
        else:
            steps = of.hall_steps(hours, clerk, days)
        yield from changed(history, "drip", clerk, steps, way.spread, way.apart)


def step(day: Day, before: Usual, known: float) -> Step:
    """A clerk's day against the clerk's past. Given the rest of the hall's day, the number of best
    marks has a negative binomial distribution (Gamma–Poisson: the day's bustle is unknown)."""
    usual = day.given * before.top
    others = known + max(0.0, day.others - usual)
    return _step(day.day, day.x, known + day.rest, usual, LIFT * day.given, others)


def _step(
    day: datetime.date, x: int, rest: float, usual: float, added: float, others: float
) -> Step:
    lifted = usual + added
    return Step(day, x, rest, usual / (usual + others), lifted / (lifted + others))


class _Past:
    """What is known of the days before, in both ways."""

    def __init__(self, past: Hours, served: Served) -> None:
        self.hours, self.served = past, served
        self.known, self.demand = usual(past), Demand(past)
        self.days: dict[str, list[datetime.date]] = {clerk: [] for clerk in self.known}
        for clerk, day in sorted(past.spans):
            self.days[clerk].append(day)
        self.rates = {clerk: rate for clerk in self.known if (rate := self._rate(clerk))}
        by_hall = {one: self.hall_steps(past, one, its) for one, its in self.days.items()}
        self._hall_spreads = _spreads(by_hall, 1.0)
        counted = {one: self.customer_steps(past, one, self._counted(one)) for one in self.rates}
        self._customer_spreads = _spreads(counted, LEAST_SPREAD)

    def _counted(self, clerk: str) -> list[datetime.date]:
        return [day for day in self.days[clerk] if self.served.get((day, clerk))]

    def _rate(self, clerk: str) -> Rate | None:
        """What the clerk was given for each customer; None where customers were not reported."""
        days = self._counted(clerk)
        if len(days) < max(LEAST_DAYS, REPORTED * len(self.days[clerk])):
            return None
        customers = sum(self.served[day, clerk] for day in days)
        top = sum(self.hours.tones["top"][clerk, day] for day in days)
        return Rate(top / customers, sum(self.hours.given(clerk, day) for day in days) / customers)

    def by_hall(self, clerk: str) -> Way | None:
        """By the share of what the hall was given; None of a clerk of whom too little is known."""
        before = self.known.get(clerk)
        if before is None or before.days < LEAST_DAYS or before.number * before.top < LEAST_NUMBER:
            return None
        days = days_of(self.hours, self.demand, self.known, clerk, self.days[clerk])
        given, others = (sum(o) / len(days) for o in
                         zip(*((d.given, d.others) for d in days), strict=True))  # fmt: skip
        mean = Day(days[-1].day, 0, round(others - given * before.top), given, others)
        return Way(step(mean, before, self.demand.known), given, self._hall_spreads[clerk],
                   BY_HALL_APART)  # fmt: skip

    def by_customers(self, clerk: str) -> Way | None:
        """By the customers whom the clerk served; None where too few were reported."""
        if (rate := self.rates.get(clerk)) is None or rate.top == 0:
            return None
        days = self._counted(clerk)
        customers = sum(self.served[day, clerk] for day in days) / len(days)
        mean = _of_customers(days[-1], 0, customers, rate)
        return Way(mean, customers * rate.given, self._customer_spreads[clerk],
                   BY_CUSTOMERS_APART)  # fmt: skip

    def hall_steps(self, hours: Hours, clerk: str, days: Sequence[datetime.date]) -> list[Step]:
        """These days by the share of what the hall was given."""
        before = self.known[clerk]
        found = days_of(hours, self.demand, self.known, clerk, days)
        return [step(one, before, self.demand.known) for one in found if one.given]

    def customer_steps(self, hours: Hours, clerk: str, days: Sequence[datetime.date]) -> list[Step]:
        """These days by the customers whom the clerk served."""
        rate, top = self.rates[clerk], hours.tones["top"]
        return [_of_customers(day, top[clerk, day], self.served[day, clerk], rate) for day in days]

    def is_reported(self, hours: Hours, clerk: str, day: datetime.date) -> bool:
        """Whether customers of a day were reported: the clerk's own, and as many of the colleagues'
        as what these were given lets expect."""
        others = [one for one in self.rates if one != clerk and (one, day) in hours.spans]
        given = sum(hours.given(one, day) for one in others)
        usual = sum(self.served.get((day, one), 0) * self.rates[one].given for one in others)
        return bool(self.served.get((day, clerk))) and given <= INCOMPLETE * usual + FEW


def _of_customers(day: datetime.date, x: int, customers: float, rate: Rate) -> Step:
    usual, added = customers * rate.top, LIFT * customers * rate.given
    return _step(day, x, COUNTED, usual, added, COUNTED)


def _spreads(steps: Mapping[str, Sequence[Step]], least: float) -> dict[str, float]:
    """How much more the days of each clerk vary than by chance alone, no less than `least`. A clerk
    of few days varies as all do together."""
    wide = {
        clerk: [(of.x - of.usual) ** 2 * (1 - of.p) / of.usual for of in its if of.usual]
        for clerk, its in steps.items()
    }
    number = sum(map(len, wide.values()))
    mean = max(least, sum(map(sum, wide.values())) / max(1, number))
    return {
        clerk: max(least, (sum(its) + ALIKE * mean) / (len(its) + ALIKE))
        for clerk, its in wide.items()
    }
