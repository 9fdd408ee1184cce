"""What a report says of its figures."""

import datetime

import pytest

from kiosk.files.reports import worded
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.figures import Value
from kiosk.vocabulary.reports import LINES
from tests.files.reports.cast import BEFORE, NOW

ROWS = {
    row.code: row
    for one in worded.chapters(NOW, BEFORE, str)
    for part in one.parts
    for row in part.rows
}


@pytest.mark.parametrize(
    ("code", "now", "before", "change", "known"),
    [
        ("cards", "1356", "1400", "−44", True),
        ("per_clerk", "16.95", "17.50", "−0.55", True),
        ("satisfied", "90.0%", "50.0%", "+40.0个百分点 · 变化超出偶然", True),
        ("on_time", "3 / 4", "未登记", "", True),
        ("arrived_after", "1分35秒", "40秒", "+55", True),
        ("support", "少于5", "未登记", "", True),
        ("eligible", "出具时计算", "未登记", "", False),
        ("inspections", "未登记", "未登记", "", False),
    ],
)
def test_a_figure_in_words(code: str, now: str, before: str, change: str, known: bool):
    row = ROWS[code]
    assert (row.now, row.before, row.change, row.known) == (now, before, change, known)


def test_a_share_says_of_how_many_and_its_range_and_few_say_so():
    assert ROWS["satisfied"].basis == "180 / 200 · 95%置信区间 85.1%–93.4%"
    assert ROWS["on_time"].basis == "样本不足" and ROWS["per_clerk"].basis == "1356 / 80"
    row = worded.row(LINES["cards"], Value(5), Value(5), str)
    assert row.change == "0"


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((60, 52, 49, 55, 44), "五种卡的差别可能出于偶然（χ²=2.81，自由度4，p=0.591）。"),
        ((900, 1, 1, 1, 1), "五种卡的差别超出偶然（χ²=3576.11，自由度4，p<0.001）。"),
        ((4, 4, 4, 4, 4), "卡片太少，不判断五种卡之间的差别。"),
    ],
)
def test_the_five_kinds_are_compared(counts: tuple[int, ...], said: str):
    kinds = ("polite", "patient", "positive", "passionate", "professional")
    now = NOW | {kind: Value(n) for kind, n in zip(kinds, counts, strict=True)}
    parts = [part for one in worded.chapters(now, BEFORE, str) for part in one.parts]
    (cards,) = [part for part in parts if part.code == "cards"]
    assert cards.said[-1] == said


def test_a_report_is_called_by_its_period_and_halls():
    day = datetime.date(2026, 8, 3)
    assert worded.span_said("quarter", spans.of("quarter", day), str) == "2026年第3季度"
    assert worded.title("year", str) == "服务质量年报"
    assert worded.scope_said("region.城北", "", str) == "区域：城北"
    assert worded.scope_said("sb01", "皇姑分公司", str) == "皇姑分公司"
    assert worded.made_said(None, "", day, str) == "尚未出具，数字截至 2026-08-03"
    assert worded.made_said(day, "ab" * 32, day, str) == f"2026-08-03 出具，校验值 {'ab' * 8}"
