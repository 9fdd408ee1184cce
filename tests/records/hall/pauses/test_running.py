"""A pause runs, ends by itself, or is ended by its clerk."""

import pytest

from kiosk.records.hall.pauses import running
from kiosk.records.ledger import times
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, LI, WANG, Machine, Time
from tests.records.hall.pauses.cast import by, on_duty, open_windows, pause, paused, rows, written

MINUTE = 60_000


def test_a_pause_ends_by_itself_without_a_fact(hall: Machine, time: Time):
    open_windows(hall)
    begun = time().utc
    pause(hall, typed="0")
    time.pass_by(4 * MINUTE - 1)
    assert paused(hall)[WANG][1:] == ("3", 2, begun + 5 * MINUTE)
    time.pass_by(MINUTE)
    assert paused(hall)[WANG].minutes == 1
    time.pass_by(1)
    assert paused(hall) == {} and len(written(hall)) == 1


def test_a_step_of_the_clock_neither_ends_nor_prolongs_it(hall: Machine, time: Time):
    open_windows(hall)
    times.note_time(hall.db, time())
    pause(hall, typed="0")
    time.step(-3_600_000)
    time.pass_by(2 * MINUTE)
    assert paused(hall)[WANG].minutes == 3
    time.step(2 * 3_600_000)
    assert paused(hall)[WANG].minutes == 3
    time.pass_by(3 * MINUTE)
    assert paused(hall) == {}


def test_a_restart_neither_ends_nor_prolongs_it(hall: Machine, time: Time):
    open_windows(hall)
    pause(hall, typed="0")
    times.note_time(hall.db, time())
    time.pass_by(2 * MINUTE)
    time.reboot()
    assert paused(hall)[WANG].minutes == 3
    time.pass_by(3 * MINUTE)
    assert paused(hall) == {}


def test_a_clerk_resumes_early_once(hall: Machine, time: Time):
    open_windows(hall)
    key = pause(hall, typed="0")
    time.pass_by(90_000)
    for form in ("a" * 32, "b" * 32):
        running.end(hall.db, by(hall), form, key)
    assert paused(hall) == {} and len(written(hall)) == 2
    assert (rows(hall)[0]["lasted"], rows(hall)[0]["ended_at"]) == (90_000, time().utc)


def test_what_is_over_or_anothers_can_not_be_ended(hall: Machine, time: Time):
    open_windows(hall)
    key = pause(hall, typed="0")
    for badge, which in ((LI, key), (WANG, "0" * 32)):
        with pytest.raises(Refusal, match="unknown_pause"):
            running.end(hall.db, by(hall, badge), FORM, which)
    time.pass_by(5 * MINUTE)
    running.end(hall.db, by(hall), FORM, key)
    assert len(written(hall)) == 1 and rows(hall)[0]["ended_at"] is None


@pytest.mark.parametrize(("on", "window"), [(False, ""), (True, "5")])
def test_a_clerk_who_leaves_the_window_ends_the_pause(hall: Machine, on: bool, window: str):
    open_windows(hall)
    pause(hall, typed="0")
    on_duty(hall, WANG, window, on)
    assert paused(hall) == {}
    assert isinstance(written(hall)[-1], facts.PauseEnded)
