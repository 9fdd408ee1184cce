"""Who is on duty today, at which window."""

import pytest

from kiosk.records.hall import duty
from kiosk.records.people import authors
from kiosk.vocabulary.refusals import Refusal
from tests.cast import LI, WANG, Machine, Time


def change(hall: Machine, badge: str, on: bool, window: str = "") -> None:
    duty.change(hall.db, authors.at_desk(hall.db, badge, hall.time()), hall.new_id(), on, window)


def test_the_last_word_of_the_day_holds(hall: Machine, time: Time):
    change(hall, WANG, True, " 3 ")
    change(hall, LI, True, "1")
    time.pass_by(1_000)
    change(hall, WANG, False, "9")
    assert duty.of_day(hall.db, hall.today()) == {
        WANG: duty.Duty(False, ""), LI: duty.Duty(True, "1"),
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["１２", " 12 ", "\u200b12"])
def test_a_window_is_the_same_in_every_width(hall: Machine, typed: str):
    change(hall, WANG, True, typed)
    assert duty.of_day(hall.db, hall.today())[WANG].window == "12"


def test_nobody_is_on_duty_the_next_morning(hall: Machine, time: Time):
    change(hall, WANG, True, "3")
    time.pass_by(86_400_000)
    assert duty.of_day(hall.db, hall.today()) == {}


def test_a_stranger_and_a_long_window_are_refused(hall: Machine):
    with pytest.raises(Refusal, match="unknown_clerk"):
        change(hall, "9999", True)
    with pytest.raises(Refusal, match="long_window"):
        change(hall, WANG, True, "一二三四五六七八九")


def test_at_a_window_is_the_clerk_who_came_there_last(hall: Machine, time: Time):
    def there() -> str | None:
        return duty.at_window(hall.db, hall.today(), "3")

    assert there() is None
    for badge in (WANG, LI, WANG):
        time.pass_by(1_000)
        change(hall, badge, True, "3")
        assert there() == badge
    time.pass_by(1_000)
    change(hall, WANG, True, "4")
    assert there() == LI
    time.pass_by(1_000)
    change(hall, LI, False)
    assert there() is None
