"""What a report is of."""

import datetime

from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.parts import Of


def test_the_report_before_is_of_the_same_halls():
    of = Of("quarter", spans.of("quarter", datetime.date(2026, 2, 3)), "region.城北")
    assert of.before == Of("quarter", spans.of("quarter", datetime.date(2025, 12, 1)), of.scope)
