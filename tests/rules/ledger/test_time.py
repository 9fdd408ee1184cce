"""Which day a fact counts for, by tables of clocks."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.ledger.time import (
    STEP_MS,
    Anchor,
    believed,
    business_day,
    corrected,
    local_date,
    standing,
)
from kiosk.vocabulary.facts import Moment

SHANGHAI = "Asia/Shanghai"
NOON = 1_795_233_600_000  # 2026-11-21 12:00 +08
DAY = 86_400_000
TODAY = datetime.date(2026, 11, 21)
NOW = Moment(NOON, 1_000_000, "b1")


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("utc", "zone", "day"),
    [
        (NOON, SHANGHAI, "2026-11-21"),
        (NOON + 12 * 3_600_000 - 1, SHANGHAI, "2026-11-21"),
        (NOON + 12 * 3_600_000, SHANGHAI, "2026-11-22"),
        (NOON + 12 * 3_600_000, "UTC", "2026-11-21"),
    ],
)
def test_a_day_ends_at_the_halls_own_midnight(utc: int, zone: str, day: str):
    assert local_date(utc, zone) == date(day)


@pytest.mark.parametrize(
    ("moment", "anchor", "expected"),
    [
        (NOW, None, NOON),
        # same boot: office time and the monotonic clock; steps of the wall do not matter
        (NOW._replace(utc=5), Anchor(NOON - 500, 1, 999_500, "b1"), NOON),
        (NOW._replace(utc=NOON + 10 * 365 * DAY), Anchor(NOON, 1, 1_000_000, "b1"), NOON),
        # after a reboot: wall clock and the last offset
        (NOW._replace(boot="b2"), Anchor(NOON + 7_000, NOON, 1, "b1"), NOON + 7_000),
    ],
)
def test_time_is_corrected_by_the_best_knowledge(
    moment: Moment, anchor: Anchor | None, expected: int
):
    assert corrected(moment, anchor) == expected


@pytest.mark.parametrize(
    ("wall", "anchor", "last", "day"),
    [
        (NOON, None, None, "2026-11-21"),
        # a clock set back after a flat battery never files under an earlier day
        (NOON - 700 * DAY, None, TODAY, "2026-11-21"),
        (NOON + DAY, None, TODAY, "2026-11-22"),
        # what the office signed in this boot may go back, e.g. after a clock ten years ahead
        (NOON, Anchor(NOON, NOON, 1_000_000, "b1"), date("2036-11-21"), "2026-11-21"),
        # what it signed in an earlier boot may not
        (NOON, Anchor(NOON, NOON, 1, "b0"), date("2026-11-25"), "2026-11-25"),
    ],
)
def test_the_business_day_never_goes_back_unless_the_office_says_so(
    wall: int, anchor: Anchor | None, last: datetime.date | None, day: str
):
    assert business_day(NOW._replace(utc=wall), anchor, SHANGHAI, last) == date(day)


def test_a_fact_says_how_old_the_offset_is():
    said = standing(NOW, Anchor(NOON + 3_000, NOON, 400_000, "b1"))
    assert (said.offset, said.age) == (3_000, 600_000)
    assert standing(NOW, None).offset is None


@pytest.mark.parametrize(
    "now, last, utc, sure",
    [
        # nothing was believed before
        (Moment(NOON, 50, "b"), None, NOON, True),
        # running: the wall clock may step as it likes, the monotonic one counts
        (Moment(NOON + 1000, 1050, "a"), Anchor(NOON, NOON, 50, "a"), NOON + 1000, True),
        (Moment(NOON + 4 * 60_000, 50, "a"), Anchor(NOON, NOON, 50, "a"), NOON, True),
        (Moment(NOON + 365 * DAY, 1050, "a"), Anchor(NOON, NOON, 50, "a"), NOON + 1000, False),
        (Moment(NOON - 2 * DAY, 1050, "a"), Anchor(NOON, NOON, 50, "a"), NOON + 1000, False),
        (
            Moment(NOON + 1000, 1050, "a"),
            Anchor(NOON, NOON, 50, "a"),
            NOON + 1000,
            True,
        ),  # put right again
        # off for a while: believed up to seven days, never backwards
        (Moment(NOON + 7 * DAY, 9, "b"), Anchor(NOON, NOON, 50, "a"), NOON + 7 * DAY, True),
        (Moment(NOON + 7 * DAY + 1, 9, "b"), Anchor(NOON, NOON, 50, "a"), NOON, False),
        (Moment(NOON + 365 * DAY, 9, "b"), Anchor(NOON, NOON, 50, "a"), NOON, False),
        (Moment(NOON - 1, 9, "b"), Anchor(NOON, NOON, 50, "a"), NOON, False),
    ],
)
def test_the_time_that_fees_go_by(now, last, utc, sure):
    assert believed(now, None, last) == (utc, sure)


def test_the_offices_word_of_this_boot_stands_above_all():
    anchor = Anchor(NOON, NOON - 400 * DAY, 50, "a")  # the station is 400 days slow
    now = Moment(NOON - 400 * DAY + 1000, 1050, "a")
    assert believed(now, anchor, Anchor(7, 7, 50, "a")) == (NOON + 1000, True)


MINUTES = st.integers(0, 20 * 24 * 60).map(lambda minutes: minutes * 60_000)
LIFE = st.lists(
    st.tuples(
        st.sampled_from(["runs", "is off", "is set", "is asked"]),
        MINUTES,
        st.integers(-400, 400).map(lambda days: days * DAY),
    ),
    max_size=12,
)


@given(LIFE)
def test_the_time_that_fees_go_by_is_the_one_a_plain_reading_gives(life):
    """Read out aloud: while it runs, what passes is what the monotonic clock
    counts, whatever the wall clock says; after it was off, the wall clock is
    taken if it went on by at most a week, else time stands where it was and
    goes on from there, in doubt until the wall clock agrees again."""
    now, last = Moment(NOON, 1_000, "0"), Anchor(NOON, NOON, 1_000, "0")
    plain = NOON
    for number, (what, passes, step) in enumerate(life, 1):
        if what == "runs":
            now = Moment(now.utc + passes, now.mono + passes, now.boot)
            plain += passes
        elif what == "is set":
            now = now._replace(utc=now.utc + step)
        elif what == "is off":
            now = Moment(now.utc + passes + step, 500, str(number))
            gap = now.utc - plain
            plain = now.utc if 0 <= gap <= 7 * DAY else plain
        found = believed(now, None, last)
        assert found.utc == plain
        assert found.utc >= last.office, "never backwards"
        if what == "is off":
            assert found.sure == (0 <= gap <= 7 * DAY)
        else:
            assert found.sure == (abs(now.utc - plain) <= STEP_MS)
        last = Anchor(found.utc, found.utc, now.mono, now.boot)  # identity.note_time


@pytest.mark.parametrize("years", [-1, 1])
@pytest.mark.parametrize("off", [True, False])
def test_set_a_year_wrong_and_put_right_again_no_day_is_skipped(years: int, off: bool):
    """Set back or forward by a year, while it runs or while it is off: the
    day stands or goes on as it should, and put right it is as if nothing was."""
    last = Anchor(NOON, NOON, 1_000, "a")
    wrong = Moment(NOON + years * 365 * DAY + 1_000, 2_000, "b" if off else "a")
    found = believed(wrong, None, last)
    assert local_date(found.utc, SHANGHAI) == TODAY and not found.sure
    if off:
        last = Anchor(found.utc, found.utc, wrong.mono, "b")
    right = Moment(NOON + 2 * DAY + 1_000, 2_000 + 2 * DAY, wrong.boot)
    again = believed(right, None, last)
    assert again.sure and local_date(again.utc, SHANGHAI) == date("2026-11-23")
