"""Actions: folded in any order, ticked off by their owner."""

import datetime
import itertools

import pytest

from kiosk.rules.recognition import actions
from kiosk.rules.recognition.actions import Action
from kiosk.vocabulary.facts import ActionAgreed, ActionDone, ActionMoved
from kiosk.vocabulary.facts.fact import Standing

D = datetime.date
TODAY = D(2026, 11, 23)
SAYS = {"branch": "sb01", "day": TODAY, "clock": Standing("b", 0)}
AGREED = ActionAgreed(event_id="a", at=1, mark="weekly", due_on=TODAY, clerk="01", text="换牌",
                      due=D(2026, 11, 27), by="08", **SAYS)  # fmt: skip


def moved(name: str, at: int, clerk: str, due: datetime.date) -> ActionMoved:
    return ActionMoved(
        event_id=name, at=at, subject="a", clerk=clerk, due=due, reason="休假", by="08", **SAYS
    )


def done(name: str, at: int, by: str = "01") -> ActionDone:
    return ActionDone(event_id=name, at=at, subject="a", clerk="01", note="好了", by=by, **SAYS)


M1, M2, M3 = (
    moved(name, at, clerk, due)
    for name, at, clerk, due in (
        ("m1", 2, "01", D(2026, 12, 1)), ("m2", 3, "02", D(2026, 12, 4)),
        ("m3", 9, "03", D(2026, 12, 9)),
    )
)  # fmt: skip
D1, D2 = done("d1", 5), done("d2", 6)


def test_whatever_the_order_of_arrival_an_action_is_the_same():
    for moves in itertools.permutations([M1, M2, M3]):
        for ends in itertools.permutations([D1, D2]):
            found = actions.fold(AGREED, moves, ends)
            assert found == Action(AGREED, (M1, M2), D1), "what is moved later changes nothing"
            assert (found.owner, found.due) == ("02", D(2026, 12, 4))


def test_an_action_as_it_was_agreed():
    found = actions.fold(AGREED, [], [])
    assert (found.owner, found.due, found.done) == ("01", D(2026, 11, 27), None)
    assert actions.fold(AGREED, [M3, M1], []).owner == "03"


@pytest.mark.parametrize(
    ("due", "possible"),
    [
        (TODAY - datetime.timedelta(1), False),
        (TODAY, True),
        (TODAY + datetime.timedelta(366), True),
        (TODAY + datetime.timedelta(367), False),
    ],
)
def test_the_day_is_today_or_within_a_year(due, possible):
    assert actions.is_possible(due, TODAY) is possible


@pytest.mark.parametrize(
    ("badge", "manager", "left", "code"),
    [
        ("01", False, False, ""),
        ("02", False, False, "not_your_action"),
        ("08", True, False, "not_your_action"),
        ("08", True, True, ""),
        ("02", False, True, "not_your_action"),
    ],
)
def test_its_owner_ticks_it_off_and_the_manager_for_one_who_left(badge, manager, left, code):
    assert actions.refused(Action(AGREED), badge, manager, left) == code
    assert actions.refused(Action(AGREED, (), D1), badge, manager, left) == "action_done"
