"""A clerk asks for a pause: what is written, and what is not."""

import pytest

from kiosk.records.hall.pauses import asking
from kiosk.records.ledger.verify import verify
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import LI, MANAGER, WANG, Machine, Time
from tests.records.hall.pauses.cast import (
    by,
    on_duty,
    open_windows,
    pause,
    paused,
    published,
    waiting,
    written,
)

DAY_MS = 86_400_000


def refused(hall: Machine, code: str, badge: str = WANG, typed: str = "") -> None:
    with pytest.raises(Refusal, match=code):
        pause(hall, badge, typed)


def reasons(hall: Machine) -> list[str]:
    return [fact.mark for fact in written(hall) if isinstance(fact, facts.PauseRefused)]


def test_with_five_waiting_a_pause_begins_and_with_six_the_try_is_kept(hall: Machine):
    open_windows(hall)
    waiting(hall, 6)
    refused(hall, "pause_queue")
    waiting(hall, 5)
    pause(hall, key="a" * 32)
    assert paused(hall)[WANG][:3] == ("a" * 32, "3", 5)
    first, second = written(hall)
    assert isinstance(first, facts.PauseRefused) and isinstance(second, facts.PauseBegun)
    assert (first.mark, first.waiting, first.counter, first.window) == ("queue", 6, "system", "3")
    assert (second.waiting, second.counter, second.minutes) == (5, "system", 5)
    assert verify(hall.db) is None


def test_the_same_form_sent_again_is_one_fact_and_the_same_answer(hall: Machine):
    open_windows(hall)
    for _ in range(2):
        with pytest.raises(Refusal, match="pause_queue"):
            pause(hall, typed="6", key="a" * 32)
    for _ in range(2):
        pause(hall, typed="5", key="b" * 32)
    assert len(written(hall)) == 2


def test_without_a_number_from_a_system_the_clerk_says_it_and_none_is_never_zero(hall: Machine):
    open_windows(hall)
    refused(hall, "waiting_needed")
    refused(hall, "bad_number", typed="many")
    refused(hall, "bad_number", typed="-1")
    refused(hall, "bad_number", typed="10000")
    assert written(hall) == [], "no answer is no try"
    pause(hall, typed="５")
    (begun,) = written(hall)
    assert isinstance(begun, facts.PauseBegun)
    assert (begun.waiting, begun.counter) == (5, "clerk")


def test_an_old_number_is_not_believed_nor_are_part_of_the_queues(hall: Machine, time: Time):
    open_windows(hall)
    waiting(hall, 0)
    time.pass_by(120_001)
    refused(hall, "waiting_needed")
    waiting(hall, 2, "6" * 32)
    refused(hall, "waiting_needed")
    assert asking.possible(hall.db, by(hall)).waiting is None
    waiting(hall, 4)
    assert asking.possible(hall.db, by(hall)).waiting == 6
    refused(hall, "pause_queue", typed="1")  # the system's number goes before the clerk's


def test_the_third_pause_of_a_day_is_refused_and_midnight_begins_anew(hall: Machine, time: Time):
    open_windows(hall)
    for _ in range(2):
        pause(hall, typed="0")
        time.pass_by(300_000)
    refused(hall, "pause_used_up", typed="0")
    time.pass_by(DAY_MS // 2 - 600_000 - 1)  # 23:59:59.999 in the hall
    refused(hall, "pause_used_up", typed="0")
    time.pass_by(1)
    open_windows(hall)
    pause(hall, typed="0")
    assert reasons(hall) == ["used_up", "used_up"] and WANG in paused(hall)


def test_the_only_window_stays_open(hall: Machine, time: Time):
    on_duty(hall, WANG, "3")
    refused(hall, "pause_alone")
    on_duty(hall, LI)
    refused(hall, "pause_alone")  # on duty, but at no window
    on_duty(hall, LI, "3")
    refused(hall, "pause_alone")  # at the same window
    on_duty(hall, LI, "1")
    pause(hall, LI, "0")
    refused(hall, "pause_alone")  # the other one pauses
    time.pass_by(300_000)
    pause(hall, WANG, "0")
    on_duty(hall, MANAGER, "2")
    refused(hall, "pause_paused")
    assert reasons(hall) == ["alone"] * 4 + ["paused"]


def test_who_is_at_no_window_has_no_pause(hall: Machine):
    on_duty(hall, LI, "1")
    refused(hall, "pause_off_duty")
    on_duty(hall, WANG)
    refused(hall, "pause_off_duty")
    on_duty(hall, WANG, "3")
    on_duty(hall, WANG, on=False)
    refused(hall, "pause_off_duty")
    assert reasons(hall) == ["off_duty"] * 3


def test_the_policy_says_how_long_how_often_and_below_which_number(alone: Machine):
    open_windows(alone)
    published(alone, pause_minutes=8, pause_most=1, pause_below=True, pause_waiting=3)
    refused(alone, "pause_queue", typed="3")
    pause(alone, typed="2")
    assert paused(alone)[WANG].minutes == 8
    on_duty(alone, WANG, "3")
    refused(alone, "pause_used_up", typed="0")
    published(alone, pause_most=0)
    refused(alone, "pause_switched_off", LI, "0")
