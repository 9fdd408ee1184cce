"""A report for one request."""

import datetime

import pytest

from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.figures import Value
from kiosk.rules.office.reports.parts import Of
from kiosk.web.frame import scope
from kiosk.web.office.reports import shown
from tests.cast import HERE, NORTH, THERE, Machine
from tests.records.reports.periods.test_by_branch import fill

NOVEMBER = Of("month", spans.of("month", datetime.date(2026, 11, 1)))


@pytest.mark.parametrize(
    ("allowed", "n"), [(None, 2), ([HERE], 2), ([HERE, THERE], 2), ([THERE], 0)]
)
def test_a_user_sees_the_own_halls_alone(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch,
    allowed: list[str] | None, n: int,
):  # fmt: skip
    fill(hall, office)
    monkeypatch.setattr(scope, "branches", lambda: allowed and frozenset(allowed))
    with office.app("office").test_request_context("/reports"):
        found = shown.find(NOVEMBER._replace(scope=f"region.{NORTH}" if allowed and n else ""))
    assert found.told.now["cards"] == Value(n) and found.row is None
    assert {key for key, *_ in found.told.halls} <= set(allowed or (HERE, THERE))
