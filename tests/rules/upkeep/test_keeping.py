"""Seven days, four weeks, twelve months."""

import datetime

from kiosk.rules.upkeep import keeping

TODAY = datetime.date(2026, 11, 21)
DAY = datetime.timedelta(1)


def test_of_two_years_of_nights_a_week_four_weeks_and_a_year_are_kept():
    kept = keeping.kept(TODAY - n * DAY for n in range(730))
    assert {TODAY - n * DAY for n in range(7)} <= kept
    assert {datetime.date(2026, 11, 8), datetime.date(2026, 11, 1)} <= kept  # ends of weeks
    assert len(kept) == 7 + 2 + 11
    assert datetime.date(2025, 12, 31) in kept and datetime.date(2025, 11, 30) not in kept


def test_a_machine_that_was_off_for_long_keeps_what_it_has():
    old = [datetime.date(2020, 1, 1) + n * DAY for n in range(5)]
    assert keeping.kept([*old, TODAY]) == {*old, TODAY}


def test_nights_that_follow_one_another_never_delete_the_newest():
    have: set[datetime.date] = set()
    for n in range(400):
        have = keeping.kept({*have, TODAY + n * DAY})
        assert TODAY + n * DAY in have
    assert len(have) <= keeping.DAILY + keeping.WEEKLY + keeping.MONTHLY
