"""The next file of a branch: a month that is over, in the order of its chains."""

import datetime

import pytest

from kiosk.records.upkeep.archives.due import next_due
from kiosk.records.upkeep.archives.moving import planned
from tests.cast import HERE, THERE, Machine, sync_round
from tests.records.upkeep.archives.cast import DAY, UNTIL, moved
from tests.sync.cast import tap


def test_nothing_is_due_before_its_month_is_over(old: Machine):
    assert next_due(old.db, HERE, datetime.date(2026, 11, 20)) is None
    assert next_due(old.db, THERE, UNTIL) is None
    due = next_due(old.db, HERE, UNTIL)
    assert due is not None and (due.month, len(due.rows)) == ("2026-11", 12)


def test_a_day_that_counts_for_a_later_month_ends_the_file(hall: Machine, office: Machine):
    for wait in (0, 20, 0, 20):
        hall.time.pass_by(wait * DAY)
        tap(hall, hall.time().mono // 1000)
        if not wait:
            tap(hall, hall.time().mono // 1000 + 1)
    sync_round(hall, office)
    months = [plan.month for plan in planned(office.db, HERE, datetime.date(2027, 1, 31))]
    assert months == ["2026-11", "2026-12"]
    assert [plan.month for plan in planned(office.db, HERE, UNTIL)] == ["2026-11"]


def test_a_plan_says_what_then_moves(old: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kiosk.records.upkeep.archives.due.MOST", 5)
    said = [(one.month, one.entries, one.moved) for one in planned(old.db, HERE, UNTIL)]
    assert said == [(one.month, one.entries, one.moved) for one in moved(old)]
    assert sum(entries for _, entries, _ in said) == 12
