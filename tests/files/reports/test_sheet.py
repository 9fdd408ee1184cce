"""What the PDF's template reads."""

from kiosk.files.reports import sheet, table
from tests.files.reports.cast import report


def test_the_template_gets_cover_graphic_chapters_and_halls():
    data = sheet.data(report(), "zh", str)
    assert (data["organisation"], data["title"], data["span"]) == (
        "沈北燃气", "服务质量月报", "2026年10月",
    )  # fmt: skip
    assert [one["label"] for one in data["first"]][1] == "顾客赠送的5P卡"
    assert data["most"] == 311 and data["cards"][4]["share"] == "17.0%"
    assert [one["title"] for one in data["chapters"]] == [
        "人文关怀", "阳光管理", "规范守则", "真心服务",
    ]  # fmt: skip
    rows = {row["code"]: row for one in data["chapters"] for p in one["parts"] for row in p["rows"]}
    assert rows["satisfied"]["share"] == 0.9 and rows["on_time"]["share"] == -1
    assert data["halls"] == [["皇姑分公司", "12", "2", "10", "0", "1", "2", "3", "4", "3", "4"]]


def test_many_halls_are_left_to_the_spreadsheet():
    many = report()._replace(
        halls=[table.Hall(f"{n}", "厅", [n], [n]) for n in range(sheet.MOST_HALLS + 1)]
    )
    assert sheet.data(many, "zh", str)["halls"] == []
