"""A report is issued once, of a period that is over, and stays."""

import datetime

import pytest

from kiosk.records.reports.periods import issued
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.figures import Value
from kiosk.rules.office.reports.parts import Of
from kiosk.vocabulary.refusals import Refusal
from tests.cast import NOON, Machine
from tests.records.reports.periods.test_by_branch import fill

NOVEMBER = Of("month", spans.of("month", datetime.date(2026, 11, 1)))
LATER = NOON + 30 * 86_400_000


@pytest.mark.both
def test_an_issued_report_stays_as_it_was(hall: Machine, office: Machine):
    first = issued.issue(office.db, NOVEMBER, "anna", LATER)
    assert (first.issued_by, first.of, first.kept.now["cards"]) == ("anna", NOVEMBER, Value(0))
    fill(hall, office)
    again = issued.issue(office.db, NOVEMBER, "berta", LATER + 1)
    assert (again.issued_by, again.digest, again.kept) == ("anna", first.digest, first.kept)
    assert issued.read(office.db, NOVEMBER, LATER).now["cards"] == Value(2)
    assert [one.digest for one in issued.listed(office.db).rows] == [first.digest]


def test_a_period_that_is_not_over_is_not_issued(office: Machine):
    with pytest.raises(Refusal, match="period_not_over"):
        issued.issue(office.db, NOVEMBER, "anna", NOON)
    assert issued.find(office.db, NOVEMBER) is None
