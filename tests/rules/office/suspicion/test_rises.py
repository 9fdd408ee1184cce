"""More best marks than usual, by what the hall was given and by the customers who were served."""

import pytest

from kiosk.rules.office.suspicion import rises
from kiosk.rules.office.suspicion.history import History
from kiosk.rules.office.suspicion.rises import LIFTS
from kiosk.rules.office.suspicion.shares import Hours
from kiosk.simulation.cheating import Cheat
from tests.simulated_halls import BEGIN, DAY, Played, found_after, hall_of

LAST = BEGIN + 129 * DAY


def played(daily: float = 25, *, reports: bool = False, lifted: str = "") -> Played:
    """A hall's 130 days; one clerk is lifted in the last four."""
    cheats = [Cheat("drip", lifted, 0.8, LAST - 3 * DAY, LAST)] if lifted else []
    found = Played(hall_of(3, daily), 3, cheats, reports=reports)
    for n in range(130):
        found.play(BEGIN + n * DAY)
    return found


@pytest.mark.parametrize(("daily", "seen"), [(4, False), (60, True)])
def test_too_little_feedback_shows_nothing_and_the_page_can_say_so(daily: float, seen: bool):
    history = played(daily).history(LAST)
    sights = rises.sights(Hours(history.past), {})
    assert len(sights) == 5
    assert all((one.lift is not None) == seen for one in sights)


def test_where_customers_are_reported_smaller_rises_are_seen():
    history = played(reports=True).history(LAST)
    past = Hours(history.past)
    every = rises.sights(past, {}), rises.sights(past, history.served)
    least = [[LIFTS.index(one.lift) if one.lift else len(LIFTS) for one in of] for of in every]
    assert all(after <= before for before, after in zip(*least, strict=True))
    assert sum(least[1]) < sum(least[0])


@pytest.mark.parametrize("reports", [False, True])
def test_a_lifted_clerk_is_found_and_no_one_else(reports: bool):
    history = played(reports=reports, lifted="c1").history(LAST)
    found = list(rises.raised(history, Hours(history.now), Hours(history.past)))
    assert {one.clerk for one in found} == {"c1"}


def test_a_busy_day_whose_customers_are_reported_is_none():
    """Twice the customers, and what they give, in a clerk's last days."""
    history = played(reports=True).history(LAST)
    twice = [one for one in history.seen if one.clerk == "c1" and one.day > LAST - 4 * DAY]
    served = {
        (day, clerk): n * (2 if clerk == "c1" and day > LAST - 4 * DAY else 1)
        for (day, clerk), n in history.served.items()
    }
    more = [one._replace(event_id=f"{one.event_id}+") for one in twice]
    busy = History([*history.seen, *more], history.past, {}, {}, served=served)
    assert not list(rises.raised(busy, Hours(busy.now), Hours(busy.past)))
    unknown = History([*history.seen, *more], history.past, {}, {})
    assert list(rises.raised(unknown, Hours(unknown.now), Hours(unknown.past)))


def test_days_without_reports_are_judged_by_what_the_hall_was_given():
    """The ticket system was silent for two days: no clerk is lifted, though no one was served."""
    history = played(reports=True).history(LAST)
    served = {key: n for key, n in history.served.items() if key[0] < LAST - DAY}
    silent = History(history.seen, history.past, {}, {}, served=served)
    assert not list(rises.raised(silent, Hours(silent.now), Hours(silent.past)))


def test_a_small_lift_is_not_seen_though_customers_are_reported():
    assert not found_after(2, "drip", 0.1, reports=True)


def test_nothing_is_said_of_a_clerk_without_a_past():
    first = Played(hall_of(3), 3)
    first.play(BEGIN)
    history = first.history(BEGIN)
    assert not list(rises.raised(history, Hours(history.now), Hours(history.past)))
