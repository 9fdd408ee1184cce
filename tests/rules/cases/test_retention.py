"""When contact details are over: some days after closing, at the latest some days after opening."""

import datetime

import pytest

from kiosk.rules.cases import folding
from kiosk.rules.cases.retention import is_over, last_day
from kiosk.vocabulary.documents import Policy
from tests.rules.cases.cast import at, by, changed, days, opened

POLICY = Policy(contact_days=10, contact_most_days=30)


def test_a_case_that_nobody_closes_is_over_at_last():
    for state in ("opened", "accepted", "replied", "disputed"):
        assert last_day(at(state), POLICY) == days(30)
        assert not is_over(at(state), days(29), POLICY) and is_over(at(state), days(30), POLICY)


def test_a_closed_case_is_over_after_closing_and_no_later_than_at_last():
    assert last_day(at("closed"), POLICY) == days(10)
    late = changed(by("case_closed", "manager", 3)[0], day=days(25))
    assert last_day(folding.take(at("replied"), late, False), POLICY) == days(30)
    assert last_day(at("closed"), Policy(contact_days=3650)) == days(180)
    assert is_over(at("closed"), days(0), Policy(contact_days=0))


def test_a_closed_case_is_kept_while_head_office_rules_on_an_objection():
    disputed = folding.take(at("closed"), by("case_disputed", "about", 4)[0], False)
    assert last_day(disputed, POLICY) == days(30)
    ruled = folding.take(disputed, *by("case_ruled", "office", 5))
    assert last_day(ruled, POLICY) == days(10)


def test_a_customer_who_wants_more_gives_the_case_its_time_again():
    again = changed(by("case_reopened", "customer", 4)[0], day=days(9))
    case = folding.take(at("closed"), again, False)
    assert (case.begun_on, last_day(case, POLICY)) == (days(9), days(39))


@pytest.mark.parametrize("day", [datetime.date.min, datetime.date.max])
def test_the_ends_of_the_calendar_are_days_too(day: datetime.date):
    case = folding.begin(opened(day=day))
    assert last_day(case, POLICY) <= datetime.date.max
    assert is_over(case, days(0), POLICY) == (day == datetime.date.min)
