"""The day that an arriving fact counts for, by tables of days."""

import datetime

import pytest

from kiosk.rules.ledger.arrival import Arrival, judge_day, true_utc
from kiosk.vocabulary.facts import Columns, Standing

NOON = 1_795_233_600_000  # 2026-11-21 12:00 in Shanghai
HOUR, DAY = 3_600_000, 86_400_000
NOW = Arrival(NOON, "Asia/Shanghai", "b1", 90 * HOUR)


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def fact(day: str, entry: str = "screen") -> Columns:
    return Columns(event_id="e", branch="sb01", kind="card", day=date(day), entry=entry)


@pytest.mark.parametrize(
    "day, entry",
    [
        ("2026-11-23", "screen"),
        ("2025-10-17", "screen"),
        ("2014-01-01", "paper"),
    ],
)
def test_a_possible_day_is_the_one_it_claims(day: str, entry: str):
    assert judge_day(fact(day, entry), None, NOW, None) == (date(day), "")


@pytest.mark.parametrize(
    "day, entry, true, before, judged, alarm",
    [
        # nothing is known of when it was written: the day of arrival
        ("2026-11-24", "screen", None, None, "2026-11-21", "future_day"),
        ("2099-01-01", "paper", None, None, "2026-11-21", "future_day"),
        # written in the boot that sent it: the true day
        ("2099-01-01", "screen", NOON - 3 * DAY, None, "2026-11-18", "future_day"),
        ("1970-01-01", "screen", NOON - 3 * DAY, None, "2026-11-18", "old_day"),
        # dated long ago: the day of the entry before it, if that is possible
        ("2025-10-16", "screen", None, "2026-11-02", "2026-11-02", "old_day"),
        ("2025-10-16", "screen", None, "2099-11-02", "2026-11-21", "old_day"),
        ("2025-10-16", "screen", None, None, "2026-11-21", "old_day"),
    ],
)
def test_an_impossible_day_is_corrected(
    day: str, entry: str, true: int | None, before: str | None, judged: str, alarm: str
):
    found = judge_day(fact(day, entry), true, NOW, date(before) if before else None)
    assert found == (date(judged), alarm)


def test_a_station_with_an_older_history_may_go_further_back():
    old = NOW._replace(since=date("2014-01-01"))
    assert judge_day(fact("2014-01-01"), None, old, None).alarm == ""
    assert judge_day(fact("2013-12-31"), None, old, None).alarm == "old_day"


@pytest.mark.parametrize(
    "clock, expected",
    [
        (Standing("b1", 89 * HOUR), NOON - HOUR),
        (Standing("b1", 91 * HOUR), None),
        (Standing("b0", 89 * HOUR), None),
        (Standing("b1", -1), None),
        (None, None),
    ],
)
def test_the_time_of_writing_is_known_within_the_boot_that_sends(
    clock: Standing | None, expected: int | None
):
    assert true_utc(clock, NOW) == expected


@pytest.mark.parametrize(
    ("clock", "utc"),
    [
        (Standing("b1", 0), NOON - 90 * HOUR), (Standing("b1", 90 * HOUR), NOON),
        (Standing("b1", 90 * HOUR + 1), None), (Standing("b1", -1), None),
        (Standing("b2", HOUR), None), (None, None),
    ],
)  # fmt: skip
def test_only_the_boot_that_sends_it_says_when_a_fact_was_written(
    clock: Standing | None, utc: int | None
):
    assert true_utc(clock, NOW) == utc
    assert Arrival(NOON, "Asia/Shanghai").mono == 0
