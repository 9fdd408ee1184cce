"""How a hall's figures are manipulated, in patterns that were seen in halls: what judges real ones
is measured against these."""

import datetime
from collections.abc import Callable, Sequence
from random import Random
from typing import Literal, NamedTuple

from kiosk.simulation import halls
from kiosk.simulation.halls import MINUTE, Clerk, Event, Given, Hall, Thanks, moment
from kiosk.vocabulary.facts import CARD_KINDS, LOW_GRADES

Pattern = Literal["burst", "drip", "edge", "screen", "ring", "refused"]
PATTERNS: tuple[Pattern, ...] = ("burst", "drip", "edge", "screen", "ring", "refused")
BURST_MINUTES, EDGE_MINUTES = 8, 15


class Cheat(NamedTuple):
    """A pattern for the benefit of a clerk, from the first to the last day, inclusive. `strength`
    is the share of what the clerk is given on a usual day that is added; of `ring`, the cards a day
    that two clerks give each other; of `refused`, the share of low grades that never arrive."""

    pattern: Pattern
    clerk: str
    strength: float
    first: datetime.date
    last: datetime.date
    other: str = ""


def usual(hall: Hall, clerk: Clerk) -> float:
    """About how many cards and ratings the clerk is given on a day on duty."""
    served = 0.0
    for n, rush in enumerate(halls.RUSH):
        hour = halls.OPEN + n + 0.5
        there = [one for one in hall.clerks if _works(one, hour)]
        if _works(clerk, hour):
            served += rush * clerk.speed / sum(one.speed for one in there) * 7 / 6
    return served / sum(halls.RUSH) * hall.customers * sum(halls.WEEKDAYS) / 7 * clerk.liked


def _works(clerk: Clerk, hour: float) -> bool:
    begin, end = halls.shift(clerk)
    return begin <= hour < end


def one_day(
    dice: Random, hall: Hall, day: datetime.date, cheats: Sequence[Cheat] = ()
) -> list[Event]:
    """A day of the hall with what is manipulated in it, by time."""
    found = halls.one_day(dice, hall, day)
    present = {one.badge: one for one in halls.on_duty(hall, day)}
    for cheat in cheats:
        clerk = present.get(cheat.clerk)
        if clerk is None or not cheat.first <= day <= cheat.last:
            continue
        if cheat.pattern == "refused":
            found = [one for one in found if not _refused(dice, cheat, one)]
        elif cheat.pattern == "ring":
            found += _ring(dice, hall, day, cheat)
        else:
            found += _added(dice, hall, day, cheat, clerk)
    return sorted(found, key=lambda one: one.at)


def _refused(dice: Random, cheat: Cheat, one: Event) -> bool:
    """The customer is stopped, or the screen taken away."""
    low = isinstance(one, Given) and one.clerk == cheat.clerk and one.mark in LOW_GRADES
    return low and dice.random() < cheat.strength


def _ring(dice: Random, hall: Hall, day: datetime.date, cheat: Cheat) -> list[Event]:
    at = moment(day, halls.CLOSED - 0.2, hall.zone)
    both = ((cheat.clerk, cheat.other), (cheat.other, cheat.clerk))
    return [
        Thanks(at + n * MINUTE, by, to, dice.choice(CARD_KINDS), cheat=True)
        for n, (by, to) in enumerate(both)
        if dice.random() < cheat.strength
    ]


def _added(dice: Random, hall: Hall, day: datetime.date, cheat: Cheat, clerk: Clerk) -> list[Event]:
    """Top grades and cards that no customer gave."""
    begin, end = halls.shift(clerk)
    begin = max(begin, halls.OPEN)
    burst = dice.uniform(begin, end - BURST_MINUTES / 60)
    hours: dict[str, Callable[[], float]] = {
        "burst": lambda: burst + dice.random() * BURST_MINUTES / 60,
        "edge": lambda: end + dice.uniform(-3, EDGE_MINUTES) / 60,
    }
    hour = hours.get(cheat.pattern, lambda: dice.uniform(begin + 0.2, end - 0.2))
    added: list[Event] = []
    for _ in range(halls.poisson(dice, cheat.strength * usual(hall, clerk))):
        mark = "5" if dice.random() < 0.6 else dice.choice(CARD_KINDS)
        one = cheat.pattern == "screen"
        screen = hall.screens[-1] if one else halls.screen_of(dice, hall, clerk)
        added.append(Given(moment(day, hour(), hall.zone), clerk.badge, mark, screen, cheat=True))
    return added
