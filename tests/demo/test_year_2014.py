"""The demo's report of 2014 says the numbers that the source of the 5P cards published
(docs/practices.md, S2)."""

import datetime

from kiosk.files.reports import worded
from kiosk.records.reports.periods import issued
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.figures import Value
from kiosk.rules.office.reports.parts import Of
from tests.cast import NOON
from tests.demo.conftest import Company

OF_2014 = Of("year", spans.of("year", datetime.date(2014, 6, 1)))
FIVE = {"polite": 271, "patient": 281, "positive": 263, "passionate": 311, "professional": 230}


def test_the_year_has_the_published_numbers(company: Company):
    found = issued.read(company.office.db, OF_2014, NOON, whole=True)
    assert {kind: found.now[kind].n for kind in FIVE} == FIVE
    assert found.now["cards"] == Value(1356) and found.now["paper"] == Value(1356)
    assert found.now["per_clerk"] == Value(1356, 80) and found.now["per_clerk"].mean == 16.95
    assert found.now["eligible"] == Value(10, 80)
    families = [found.now[name].n for name in ("conduct", "spirit", "foundation")]
    assert families == [271 + 281, 263 + 311, 230]
    assert found.before["cards"] == Value(0)


def test_the_report_says_them_and_which_kind_was_least(company: Company):
    found = issued.read(company.office.db, OF_2014, NOON, whole=True)
    said = worded.chapters(found.now, found.before, str)
    rows = {row.code: row for one in said for part in one.parts for row in part.rows}
    assert rows["cards"].now == "1356" and rows["per_clerk"].now == "16.95"
    assert rows["eligible"].now == "12.5%" and rows["eligible"].note.startswith("10 / 80 · ")
    (cards,) = [part for one in said for part in one.parts if part.code == "cards"]
    assert cards.said == (
        "五种卡中，专业卡最少。",
        "五种卡的差别超出偶然（χ²=12.70，自由度4，p=0.013）。",
    )
    assert [one.title for one in said] == ["人文关怀", "阳光管理", "规范守则", "真心服务"]


def test_what_was_not_recorded_in_2014_is_said_and_never_nought(company: Company):
    found = issued.read(company.office.db, OF_2014, NOON, whole=True)
    said = worded.chapters(found.now, found.before, str)
    rows = {row.code: row for one in said for part in one.parts for row in part.rows}
    for code in (
        "rated",
        "satisfied",
        "cases",
        "help",
        "arrivals",
        "fees_published",
        "inspections",
    ):
        assert rows[code].now == "未登记" and not rows[code].known, code
