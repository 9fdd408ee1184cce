"""A day of a hall while the demo runs, drawn by the simulator: the same day is drawn the same each
time, so that a start that was interrupted repeats nothing."""

import datetime
from collections.abc import Iterator
from random import Random

from kiosk.demo import visits
from kiosk.demo.hall import Act, Hall, key
from kiosk.demo.month import (
    CLOSED,
    CLOSED_ON_SUNDAY,
    HANDLED_AFTER,
    MANNERS,
    OPEN,
    Shift,
    Thanks,
    Visit,
    moment,
)
from kiosk.demo.tickets.served import Customer, reported
from kiosk.rules.ledger.time import local_date
from kiosk.simulation import halls as simulator
from kiosk.simulation.halls import Given
from kiosk.vocabulary.facts import LOW_GRADES

WORKED = 6 / 7
"""The share of days on which a clerk works."""


def since(hall: Hall, at: int) -> Iterator[Act]:
    """All that happens in the hall after `at` (UTC ms), to the end of its present day."""
    begun = local_date(at, hall.zone) - datetime.timedelta(HANDLED_AFTER)
    for n in range((hall.today - begun).days + 1):
        yield from (one for one in of_day(hall, begun + datetime.timedelta(n)) if one.at > at)


def of_day(hall: Hall, day: datetime.date) -> Iterator[Act]:
    """All that a day brings, and what the manager does about its low grades two days later. The
    simulator's doors close later than these."""
    badges = [*(one for one in hall.roster if one != hall.manager), hall.manager]
    daily = MANNERS[hall.branch].daily / (1 - simulator.CARDS) / len(badges) / WORKED
    drawn = simulator.hall(Random(f"lives {hall.branch}"), hall.branch, badges, daily)
    closed = moment(day, closing(day), hall.zone)
    thanks, customers = [], []
    for n, one in enumerate(simulator.one_day(Random(f"lives {hall.branch} {day}"), drawn, day)):
        match one:
            case Given() if one.at <= closed:
                yield from _given(hall, day, n, one)
            case simulator.Thanks() if one.at <= closed:
                thanks.append(Thanks(one.at, one.by, one.clerk, one.mark, ("warm",)))
            case simulator.Served() if one.at <= closed and one.clerk != hall.manager:
                customers.append(Customer(one.at, one.clerk, one.window))
            case simulator.Duty():
                at = min(one.at, closed)
                window = "" if one.clerk == hall.manager else one.window
                shift = Shift(at, at, one.clerk, window)
                yield visits.duty(hall.staff(one.clerk, at), shift, on=one.on)
    yield from visits.thanks(hall, thanks)
    yield from reported(hall, customers, "B")


def _given(hall: Hall, day: datetime.date, n: int, one: Given) -> Iterator[Act]:
    event_id = key(hall.branch, "lives", day, n)
    yield visits.given(hall.customer(one.at), event_id, Visit(one.at, one.clerk, one.mark))
    if one.mark in LOW_GRADES and one.clerk != hall.manager:
        at = moment(day + datetime.timedelta(HANDLED_AFTER), OPEN, hall.zone) + n * 1000
        yield visits.handled(hall.staff(hall.manager, at), event_id, "talked")


def closing(day: datetime.date) -> float:
    """When the doors close, in hours after midnight."""
    return CLOSED_ON_SUNDAY if day.weekday() == 6 else CLOSED
