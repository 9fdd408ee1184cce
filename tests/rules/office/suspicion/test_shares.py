"""What is usually a clerk's."""

import datetime

import pytest

from kiosk.rules.office.suspicion.history import Cell
from kiosk.rules.office.suspicion.shares import Demand, Hours, days_of, usual

FIRST = datetime.date(2026, 8, 3)
DAYS = [FIRST + datetime.timedelta(n) for n in range(28)]


def past() -> dict[Cell, int]:
    """b is given twice as much as a; c works on even days, and is given as much as a."""
    found = {}
    for n, day in enumerate(DAYS):
        share = 12 / (3 if n % 2 else 4)
        for clerk, weight in (("a", 1), ("b", 2), ("c", 1))[: 2 if n % 2 else 3]:
            found[Cell(day, 9, clerk, "top")] = round(share * weight)
    return found


def test_weights_do_not_depend_on_who_else_was_there():
    known = usual(Hours(past()))
    assert known["b"].weight / known["a"].weight == pytest.approx(2, rel=0.01)
    assert known["c"].weight / known["a"].weight == pytest.approx(1, rel=0.01)


def test_a_day_expects_more_where_fewer_are_there():
    hours = Hours(past())
    demand, known = Demand(hours), usual(hours)
    both, alone = days_of(hours, demand, known, "a", DAYS[:2])
    assert both.given == pytest.approx(3, rel=0.1) and alone.given == pytest.approx(4, rel=0.1)


def test_a_clerk_without_a_past_counts_as_an_average_one():
    hours = Hours(past())
    now = Hours({Cell(DAYS[-1], 9, "new", "top"): 6, Cell(DAYS[-1], 9, "a", "top"): 6})
    (day,) = days_of(now, Demand(hours), usual(hours), "new", [DAYS[-1]])
    assert (day.x, day.rest) == (6, 6) and 0 < day.given < day.others


def test_a_hall_without_a_past_expects_nothing():
    demand = Demand(Hours({}))
    assert demand.on(FIRST) == 0 and demand.known == 0
