"""Wrong tries are counted before they are made, and over a restart."""

import pytest

from kiosk.records.people import tries
from kiosk.records.people.tries import Throttle
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine, Time

A_DAY = 20


def wrong(hall: Machine, name: str = "0317", screen: str = "desk") -> Throttle:
    return tries.begin_try(hall.db, screen, name, hall.today(), hall.time(), A_DAY)


def wait(hall: Machine, **where: str) -> int:
    """How long the next try has to wait, in seconds."""
    try:
        wrong(hall, **where)
    except Refusal as refusal:
        assert refusal.code == "wait"
        return refusal.retry_after or 0
    return 0


def test_a_try_counts_before_anyone_knows_whether_it_is_right(hall: Machine):
    assert [wrong(hall).wrong for _ in range(5)] == [0, 1, 2, 3, 4]
    assert wait(hall) == 60


def test_while_one_waits_nothing_is_counted(hall: Machine, time: Time):
    for _ in range(5):
        wrong(hall)
    for _ in range(50):
        assert wait(hall) > 0
    time.pass_by(60_000)
    assert wait(hall) == 0 and wait(hall) == 120


def test_a_right_one_forgets_the_wrong_ones_but_not_the_days_share(hall: Machine, time: Time):
    for group in range(A_DAY // 4):
        if group:
            tries.was_right(hall.db, wrong(hall), time())
        for _ in range(4):
            wrong(hall)
    assert wait(hall) == 3600, "twenty wrong ones on one day"
    time.pass_by(86_400_000)
    assert wait(hall) == 0


def test_names_and_screens_are_counted_apart(hall: Machine):
    for _ in range(5):
        wrong(hall)
    assert wait(hall) and not wait(hall, name="0318") and not wait(hall, screen="lobby")


def test_pulling_the_plug_does_not_shorten_the_wait(hall: Machine, time: Time):
    for _ in range(5):
        wrong(hall)
    time.pass_by(59_000)
    time.reboot()
    assert wait(hall) == 50, "ten seconds after the boot"


def test_a_screen_for_anybody_is_never_shut_for_longer_than_wrong_tries_are_remembered(
    hall: Machine, time: Time
):
    waits = []
    for _ in range(60):
        try:
            tries.begin_shared_try(hall.db, "look-up", hall.today(), time())
        except Refusal as refusal:
            waits.append(refusal.retry_after or 0)
            time.pass_by(1000 * waits[-1])
    assert waits and max(waits) <= 8 * 60
    time.pass_by(15 * 60_000)
    before = tries.begin_shared_try(hall.db, "look-up", hall.today(), time())
    assert before.wrong == 0
    with pytest.raises(Refusal, match="wait"):
        for _ in range(5):
            tries.begin_shared_try(hall.db, "look-up", hall.today(), time())
