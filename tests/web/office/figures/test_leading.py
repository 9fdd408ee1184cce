"""Where the numbers of a view lead."""

import datetime
from typing import Any

import pytest

from kiosk.records.reports.figures import Asked
from kiosk.web.office.figures import leading

D = datetime.date
WEEKS = Asked(D(2026, 10, 19), D(2026, 11, 22), region="北区")


@pytest.mark.parametrize(
    ("by", "key", "name", "said"),
    [("region", "南区", "cases", {"region": "南区"}),
     ("branch", "sb01", "help", {"branch": "sb01"}),
     ("month", "2026-10", "cards", {"last": D(2026, 10, 31)}),
     ("month", "2026-11", "cards", {"first": D(2026, 11, 1)}),
     ("clerk", "0317", "cases", {"about": "0317"}),
     ("hour", 9, "cases", {"hour": 9}), ("hour", 9, "help", {"hour": 9}),
     ("mark", ("rating", "2"), "feedback", {"grade": "2"}),
     ("mark", ("card", "polite"), "cards", {"kind": "polite"})],
)  # fmt: skip
def test_a_line_leads_to_what_it_counts(by: Any, key: Any, name: str, said: dict[str, Any]):
    found = leading.lists(WEEKS, by, key)[name]
    base = {"first": WEEKS.first, "last": WEEKS.last, "region": "北区"}
    assert {one: found[one] for one in base | said} == base | said


def test_what_no_list_can_be_narrowed_to_leads_nowhere():
    assert leading.lists(WEEKS, "region", "") == leading.lists(WEEKS, "hour", -1) == {}
    assert set(leading.lists(WEEKS, "hour", 9)) == {"feedback", "cases", "help"}
    year = WEEKS._replace(first=D(2026, 1, 5))
    assert set(leading.lists(year, "region", "南区")) == {"feedback", "cases"}
    assert "cards" in leading.lists(year._replace(branch="sb01"), "month", "2026-10")
    assert leading.lists(WEEKS._replace(branch="sb01"), "hour", 9)["cards"]["hour"] == 9
