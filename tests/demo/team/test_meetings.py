"""The demo's halls hold meetings: each page of them has something to show."""

from kiosk.demo.team import meetings as demo
from kiosk.records.recognition import meetings
from kiosk.records.recognition.agenda import actions, own_lines
from kiosk.rules.recognition import meetings as rule
from tests.cast import HERE
from tests.demo.conftest import Company


def test_last_weeks_meeting_has_two_actions_one_of_them_done(company: Company):
    hall = company.hall(HERE)
    this_week = rule.term("weekly", hall.today, 1)
    (record,) = meetings.of_term(hall.db, HERE, this_week.before)
    assert record.note and len(record.badges) >= len(hall.roster) - 2
    done, left = actions.of_term(hall.db, HERE, this_week.before)
    assert done.done_on is not None and left.done_on is None and left.due > hall.today
    assert own_lines.of_term(hall.db, HERE, this_week)
    (monthly,) = meetings.of_term(hall.db, HERE, rule.term("monthly", hall.today, 1))
    assert monthly.held_on.month == hall.today.month


def test_head_office_counts_them_in_all_halls_but_one(company: Company):
    hall = company.hall(HERE)
    found = meetings.by_branch(company.office.db, hall.today.replace(day=1), hall.today)
    assert {one.branch for one in found} == set(company.stations) - {demo.NONE}
    assert all(one.weekly == 1 and one.monthly == 1 for one in found)
    left = actions.by_branch(company.office.db, hall.today)
    assert left[HERE] == (1, 0) and demo.NONE not in left
