"""Where a figure's facts are read; tests/web/office/reports/test_reports.py opens each."""

import datetime

import pytest

from kiosk.files.reports import paths
from kiosk.rules.office.reports import spans
from kiosk.vocabulary.reports import Period

DAY = datetime.date(2026, 10, 5)
OCTOBER = "first=2026-10-01&last=2026-10-31"


@pytest.mark.parametrize(
    ("code", "period", "scope", "path"),
    [
        ("cards", "month", "", f"/cards?{OCTOBER}"),
        ("low", "month", "sb01", f"/lists/feedback?grade=low&show=counted&{OCTOBER}&branch=sb01"),
        ("help", "month", "region.城北", f"/lists/help?{OCTOBER}"),
        ("help", "year", "", "/reports/quarter/2026-10-01"),
        ("help", "year", "sb01", "/lists/help?first=2026-01-01&last=2026-12-31&branch=sb01"),
        ("self_checks", "year", "", "/reports/quarter/2026-10-01"),
        ("fees_published", "year", "", "/documents/fees"),
        ("inspections", "month", "", ""),
    ],
)
def test_a_figure_leads_there(code: str, period: Period, scope: str, path: str):
    assert paths.of_figure(code, period, spans.of(period, DAY), scope) == path


def test_a_report_has_a_page():
    span = spans.of("month", DAY)
    assert paths.of_report("month", span) == "/reports/month/2026-10-01"
    assert paths.of_report("month", span, "sb01") == "/reports/month/2026-10-01?scope=sb01"
