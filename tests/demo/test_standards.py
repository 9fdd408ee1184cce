"""The demo's halls have kept their standards for some days: each page has something to show."""

import datetime

from kiosk.demo import standards
from kiosk.records.standards import arrivals, checks, facilities, remarks, rulebooks
from tests.cast import HERE
from tests.demo.conftest import Company


def test_each_page_has_something_to_show(company: Company):
    hall = company.hall(HERE)
    first = hall.today - datetime.timedelta(standards.DAYS)
    days = arrivals.of_days(hall.db, HERE, first, hall.today)
    marks = {one.mark for some in days.values() for one in some.values()}
    assert marks == {"on_time", "later"}
    assert remarks.of_branch(hall.db, HERE, first, hall.today)
    (there,) = facilities.of_hall(hall.db, HERE, hall.today)
    assert [one.item.code for one in there.kept if one.is_missing] == [standards.OUT_OF]
    readings = rulebooks.readings(hall.db, HERE, hall.roster, hall.today)
    assert any(one.unread for one in readings) and len(readings) == 2


def test_head_office_holds_the_same(company: Company):
    hall = company.hall(HERE)
    days = hall.today.replace(day=1), hall.today
    assert checks.of_days(hall.db, [HERE], *days)
    assert {one.event_id for one in checks.of_days(company.office.db, [HERE], *days)} == {
        one.event_id for one in checks.of_days(hall.db, [HERE], *days)
    }
