"""Best marks at the wrong moment."""

import datetime
from collections.abc import Sequence

import pytest

from kiosk.rules.office.suspicion.history import Duty, History, Seen
from kiosk.rules.office.suspicion.moments import bursts, edges

DAYS = [datetime.date(2026, 10, 5) + datetime.timedelta(n) for n in range(20)]
ON, OFF = 510, 1_050


def history(added: Sequence[Seen] = ()) -> History:
    """Twenty days of a clerk who is given something every half hour."""
    seen = [
        Seen(f"{day}{minute}", day, minute, "a", "5", "s")
        for day in DAYS
        for minute in range(ON + 20, OFF - 10, 30)
    ]
    return History([*seen, *added], {}, {}, {(day, "a"): Duty(ON, OFF) for day in DAYS})


def given(day: datetime.date, minutes: Sequence[int], mark: str = "5") -> list[Seen]:
    return [Seen(f"+{day}{n}", day, minute, "a", mark, "s") for n, minute in enumerate(minutes)]


@pytest.mark.parametrize(("number", "found"), [(5, 0), (12, 1)])
def test_many_within_minutes_are_a_burst_and_a_family_is_none(number: int, found: int):
    added = given(DAYS[7], [700 + n // 2 for n in range(number)])
    bursted = list(bursts(history(added)))
    assert len(bursted) == found
    if found:
        assert bursted[0].first == DAYS[7] and bursted[0].strength >= 1
        assert {one.event_id for one in added} <= set(bursted[0].events)


def test_low_grades_within_minutes_are_none():
    assert not list(bursts(history(given(DAYS[7], [700] * 12, "1"))))


@pytest.mark.parametrize(("minute", "found"), [(OFF + 10, 1), (OFF - 120, 0), (ON - 20, 1)])
def test_many_after_the_shift_or_before_it_are_at_its_edge(minute: int, found: int):
    added = [one for day in DAYS[8:11] for one in given(day, range(minute, minute + 6))]
    at_edge = list(edges(history(added)))
    assert len(at_edge) == found
    if found:
        assert (at_edge[0].seen, at_edge[0].last) == (len(at_edge[0].events), at_edge[0].last)


def test_a_hall_that_notes_no_shifts_has_no_edges():
    old = history(given(DAYS[8], range(OFF + 5, OFF + 25)))
    assert not list(edges(History(old.seen, {}, {}, {})))
