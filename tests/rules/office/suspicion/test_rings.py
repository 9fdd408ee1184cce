"""Two clerks who give each other cards."""

import datetime

import pytest

from kiosk.rules.office.suspicion.history import Cell, History, Thanked
from kiosk.rules.office.suspicion.rings import rings

DAY = datetime.date(2026, 10, 5)


def cards(by: str, clerk: str, n: int) -> list[Thanked]:
    return [Thanked(f"{by}{clerk}{i}", DAY, by, clerk) for i in range(n)]


@pytest.mark.parametrize(("there", "back", "found"), [(10, 9, 1), (10, 0, 0), (2, 2, 0)])
def test_only_many_in_both_directions_are_a_ring(there: int, back: int, found: int):
    given = cards("a", "b", there) + cards("b", "a", back) + cards("c", "d", 1)
    rung = list(rings(History([], {}, {}, {}, given)))
    assert len(rung) == found
    if found:
        assert (rung[0].clerk, rung[0].other, rung[0].seen, rung[0].back) == ("a", "b", there, back)


@pytest.mark.parametrize(("days", "found"), [(4, 1), (26, 0)])
def test_within_few_days_fewer_cards_are_a_ring(days: int, found: int):
    given = [
        one._replace(day=DAY + datetime.timedelta(n * days // 5), event_id=f"{n}")
        for n, one in enumerate(cards("a", "b", 3) + cards("b", "a", 3))
    ] + cards("c", "d", 1)
    past = {Cell(DAY - datetime.timedelta(n + 40), 9, "a", "top"): 1 for n in range(90)}
    rung = list(rings(History([], past, {}, {}, given, past_thanked={("c", "d"): 9})))
    assert len(rung) == found


def test_old_friends_are_none():
    given = cards("a", "b", 3) + cards("b", "a", 3) + cards("c", "d", 1)
    past = {Cell(DAY - datetime.timedelta(n + 40), 9, "a", "top"): 1 for n in range(90)}
    friends = {("a", "b"): 40, ("b", "a"): 35, ("c", "d"): 9}
    assert not list(rings(History([], past, {}, {}, given, past_thanked=friends)))
    assert list(rings(History([], past, {}, {}, given, past_thanked={("c", "d"): 9})))


def test_a_hall_in_which_all_thank_each_other_has_none():
    names = "abcd"
    given = [one for by in names for to in names if by != to for one in cards(by, to, 5)]
    assert not list(rings(History([], {}, {}, {}, given)))
