"""Wrong tries are counted before they are made, over a restart, and fade."""

import pytest

from kiosk.records.people import tries
from kiosk.records.people.tries import Missed, Throttle
from kiosk.rules.people.throttle import CODES
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine, Time

HOUR = 3_600_000


def wrong(hall: Machine, name: str = "0317", screen: str = "desk", browser: str = "") -> Throttle:
    return tries.begin(hall.db, screen, name, hall.time(), browser=browser)


def wait(hall: Machine, **where: str) -> int:
    """How long the next try has to wait, in seconds."""
    try:
        wrong(hall, **where)
    except Refusal as refusal:
        assert refusal.code == "wait"
        return refusal.retry_after or 0
    return 0


def miss(hall: Machine, screen: str = "desk", name: str = "0317") -> int:
    tried = wrong(hall, screen=screen, name=name)
    with hall.db.writing():
        return tries.was_wrong(hall.db, tried, hall.time().utc)


def test_a_try_counts_before_it_is_known_whether_it_is_right(hall: Machine):
    assert [wrong(hall).wrong for _ in range(5)] == [0, 1, 2, 3, 4]
    assert wait(hall) == 60


def test_while_one_waits_nothing_is_counted(hall: Machine, time: Time):
    for _ in range(5):
        wrong(hall)
    for _ in range(50):
        assert wait(hall) > 0
    time.pass_by(60_000)
    assert wait(hall) == 0 and wait(hall) == 120


def test_however_many_are_wrong_no_wait_is_longer_than_a_quarter_of_an_hour(
    hall: Machine, time: Time
):
    waits = []
    for _ in range(200):  # two days of an attacker who never rests
        if seconds := wait(hall):
            waits.append(seconds)
            time.pass_by(seconds * 1000)
    assert waits[:5] == [60, 120, 240, 480, 900] and max(waits) == 900


def test_a_right_one_neither_counts_nor_gives_more_tries(hall: Machine, time: Time):
    for _ in range(4):
        wrong(hall)
    for _ in range(50):
        tries.was_right(hall.db, wrong(hall), time())
    wrong(hall)
    assert wait(hall) == 60


def test_a_right_one_takes_back_its_own_count_alone(hall: Machine, time: Time):
    right, begun = wrong(hall), time()
    time.pass_by(10)
    wrong(hall)  # another person tries meanwhile
    tries.was_right(hall.db, right, begun)
    (row,) = hall.db.rows(Throttle.select())
    assert row.wrong == 1


def test_who_never_errs_leaves_no_row(hall: Machine, time: Time):
    tries.was_right(hall.db, wrong(hall), time())
    assert hall.db.rows(Throttle.select()) == []


def test_wrong_tries_fade_one_by_one(hall: Machine, time: Time):
    for _ in range(5):
        wrong(hall)
    time.pass_by(HOUR)
    assert wrong(hall).wrong == 5
    (row,) = hall.db.rows(Throttle.select())
    assert row.wrong == 4, "two were forgotten, one is new"


def test_names_screens_and_browsers_are_counted_apart(hall: Machine):
    for _ in range(5):
        wrong(hall)
    assert wait(hall) and not wait(hall, name="0318") and not wait(hall, screen="lobby")
    assert not wait(hall, browser="1f")


def test_pulling_the_plug_does_not_shorten_the_wait(hall: Machine, time: Time):
    for _ in range(5):
        wrong(hall)
    time.pass_by(59_000)
    time.reboot()
    assert wait(hall) == 50, "ten seconds after the boot"


def test_a_new_secret_ends_the_wait_on_every_screen(hall: Machine):
    for screen in ("desk", "lobby"):
        for _ in range(5):
            wrong(hall, screen=screen)
    with hall.db.writing():
        tries.clear(hall.db, "0317")
    assert not wait(hall) and not wait(hall, screen="lobby")


def test_made_up_names_fill_no_table(hall: Machine):
    for number in range(1_000):
        wrong(hall, name=tries.unknown(f"made up {number}"))
        if len(hall.db.rows(Throttle.select())) == tries.SLOTS:
            break
    for number in range(300):
        wait(hall, name=tries.unknown(f"another {number}"))
    assert len(hall.db.rows(Throttle.select())) == tries.SLOTS
    assert not wait(hall), "no one who works here waits for them"


def test_a_person_is_told_what_was_wrong_since_the_last_time(hall: Machine, time: Time):
    assert [miss(hall), miss(hall, "lobby"), miss(hall, name="0318")] == [1, 2, 1]
    time.pass_by(5_000)
    assert miss(hall) == 3
    with hall.db.writing():
        assert tries.take_missed(hall.db, "0317") == Missed(3, time.utc)
        assert tries.take_missed(hall.db, "0317") == Missed()
        assert tries.take_missed(hall.db, "0318").number == 1


def test_codes_wait_seconds_and_say_so_otherwise(hall: Machine, time: Time):
    def guess() -> None:
        tries.begin(hall.db, "look-up", "", time(), pace=CODES, refusal="look_up_busy")

    for _ in range(100):
        guess()
    with pytest.raises(Refusal, match="look_up_busy") as refused:
        guess()
    assert refused.value.retry_after == 10
    time.pass_by(10_000)
    guess()
    with pytest.raises(Refusal):
        guess()
