"""The report as a table."""

from kiosk.files.reports import table
from kiosk.files.reports.table import Hall
from kiosk.files.spreadsheets import Sheet
from kiosk.rules.office.reports.figures import Value
from kiosk.vocabulary.reports import LINES
from tests.files.reports.cast import BEFORE, NOW, OCTOBER


def test_each_figure_has_a_row_with_its_number_share_and_path():
    rows = {row[2]: row for row in table.rows(*OCTOBER, NOW, BEFORE, str)}
    assert list(rows) == list(LINES)
    assert {len(row) for row in rows.values()} == {len(table.heads(str))}
    assert rows["satisfied"][3:12] == [
        "满意率（基本满意及以上）", 180, 200, "90.0%", "85.1%", "93.4%", 100, 200, "50.0%",
    ]  # fmt: skip
    assert rows["per_clerk"][4:7] == [1356, 80, "16.95"]
    assert rows["inspections"][4:12] == ["未登记", "", "", "", "", "未登记", "", ""]
    assert rows["cards"][12:15] == ["", "", ""], "nothing is flagged"
    assert rows["cards"][15] == "/cards?first=2026-10-01&last=2026-10-31"


def test_the_halls_are_beside_each_other():
    numbers = list(range(1, 1 + len(table.hall_codes())))
    sheet = table.halls([Hall("sb01", "皇姑", numbers, numbers)], str)
    assert isinstance(sheet, Sheet) and sheet.rows == [["sb01", "皇姑", *numbers]]
    assert len(sheet.heads) == 2 + len(table.hall_codes())


def test_what_is_flagged_is_taken_out_beside():
    now = NOW | {"cards": Value(12, rest=Value(9)), "low": Value(3, 20, rest=Value(3, 18))}
    before = NOW | {"cards": Value(7, rest=Value(6))}
    rows = {row[2]: row for row in table.rows(*OCTOBER, now, before, str)}
    assert rows["cards"][12:15] == [9, "", 6] and rows["low"][12:15] == [3, 18, ""]
    numbers = list(range(1, 1 + len(table.hall_codes())))
    rest = [0, *numbers[1:]]
    sheet = table.halls([Hall("a", "A", numbers, rest), Hall("b", "B", numbers, numbers)], str)
    assert sheet.heads[-1] == "评价次数（不含存疑）"
    assert [row[-1] for row in sheet.rows] == [0, 1]
