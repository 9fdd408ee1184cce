"""How much of what a hall's customers give on a day is usually a clerk's. Weekdays, hours and who
else is there are known from the past; how busy the day is, is seen from what all others were given.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kiosk.rules.office.suspicion.history import Cell, Tone

ROUNDS = 12
"""After so many the weights no longer change in the third place."""
LEAST_VARIANCE = 0.005
"""Of how busy days are: no hall is better known than to 7 %."""
Hour = tuple[datetime.date, int]


class Usual(NamedTuple):
    """A clerk's past: `weight` among those present, the share of best marks in what the clerk was
    given, on how many days, and how much in all."""

    weight: float
    top: float
    days: int
    number: int


class Day(NamedTuple):
    """A clerk's day: `x` best marks, and the `rest` of what the hall was given; of `given` usually
    the clerk's in all and `others` usually given to the hall."""

    day: datetime.date
    x: int
    rest: int
    given: float
    others: float


class Hours:
    """Who was given how much in which hour. A clerk is taken to be there from the first hour of a
    day in which a customer gave the clerk something to the last."""

    def __init__(self, cells: Mapping[Cell, int]) -> None:
        self.number: Counter[Hour] = Counter()
        self.of_day: Counter[datetime.date] = Counter()
        self.tones: dict[Tone, Counter[tuple[str, datetime.date]]] = {
            "top": Counter(), "middle": Counter(), "low": Counter(),
        }  # fmt: skip
        self.spans: dict[tuple[str, datetime.date], tuple[int, int]] = {}
        for (day, hour, clerk, tone), n in cells.items():
            self.number[day, hour] += n
            self.of_day[day] += n
            self.tones[tone][clerk, day] += n
            first, last = self.spans.get((clerk, day), (hour, hour))
            self.spans[clerk, day] = (min(first, hour), max(last, hour))
        self.present: dict[Hour, list[str]] = {}
        for (clerk, day), (begin, end) in self.spans.items():
            for hour in range(begin, end + 1):
                self.present.setdefault((day, hour), []).append(clerk)

    def given(self, clerk: str, day: datetime.date) -> int:
        """How many cards and ratings the clerk was given on a day."""
        return sum(counted[clerk, day] for counted in self.tones.values())


class Demand:
    """What a hall is usually given in each hour of a weekday, and `known`: how well one knows how
    busy a day will be, as the inverse of the variance of the ratio."""

    def __init__(self, past: Hours) -> None:
        days = len(past.of_day)
        mean = sum(past.of_day.values()) / max(1, days)
        weekdays: Counter[int] = Counter(day.weekday() for day in past.of_day)
        totals: Counter[int] = Counter()
        for day, n in past.of_day.items():
            totals[day.weekday()] += n
        self._weekdays = {
            one: (totals[one] + mean) / (mean * (weekdays[one] + 1)) for one in weekdays
        }
        busy = sum(self._weekday(day) for day in past.of_day)
        hours: Counter[int] = Counter()
        for (_, hour), n in past.number.items():
            hours[hour] += n
        self._hours = {hour: n / busy for hour, n in hours.items()}
        wide = [(n, self.on(day)) for day, n in past.of_day.items()]
        variance = sum((n - usual) ** 2 - usual for n, usual in wide)
        squares = sum(usual**2 for _, usual in wide)
        self.known = 1 / max(LEAST_VARIANCE, variance / squares) if squares else 0.0

    def _weekday(self, day: datetime.date) -> float:
        return self._weekdays.get(day.weekday(), 1.0)

    def at(self, day: datetime.date, hour: int) -> float:
        """What the hall is usually given in this hour."""
        return self._hours.get(hour, 0.0) * self._weekday(day)

    def on(self, day: datetime.date) -> float:
        """What the hall is usually given on this day."""
        return sum(self._hours.values()) * self._weekday(day)


def usual(past: Hours) -> dict[str, Usual]:
    """Each clerk's past. The weights are those of Bradley and Terry's model of who is chosen among
    those present, found in rounds (Hunter 2004, MM algorithms)."""
    days: dict[str, list[datetime.date]] = {}
    for clerk, day in past.spans:
        days.setdefault(clerk, []).append(day)
    numbers = {one: sum(past.given(one, day) for day in its) for one, its in days.items()}
    tops = {one: sum(past.tones["top"][one, day] for day in its) for one, its in days.items()}
    groups: Counter[tuple[str, ...]] = Counter()
    for hour, present in past.present.items():
        groups[tuple(sorted(present))] += past.number[hour]
    weights = dict.fromkeys(days, 1.0)
    for _ in range(ROUNDS):
        expected = dict.fromkeys(days, 0.0)
        for group, n in groups.items():
            each = n / sum(weights[one] for one in group)
            for one in group:
                expected[one] += each
        weights = {one: numbers[one] / max(0.5, expected[one]) for one in weights}
    return {
        one: Usual(weights[one], tops[one] / numbers[one], len(its), numbers[one])
        for one, its in days.items()
    }


def days_of(
    hours: Hours,
    demand: Demand,
    known: Mapping[str, Usual],
    clerk: str,
    days: Iterable[datetime.date],
) -> list[Day]:
    """A clerk's days, by the weights of the past; who has none yet counts as an average one."""
    average = sum(one.weight for one in known.values()) / max(1, len(known))
    weights = {one: usual.weight for one, usual in known.items()}
    found = []
    for day in days:
        first, last = hours.spans[clerk, day]
        given = 0.0
        for hour in range(first, last + 1):
            there = sum(weights.get(one, average) for one in hours.present[day, hour])
            given += demand.at(day, hour) * weights.get(clerk, average) / there
        x = hours.tones["top"][clerk, day]
        found.append(Day(day, x, hours.of_day[day] - x, given, demand.on(day)))
    return found
