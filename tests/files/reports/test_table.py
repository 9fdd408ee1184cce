"""The report as a table."""

from kiosk.files.reports import table
from kiosk.files.spreadsheets import Sheet
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
    assert rows["cards"][12] == "/cards?first=2026-10-01&last=2026-10-31"


def test_the_halls_are_beside_each_other():
    sheet = table.halls([("sb01", "皇姑", [1, 2, 3])], str)
    assert isinstance(sheet, Sheet) and sheet.rows == [["sb01", "皇姑", 1, 2, 3]]
    assert len(sheet.heads) == 2 + len(table.hall_codes())
