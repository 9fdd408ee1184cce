"""Which day a fact counts for, by tables of clocks."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.ledger import time as rule
from kiosk.rules.ledger.time import (
    GAP_MS,
    STEP_MS,
    UNDER_WAY_MS,
    Anchor,
    Believed,
    Remembered,
    believed,
    is_fresh,
    local_date,
    standing,
)
from kiosk.vocabulary.facts import Moment

SHANGHAI = "Asia/Shanghai"
NOON = 1_795_233_600_000  # 2026-11-21 12:00 +08
DAY = 86_400_000
TODAY = datetime.date(2026, 11, 21)
NOW = Moment(NOON, 1_000_000, "b1")
IN_DOUBT = Remembered(NOON, 50, "a", settled=False)


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    "utc, zone, day",
    [
        (NOON, SHANGHAI, "2026-11-21"),
        (NOON + 12 * 3_600_000 - 1, SHANGHAI, "2026-11-21"),
        (NOON + 12 * 3_600_000, SHANGHAI, "2026-11-22"),
        (NOON + 12 * 3_600_000, "UTC", "2026-11-21"),
    ],
)
def test_a_day_ends_at_the_halls_own_midnight(utc: int, zone: str, day: str):
    assert local_date(utc, zone) == date(day)


def test_the_time_of_the_day_is_the_halls():
    assert rule.local_time(NOON + 30_659_999, SHANGHAI) == "20:30"
    assert rule.local_time(NOON, "UTC") == "04:00"


@pytest.mark.parametrize(
    ("body", "minute", "hour"),
    [
        (b'{"at":%d}' % (NOON + 3_659_999), 13 * 60, 13),
        (b'{"at":%d}' % (NOON + 3_660_000), 13 * 60 + 1, 13),
        (b'{"at":%d}' % (NOON - 12 * 3_600_000), 0, 0),
        (b'{"at":"\xff"}', None, rule.UNKNOWN_HOUR),
        (b'{"at":9007199254740992}', None, rule.UNKNOWN_HOUR),
    ],
)
def test_a_fact_was_written_in_a_minute_of_its_day(body: bytes, minute: int | None, hour: int):
    assert (rule.minute_of(body, SHANGHAI), rule.hour_of(body, SHANGHAI)) == (minute, hour)


def test_after_a_restart_the_offset_is_as_old_as_the_wall_clock_says():
    said = standing(NOW, Anchor(NOON, NOON - 5_000, 400_000, "b0"))
    assert said.offset == said.age == 5_000


def test_a_fact_says_how_old_the_offset_is():
    said = standing(NOW, Anchor(NOON + 3_000, NOON, 400_000, "b1"))
    assert (said.offset, said.age) == (3_000, 600_000)
    assert standing(NOW, None).offset is None


@pytest.mark.parametrize(
    "now, last, utc, sure",
    [
        # nothing was believed before: a clock on its own is never sure
        (Moment(NOON, 50, "b"), None, NOON, False),
        # running: the wall clock may step as it likes, the monotonic one counts
        (Moment(NOON + 1000, 1050, "a"), Remembered(NOON, 50, "a"), NOON + 1000, True),
        (Moment(NOON + 4 * 60_000, 50, "a"), Remembered(NOON, 50, "a"), NOON, True),
        (Moment(NOON + 365 * DAY, 1050, "a"), Remembered(NOON, 50, "a"), NOON + 1000, False),
        (Moment(NOON - 2 * DAY, 1050, "a"), Remembered(NOON, 50, "a"), NOON + 1000, False),
        (Moment(NOON, 50, "a"), Remembered(NOON, 50, "a", GAP_MS), NOON, True),
        (Moment(NOON, 50, "a"), Remembered(NOON, 50, "a", GAP_MS + 1), NOON, False),
        # off for a while: believed up to seven days, never backwards
        (Moment(NOON + 7 * DAY, 9, "b"), Remembered(NOON, 50, "a"), NOON + 7 * DAY, True),
        (Moment(NOON + 7 * DAY + 1, 9, "b"), Remembered(NOON, 50, "a"), NOON, False),
        (Moment(NOON + 365 * DAY, 9, "b"), Remembered(NOON, 50, "a"), NOON, False),
        (Moment(NOON - STEP_MS, 9, "b"), Remembered(NOON, 50, "a"), NOON, True),
        (Moment(NOON - STEP_MS - 1, 9, "b"), Remembered(NOON, 50, "a"), NOON, False),
        # seven days in sum, not in each boot
        (Moment(NOON + 3 * DAY, 9, "b"), Remembered(NOON, 50, "a", 4 * DAY), NOON + 3 * DAY, True),
        (Moment(NOON + 3 * DAY, 9, "b"), Remembered(NOON, 50, "a", 4 * DAY + 1), NOON, False),
        # a boot that began in doubt: the clock can still be put right
        (Moment(NOON + DAY, 1050, "a"), IN_DOUBT, NOON + DAY, True),
        (Moment(NOON + 8 * DAY, 1050, "a"), IN_DOUBT, NOON + 1000, False),
    ],
)
def test_the_time_that_everything_goes_by(
    now: Moment, last: Remembered | None, utc: int, sure: bool
):
    found = believed(now, None, last)
    assert (found.utc, found.sure) == (utc, sure)
    assert found.settled is (sure or (last is not None and last.boot == now.boot and last.settled))


def test_the_offices_word_of_this_boot_stands_above_all():
    anchor = Anchor(NOON, NOON - 400 * DAY, 50, "a")  # the station is 400 days slow
    now = Moment(NOON - 400 * DAY + 1000, 1050, "a")
    assert believed(now, anchor, Remembered(7, 50, "a")) == Believed(NOON + 1000, sure=True)


@pytest.mark.parametrize(
    "wall, anchor, utc, sure",
    [
        # a clock that runs four days slow: the office's correction still holds after a reboot
        (NOON - 3 * DAY, Anchor(NOON, NOON - 4 * DAY, 50, "a"), NOON + DAY, True),
        # it was at 1970 when the office answered and is right now: 2026 it is, not 2083
        (NOON + DAY, Anchor(NOON, 0, 50, "a"), NOON + DAY, True),
        (0, Anchor(NOON, NOON, 50, "a"), NOON, False),
    ],
)
def test_an_offset_of_an_earlier_boot_is_believed_within_the_same_bound(
    wall: int, anchor: Anchor, utc: int, sure: bool
):
    for last in (None, Remembered(NOON, 50, "a")):
        found = believed(Moment(wall, 9, "b"), anchor, last)
        assert (found.utc, found.sure) == (utc, sure)


def test_nothing_makes_a_clock_sure_that_nobody_ever_confirmed():
    first = Moment(NOON, 50, "a")
    found = believed(first, None, None)
    for now in (first, Moment(NOON + DAY, 50 + DAY, "a"), Moment(NOON + 2 * DAY, 9, "b")):
        found = believed(now, None, Remembered(found.utc, 50, "a", found.gap, found.settled))
        assert not found.sure


MINUTES = st.integers(0, 20 * 24 * 60).map(lambda minutes: minutes * 60_000)
LIFE = st.lists(
    st.tuples(
        st.sampled_from(["runs", "is off", "is set"]),
        MINUTES,
        st.integers(-400, 400).map(lambda days: days * DAY),
    ),
    max_size=12,
)


@given(LIFE)
def test_the_time_is_the_one_a_plain_reading_gives(life: list[tuple[str, int, int]]):
    """Read out aloud: while it runs, what passes is what the monotonic clock counts. After it was
    off, the wall clock is taken as soon as it went on, by a week at most in all; until then time
    goes on from where it was, in doubt."""
    now, plain, trusted, settled = Moment(NOON, 1_000, "0"), NOON, 0, True
    last = Remembered(NOON, 1_000, "0")
    for number, (what, passes, step) in enumerate(life, 1):
        if what == "runs":
            now = Moment(now.utc + passes, now.mono + passes, now.boot)
            plain += passes
        elif what == "is set":
            now = now._replace(utc=now.utc + step)
        else:
            now = Moment(now.utc + passes + step, 500, str(number))
            settled = False
        found, before = believed(now, None, last), last
        ahead = now.utc - plain
        if settled:
            sure = abs(ahead) <= STEP_MS
        elif sure := ahead >= -STEP_MS and trusted + max(0, ahead) <= 7 * DAY:
            settled, trusted, plain = True, trusted + max(0, ahead), plain + max(0, ahead)
        assert (found.utc, found.sure) == (plain, sure)
        assert found.utc >= before.utc, "never backwards"
        assert found.gap == trusted <= 7 * DAY
        last = Remembered(found.utc, now.mono, now.boot, found.gap, found.settled)


@pytest.mark.parametrize(("years", "off"), [(-1, True), (1, True), (-1, False), (1, False)])
def test_set_a_year_wrong_and_put_right_again_no_day_is_skipped(years: int, off: bool):
    """Set back or forward by a year, while it runs or while it is off: the
    day stands or goes on as it should, and put right it is as if nothing was."""
    last = Remembered(NOON, 1_000, "a")
    wrong = Moment(NOON + years * 365 * DAY + 1_000, 2_000, "b" if off else "a")
    found = believed(wrong, None, last)
    assert local_date(found.utc, SHANGHAI) == TODAY and not found.sure
    if off:
        last = Remembered(found.utc, wrong.mono, "b", found.gap, found.settled)
    right = Moment(NOON + 2 * DAY + 1_000, 2_000 + 2 * DAY, wrong.boot)
    again = believed(right, None, last)
    assert again.sure and local_date(again.utc, SHANGHAI) == date("2026-11-23")


@pytest.mark.parametrize(
    ("first", "last", "months", "days"),
    [
        ("2026-03-01", "2026-05-31", ("2026-03", "2026-05"), []),
        ("2026-02-27", "2026-04-02", ("2026-03", "2026-03"),
         [("2026-02-27", "2026-02-28"), ("2026-04-01", "2026-04-02")]),
        ("2026-03-02", "2026-03-30", None, [("2026-03-02", "2026-03-30")]),
        ("2026-01-10", "2026-11-21", ("2026-01", "2026-11"), []),
        ("2000-01-01", "2040-01-01", ("2026-01", "2026-11"), []),
        ("2026-01-11", "2026-11-20", ("2026-02", "2026-10"),
         [("2026-01-11", "2026-01-31"), ("2026-11-01", "2026-11-20")]),
        ("2027-01-01", "2027-12-31", None, []),
    ],
)  # fmt: skip
def test_days_are_parted_into_whole_months_and_the_rest(
    first: str, last: str, months: tuple[str, str] | None, days: list[tuple[str, str]]
):
    found = rule.parted(date(first), date(last), date("2026-01-10"), TODAY)
    assert found == (months, [(date(one), date(other)) for one, other in days])


def test_a_month_ends_on_its_last_day():
    ends = [rule.month_end(datetime.date(2024, month, 17)).day for month in range(1, 13)]
    assert ends == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert (STEP_MS, GAP_MS, UNDER_WAY_MS, rule.UNKNOWN_HOUR) == (300_000, 7 * DAY, 60_000, -1)


def test_the_last_month_of_all_is_counted_by_days():
    end = datetime.date.max
    assert rule.parted(TODAY, end, TODAY, end) == (None, [(TODAY, end)])


def test_a_week_is_known_by_its_monday():
    week = {rule.monday(date("2026-11-16") + datetime.timedelta(n)) for n in range(7)}
    assert week == {date("2026-11-16")}


@pytest.mark.parametrize(
    ("wall", "mono", "boot", "fresh"),
    [
        (0, 0, "b1", True),
        (UNDER_WAY_MS, UNDER_WAY_MS, "b1", True),
        (UNDER_WAY_MS + 1, 0, "b1", False),  # the wall clock was set meanwhile
        (-UNDER_WAY_MS - 1, 0, "b1", False),
        (0, UNDER_WAY_MS + 1, "b1", False),
        (0, 0, "b2", False),
    ],
)
def test_an_answer_that_was_long_under_way_tells_no_time(
    wall: int, mono: int, boot: str, fresh: bool
):
    assert is_fresh(NOW, Moment(NOON + wall, NOW.mono + mono, boot)) == fresh
