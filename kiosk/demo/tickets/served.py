"""Who was served, as the ticket systems of some halls report it, so that head office sees what
share of customers rate. The other halls report nothing, as halls without such a system."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from random import Random
from typing import NamedTuple

from kiosk.demo.hall import Act, Done, Hall, Written, key, past, written
from kiosk.demo.month import DAYS, OPEN, Month
from kiosk.records.hall import ticket_systems
from kiosk.records.ledger.writing import at_station
from kiosk.rules.hall import tickets as rule
from kiosk.rules.ledger.time import local_date
from kiosk.vocabulary import facts

TICKETED = ("sb04", "sb07", "sb10")
"""The halls with a ticket system."""
NAME = "排队叫号机"
SILENT = 0.9
"""For each rating, so many customers who give nothing."""
BEFORE_MS = 90_000
"""A customer who gives something was served so long before."""


class Customer(NamedTuple):
    """A customer was served to the end, at `at` (UTC ms)."""

    at: int
    badge: str
    window: str


def of_month(hall: Hall, month: Month) -> Iterator[Act]:
    """The customers of the last 30 days, and how the manager connected the ticket system before
    the first of them; nothing in a hall without one."""
    if hall.branch in TICKETED:
        begun = hall.at(DAYS, OPEN - 1)
        yield Done(begun, partial(_connect, hall, begun))
        yield from reported(hall, _drawn(month), "A")


def _drawn(month: Month) -> list[Customer]:
    """Everyone who gave something at a window, and others who did not."""
    dice, windows = Random(f"served {month.branch}"), month.badges[:-1]
    given = [(one.at - BEFORE_MS, one.badge) for one in month.visits() if one.badge in windows]
    silent = [(at, dice.choice(windows)) for at in month.silent(dice, SILENT)]
    return sorted(Customer(at, one, str(windows.index(one) + 1)) for at, one in given + silent)


def reported(hall: Hall, some: Iterable[Customer], letter: str) -> Iterator[Written]:
    """What the ticket system reports of these customers, each day's numbers beginning with
    `letter`001; nothing in a hall without one."""
    if hall.branch not in TICKETED:
        return
    system = key("tickets", hall.branch)
    machine, numbers = at_station(hall.db, "machine", hall.now, by=system), Counter[datetime.date]()
    for one in some:
        day = local_date(one.at, hall.zone)
        numbers[day] += 1
        ticket = f"{letter}{numbers[day]:03}"
        yield written(
            past(machine, one.at, hall.zone), facts.Served,
            rule.served_id(hall.branch, ticket, day, one.window), clerk=one.badge, ended=one.at,
            way="api", subject=ticket, window=one.window, system=system,
        )  # fmt: skip


def _connect(hall: Hall, at: int) -> None:
    manager = hall.staff(hall.manager, at)
    ticket_systems.connect(hall.db, manager, hall.keys, key("tickets", hall.branch), NAME)
