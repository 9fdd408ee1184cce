"""The month of a hall: always the same, lively, and different from the next hall's."""

import datetime
from collections import Counter
from collections.abc import Sequence

import pytest

from kiosk.demo.month import DAYS, EARLIER, ERASER, MANNERS, Month, Visit, moment
from kiosk.rules.ledger.time import local_date, monday
from kiosk.rules.office import xmr
from kiosk.vocabulary.facts import CARD_KINDS, GRADES, LOW_GRADES

ZONE = "Asia/Shanghai"
TODAY = datetime.date(2026, 11, 21)
BADGES = [f"090{number}" for number in range(1, 9)]


def month(branch: str, badges: Sequence[str] = BADGES, today: datetime.date = TODAY) -> Month:
    return Month(branch, list(badges), today, ZONE)


def low_share(visits: Sequence[Visit], first: int, last: int) -> float:
    """The share of low grades among the ratings of so many days ago."""
    graded = [
        one.mark
        for one in visits
        if one.mark in GRADES and first >= (TODAY - local_date(one.at, ZONE)).days >= last
    ]
    return sum(mark in LOW_GRADES for mark in graded) / len(graded)


def test_a_month_is_the_same_every_time():
    one, other = month("sb01"), month("sb01")
    assert one.visits() == other.visits() and one.calls() == other.calls()
    assert one.thanks() == other.thanks()
    assert list(one.shifts()) == list(other.shifts())
    assert month("sb03").visits() != one.visits()


@pytest.mark.parametrize("branch", MANNERS)
def test_every_day_has_visits_within_its_hours(branch: str):
    visits = month(branch).visits()
    days = Counter(local_date(one.at, ZONE) for one in visits)
    assert set(days) == {TODAY - datetime.timedelta(back) for back in range(DAYS + 1)}
    for one in visits:
        day = local_date(one.at, ZONE)
        closed = 15 if day.weekday() == 6 else 17
        assert moment(day, 8.5, ZONE) <= one.at <= moment(day, closed, ZONE)
    assert {one.mark for one in visits} == {*GRADES, *CARD_KINDS}
    assert len(month(branch).calls()) >= 3


@pytest.mark.parametrize("branch", MANNERS)
def test_clerks_thank_each_other_and_none_of_them_themselves(branch: str):
    given = month(branch).thanks()
    assert 8 <= len(given) <= 30 and all(one.by != one.to for one in given)
    assert all(local_date(one.at, ZONE) < TODAY and one.deeds for one in given)
    of_day = Counter((one.by, one.to, local_date(one.at, ZONE)) for one in given)
    assert set(of_day.values()) == {1}, "one a day to each colleague"


def test_mornings_are_busy_and_sundays_quiet():
    visits = month("sb02").visits()
    hours = Counter(int((one.at / 3_600_000 + 8) % 24) for one in visits)
    assert hours[10] > 2 * hours[13]
    days = Counter(local_date(one.at, ZONE) for one in visits)
    sundays = [n for day, n in days.items() if day.weekday() == 6]
    mondays = [n for day, n in days.items() if day.weekday() == 0]
    assert max(sundays) < min(mondays)


def test_halls_differ_as_a_page_can_find():
    fallen = month("sb05").visits()
    assert low_share(fallen, 6, 0) > 0.15 > 0.1 > low_share(fallen, DAYS, 14)
    busy, small = len(month("sb02").visits()), len(month("sb10").visits())
    assert busy > 3 * small
    for branch in MANNERS:
        assert 0.01 < low_share(month(branch).visits(), DAYS, 14) < 0.16


def test_some_halls_are_known_from_earlier_weeks_and_one_of_them_changed():
    for branch in MANNERS:
        found = month(branch)
        weeks: dict[datetime.date, list[bool]] = {}
        for one in (*found.earlier(), *found.visits()):
            if one.mark in GRADES and not one.undone:
                day = local_date(one.at, ZONE)
                weeks.setdefault(monday(day), []).append(one.mark not in LOW_GRADES)
        last = monday(found.today) - datetime.timedelta(7)
        shares = [sum(some) / len(some) for week, some in sorted(weeks.items()) if week <= last]
        expected = "few" if branch not in EARLIER else "worse" if branch == "sb05" else "usual"
        assert xmr.change(shares) == expected, branch


def test_one_clerks_low_grades_are_mostly_taken_back():
    visits = month("sb07", [ERASER, *BADGES[:7]]).visits()
    low = [one for one in visits if one.mark in LOW_GRADES and one.badge == ERASER]
    others = [one for one in month("sb02").visits() if one.mark in LOW_GRADES]
    assert sum(one.undone for one in low) >= 5 and sum(one.undone for one in low) > len(low) / 2
    assert sum(one.undone for one in others) < len(others) / 5


def test_older_items_were_mostly_handled_and_new_ones_wait():
    asks = [one for one in month("sb02").visits() if one.words or one.mark in LOW_GRADES]
    handled = [one for one in asks if one.handled_at]
    assert 0.6 < len(handled) / len(asks) < 0.95
    assert all(one.handled_at > one.at for one in handled)
    newest = [one for one in asks if (TODAY - local_date(one.at, ZONE)).days <= 2]
    assert newest and not any(one.handled_at for one in newest)


def test_everyone_has_a_window_today_and_one_call_was_not_answered():
    today = [one for one in month("sb01").shifts() if local_date(one.begun, ZONE) == TODAY]
    assert [one.badge for one in today] == BADGES
    assert [one.window for one in today] == [str(n) for n in range(1, 8)] + [""]
    unanswered = [one for branch in MANNERS for one in month(branch).calls() if not one.badge]
    assert len(unanswered) == 1 and unanswered[0].came is None
