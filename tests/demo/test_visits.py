"""The month of a hall as facts: what was given, taken back, handled, and who was on duty."""

import datetime

import pytest

from kiosk.demo import month, visits
from kiosk.demo.hall import Hall
from kiosk.demo.month import DAYS, Manner, Month
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall import duty, help
from kiosk.records.ledger import alarms, ledger
from kiosk.records.upkeep import checks
from kiosk.rules.ledger.undo import void_id
from kiosk.vocabulary.facts import CARD_KINDS, GRADES, OUTCOMES
from tests.cast import HERE, MANAGER, Machine, sync_round


@pytest.fixture
def lived(hall: Machine, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """A hall of the cast that has lived a month, with rather many complaints."""
    monkeypatch.setitem(month.MANNERS, HERE, Manner(8, 0.3, 0.3))
    made = Hall(hall.db, hall.keys, hall.time())
    made.happen(visits.of_month(made))
    return made


def drawn(lived: Hall) -> Month:
    others = [badge for badge in lived.roster if badge != MANAGER]
    return Month(HERE, [*others, MANAGER], lived.today, lived.zone)


def test_what_was_drawn_is_what_was_written(lived: Hall):
    given = [one for one in drawn(lived).visits() if one.at <= lived.utc]
    rows = {row.event_id: row for row in lived.db.rows(FeedbackNow.select())}
    rated = [one for one in given if one.mark in GRADES]
    assert len([row for row in rows.values() if row.kind == "rating"]) == len(rated)
    worded = [one for one in given if one.mark in CARD_KINDS and one.words]
    assert len([row for row in rows.values() if row.kind == "card"]) == len(worded)
    assert sum(row.withdrawn for row in rows.values()) == sum(
        one.undone for one in given if one.words or one.mark in GRADES
    )
    assert sum(row.handled != "" for row in rows.values()) == sum(
        0 < one.handled_at <= lived.utc and one.badge != MANAGER for one in given
    )
    assert {row.handled_by for row in rows.values()} == {"", MANAGER}
    assert {row.handled for row in rows.values()} == {"", *OUTCOMES}


def test_the_office_honours_every_withdrawal_and_raises_no_alarm(
    lived: Hall, hall: Machine, office: Machine
):
    sync_round(hall, office)
    assert alarms.by_code(office.db) == {}
    undone = [row for row in office.db.rows(FeedbackNow.select()) if row.withdrawn]
    assert undone
    for row in undone:
        (void,) = ledger.find(office.db, HERE, [void_id(row.event_id)])
        assert void.counted == 1
    assert checks.check(office.db, office.keys, at_office=True) is None
    assert checks.check(hall.db, hall.keys, at_office=False) is None


def test_clerks_are_on_duty_today_and_left_on_other_days(lived: Hall):
    today = duty.of_day(lived.db, lived.today)
    assert {badge for badge, one in today.items() if one.on} == set(lived.roster)
    assert {one.window for one in today.values()} == {"1", "2", ""}
    for back in range(1, DAYS + 1):
        day = lived.today - datetime.timedelta(back)
        assert not any(one.on for one in duty.of_day(lived.db, day).values())


def test_calls_for_help_were_answered(lived: Hall):
    days = [lived.today - datetime.timedelta(back) for back in range(DAYS + 1)]
    calls = [one for day in days for one in help.calls(lived.db, day, lived.now)]
    assert len(calls) >= 5
    for call in calls:
        assert call.taken and call.came and call.taken.clerk == call.came.clerk
        assert 5_000 <= call.taken.after < call.came.after <= 700_000
