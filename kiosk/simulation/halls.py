"""The days of a hall, drawn by chance: who was on duty, who was served when, what customers gave,
which cards clerks gave each other. Nothing here reads a clock or a database."""

import datetime
import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kiosk.vocabulary.facts import CARD_KINDS

OPEN, CHANGE, OVERLAP, CLOSED = 8.5, 13.0, 0.5, 17.5
"""Hours after midnight: the doors open, the late shift is there half an hour before the early one
leaves, the doors close. Who is inside then is still served."""
RUSH = (2, 4, 4, 3, 1, 2, 4, 3, 2)
"""How many customers come in each hour from opening on: a rush in the morning, one after lunch."""
WEEKDAYS = (1.1, 1, 1, 1, 1.1, 0.75, 0.5)
DAY_SPREAD, CLERK_SPREAD = 0.15, 0.06
"""By how much, in logarithms, a day differs from the usual, and a clerk's day from the clerk's."""
SERVICE_MINUTES, SERVICE_SPREAD = 5.5, 0.5
LONGEST_WAIT = 0.5
"""Hours that a customer waits; who would have to wait longer leaves."""
CARDS = 0.25
"""The share of what customers give that are cards."""
THANKS = 0.06
"""Cards that a clerk gives colleagues on a day on duty."""
MINUTE = 60_000


class Clerk(NamedTuple):
    """`speed` is how much of the customers the clerk serves, `liked` the share of them who give
    something, `grades` how often each grade from 5 to 1 is given. `early` clerks work the early
    shift, others the late one, None all day."""

    badge: str
    window: str
    speed: float
    liked: float
    grades: tuple[float, ...]
    early: bool | None


class Hall(NamedTuple):
    """`customers` come on a usual day; `screens` are the places where they give something, the
    first is used most. With `own_screens` each window has one."""

    branch: str
    clerks: tuple[Clerk, ...]
    customers: float
    screens: tuple[str, ...]
    own_screens: bool
    zone: str = "Asia/Shanghai"


class Given(NamedTuple):
    """What a customer gave: `mark` is a kind of card or a grade. `cheat` marks what no customer
    meant, so that a test can tell them apart; no program that judges may read it."""

    at: int
    clerk: str
    mark: str
    screen: str
    cheat: bool = False


class Served(NamedTuple):
    """A customer was served to the end."""

    at: int
    clerk: str
    window: str


class Duty(NamedTuple):
    """A clerk came on duty at a window, or left."""

    at: int
    clerk: str
    window: str
    on: bool


class Thanks(NamedTuple):
    """A card that one clerk gave another."""

    at: int
    by: str
    clerk: str
    mark: str
    cheat: bool = False


Event = Given | Served | Duty | Thanks


def hall(dice: Random, branch: str, badges: Sequence[str], daily: float = 25) -> Hall:
    """A hall of these clerks, of whom each is given about `daily` cards and ratings a day."""
    clerks = []
    for n, badge in enumerate(badges):
        low = 0.03 + 0.05 * dice.random()
        best = 0.55 + 0.2 * dice.random()
        rest = 1 - low - best
        grades = (best, rest * 0.7, rest * 0.3, low * 0.6, low * 0.4)
        early = None if n % 3 == 0 else n % 3 == 1
        liked = min(0.9, 0.6 * dice.lognormvariate(0, 0.15))
        clerks.append(Clerk(badge, str(n + 1), dice.lognormvariate(0, 0.12), liked, grades, early))
    own = dice.random() < 0.4
    number = len(badges) if own else dice.choice((1, 2, 2, 3))
    screens = tuple(f"screen-{n + 1}" for n in range(number))
    return Hall(branch, tuple(clerks), daily * len(badges) * 6 / 7 / 0.6, screens, own)


def moment(day: datetime.date, hour: float, zone: str) -> int:
    """UTC ms of so many hours after midnight on a day, in the hall's zone."""
    midnight = datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone))
    return round((midnight.timestamp() + hour * 3600) * 1000)


def poisson(dice: Random, mean: float) -> int:
    """A number drawn from Poisson's distribution; of large means, from the normal one."""
    if mean > 50:
        return max(0, round(dice.gauss(mean, math.sqrt(mean))))
    limit, n, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        n, product = n + 1, product * dice.random()
    return n


def shift(clerk: Clerk) -> tuple[float, float]:
    """When the clerk comes and leaves, in hours after midnight."""
    if clerk.early is None:
        return OPEN - 0.2, CLOSED
    return (OPEN - 0.2, CHANGE) if clerk.early else (CHANGE - OVERLAP, CLOSED)


def on_duty(hall: Hall, day: datetime.date) -> list[Clerk]:
    """Who works on a day: each clerk rests one day in seven, never all at once."""
    return [one for n, one in enumerate(hall.clerks) if (day.toordinal() + n) % 7]


def one_day(dice: Random, hall: Hall, day: datetime.date) -> list[Event]:
    """Everything of one day, by time."""
    present = on_duty(hall, day)
    found: list[Event] = []
    mood = {one.badge: dice.lognormvariate(0, CLERK_SPREAD) for one in present}
    free = {one.badge: 0.0 for one in present}
    for hour in _arrivals(dice, hall.customers * WEEKDAYS[day.weekday()]):
        clerk = _served_by(dice, present, free, hour)
        if clerk is None or free[clerk.badge] - hour > LONGEST_WAIT:
            continue
        ended = max(hour, free[clerk.badge]) + _minutes(dice) / 60
        free[clerk.badge] = ended
        found.append(Served(moment(day, ended, hall.zone), clerk.badge, clerk.window))
        if dice.random() < clerk.liked * mood[clerk.badge]:
            later = ended + dice.uniform(0.3, 3) / 60
            found.append(_given(dice, hall, clerk, moment(day, later, hall.zone)))
    found += _duties(dice, hall, day, present, free)
    found += _thanks(dice, hall, day, present)
    return sorted(found, key=lambda one: one.at)


def _duties(
    dice: Random, hall: Hall, day: datetime.date, present: Sequence[Clerk], free: dict[str, float]
) -> Iterator[Duty]:
    """Clerks come a little before or after their time, and leave after their last customer."""
    for clerk in present:
        begin, end = shift(clerk)
        begin, end = begin + dice.uniform(-5, 5) / 60, max(end, free[clerk.badge])
        end += dice.uniform(0, 10) / 60
        for hour, on in ((begin, True), (end, False)):
            yield Duty(moment(day, hour, hall.zone), clerk.badge, clerk.window, on)


def _arrivals(dice: Random, usual: float) -> list[float]:
    number = poisson(dice, usual * dice.lognormvariate(0, DAY_SPREAD))
    begun = dice.choices(range(len(RUSH)), RUSH, k=number)
    return sorted(min(OPEN + n + dice.random(), CLOSED - 0.02) for n in begun)


def _served_by(
    dice: Random, present: Sequence[Clerk], free: dict[str, float], hour: float
) -> Clerk | None:
    """The clerk at whom a customer's turn comes first, as a rule; None if no one is there."""
    there = [one for one in present if shift(one)[0] <= hour < shift(one)[1]]
    idle = [one for one in there if free[one.badge] <= hour]
    if idle:
        return dice.choices(idle, [one.speed for one in idle])[0]
    return min(there, key=lambda one: free[one.badge], default=None)


def _minutes(dice: Random) -> float:
    return SERVICE_MINUTES * dice.lognormvariate(-(SERVICE_SPREAD**2) / 2, SERVICE_SPREAD)


def _given(dice: Random, hall: Hall, clerk: Clerk, at: int) -> Given:
    if dice.random() < CARDS:
        mark: str = dice.choice(CARD_KINDS)
    else:
        (mark,) = dice.choices("54321", clerk.grades)
    return Given(at, clerk.badge, mark, screen_of(dice, hall, clerk))


def screen_of(dice: Random, hall: Hall, clerk: Clerk) -> str:
    """The screen that a clerk's customer uses."""
    if hall.own_screens and dice.random() < 0.93:
        return hall.screens[hall.clerks.index(clerk) % len(hall.screens)]
    return dice.choices(hall.screens, [1 / (n + 1) for n in range(len(hall.screens))])[0]


def _thanks(
    dice: Random, hall: Hall, day: datetime.date, present: Sequence[Clerk]
) -> Iterator[Thanks]:
    """Clerks thank the colleagues of their shift; some thank one of them more than others."""
    for clerk in present:
        if dice.random() < THANKS and len(present) > 1:
            others = [one for one in present if one is not clerk]
            weights = [3 if one.early == clerk.early else 1 for one in others]
            (to,) = dice.choices(others, weights)
            at = moment(day, CLOSED - dice.random(), hall.zone)
            yield Thanks(at, clerk.badge, to.badge, dice.choice(CARD_KINDS))
