"""From cells to rows: the header is found, and each fault named by its cell."""

import pytest

from kiosk.rules.spreadsheets import tables
from kiosk.rules.spreadsheets.columns import LAYOUTS, placed
from kiosk.rules.spreadsheets.tables import Spreadsheet, Unreadable, Value, arranged, form

CLERK = form("clerk")
HEADER = {1: "工号*", 2: "名称*", 3: "网点*", 4: "生效日期*"}
WANG = {1: "0317", 2: "王芳", 3: "sb01", 4: "2026-01-05"}


def read(*rows: dict[int, object], kind: str = "clerk", **more: object) -> tables.Table:
    lines = list(enumerate(rows, 1))
    return arranged(Spreadsheet(lines, **more), form(kind))  # type: ignore[arg-type]


def faults(*rows: dict[int, object], **more: object) -> list[tuple[str, str]]:
    found = read(*rows, **more)
    return [(where, fault.code) for where, fault in placed(found.columns, found.faults)]


def test_rows_are_read_by_the_names_of_their_columns():
    found = read(HEADER, WANG, {}, {1: " "}, WANG | {1: "0318"}, name="人员")
    assert [row.number for row in found.rows] == [2, 5] and found.sheet == "人员"
    assert found.rows[0].cells == {"badge": "0317", "name": "王芳", "branch": "sb01",
                                   "in_force": "2026-01-05"}  # fmt: skip


@pytest.mark.parametrize("kind", LAYOUTS)
def test_columns_are_named_in_chinese_or_english(kind: str):
    columns = LAYOUTS[kind].columns
    for titles in (columns, [tables.table_columns.HEADERS[name] for name in columns]):
        found = read(dict(enumerate(titles, 1)), kind=kind)
        assert found.columns == columns and found.faults == []


@pytest.mark.parametrize(
    "title",
    ["工号", " 工 号* ", "工号＊", "ｂａｄｇｅ", "Badge", "工号（必填）", "工号(4位)*", "工号*\n"],
)
def test_a_column_is_recognised_however_it_is_decorated(title: str):
    assert read(HEADER | {1: title}, WANG).rows[0].cells["badge"] == "0317"


def test_older_names_of_columns_are_known():
    assert "in_force" in read(HEADER | {4: "执行日期"}).columns
    assert form("fees").names["算法"] == "tariff"


def test_the_header_is_one_of_the_first_ten_rows():
    assert read({1: "人员名单"}, {}, {2: "名称"}, HEADER, WANG).rows[0].number == 5
    assert len(read(*[{1: "说明"}] * 9, HEADER, WANG).rows) == 1
    with pytest.raises(Unreadable, match="no_header"):
        read(*[{1: "说明"}] * 10, HEADER, WANG)
    with pytest.raises(Unreadable, match="empty_file"):
        read()


def test_missing_unknown_and_double_columns_are_named():
    header = {1: "工号", 2: "名称", 3: "颜色", 4: "名称", 5: "价格"}
    assert faults(header, WANG) == [
        ("1", "missing_column"), ("1", "missing_column"), ("C1", "unknown_column"),
        ("D1", "double_column"), ("E1", "unknown_column"),
    ]  # fmt: skip
    found = read(header, WANG)
    assert found.rows == []
    assert {fault.value for fault in found.faults} == {"", "颜色", "名称", "价格"}
    assert {f.column for f in found.faults if f.code == "missing_column"} == {"branch", "in_force"}


def test_a_column_without_a_name_must_be_empty():
    assert faults(HEADER | {6: ""}, WANG | {6: " "}) == []
    assert faults(HEADER, WANG | {6: "x"}, WANG | {6: "y", 9: "z"}) == [
        ("F2", "unnamed_column"), ("I3", "unnamed_column"),
    ]  # fmt: skip
    assert faults(HEADER, WANG | {16_384: "x"}) == [("XFD2", "unnamed_column")]


@pytest.mark.parametrize(
    "column, cell, said",
    [
        (1, Value("number", "0317", "317"), "0317"), (1, Value("number", "101", "101"), "101"),
        (4, Value("day", "2026-01-05", "2026-01-05"), "2026-01-05"),
        (4, Value("number", "46,027", "46027"), "2026-01-05"),
        (5, Value("number", "3.0", "3"), "3"), (6, Value("boolean", "TRUE"), "是"),
        (6, Value("boolean", "FALSE"), "否"), (2, " 王芳 ", "王芳"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_its_column_understands_it(column: int, cell: object, said: str):
    found = read(HEADER | {5: "星级", 6: "负责人"}, WANG | {column: cell})
    assert found.faults == []
    assert found.rows[0].cells[found.columns[column - 1]] == said


@pytest.mark.parametrize(
    "column, cell, code",
    [
        (1, Value("error", "#REF!"), "error_value"), (1, "#REF!", "error_value"),
        (2, "#DIV/0!", "error_value"), (2, "#####", "error_value"), (2, "Err:508", "error_value"),
        (2, Value("boolean", "TRUE"), "boolean_here"),
        (5, Value("boolean", "TRUE"), "boolean_here"),
        (1, Value("day", "2026-03-05", "2026-03-05"), "day_here"),
        (1, Value("moment", "0.4"), "time_here"),
        (4, Value("moment", "2026-01-05 12:00"), "time_here"),
        (1, Value("formula", ""), "no_stored_value"), (4, Value("formula", ""), "no_stored_value"),
        (1, Value("long", "12345678901234567"), "long_number"),
        (2, Value("rounded", "2.76", "2.756"), "hidden_digits"),
        (4, Value("number", "5", "5"), "bad_day"),
        (4, Value("number", "999999", "999999"), "bad_day"),
    ],
)  # fmt: skip
def test_a_cell_that_is_no_text_is_a_fault_by_name(column: int, cell: object, code: str):
    where = f"{'ABCDE'[column - 1]}3"
    assert faults(HEADER | {5: "停用"}, WANG, WANG | {column: cell}) == [(where, code)]


def test_the_exact_number_stands_beside_the_one_that_is_seen():
    (fault,) = read(HEADER, WANG | {2: Value("rounded", "2.76", "2.756")}).faults
    assert (fault.value, fault.detail) == ("2.76", "2.756")


def test_a_year_is_a_year_and_not_the_number_of_a_day():
    header = {1: "编号", 2: "工作日", 3: "生效日期"}
    rows = ({1: Value("number", "2027", "2027")}, {1: Value("day", "2027-02-14", "2027-02-14")})
    found = read(header, *rows, kind="workday")
    assert [row.cells["key"] for row in found.rows] == ["2027", "2027-02-14"]
    assert found.faults == []


def test_days_of_the_calendar_of_1904():
    found = read(HEADER, WANG | {4: Value("number", "44565", "44565")}, from_1904=True)
    assert found.rows[0].cells["in_force"] == "2026-01-05"


def test_merged_cells_are_named_where_the_table_is():
    merged = ["A1:D1", "B3:B4", "D3:F3", "F3:F9", "A1:A3", "nonsense"]
    rows = ({1: "人员"}, HEADER, WANG, WANG)
    assert faults(*rows, merged=merged) == [("A2", "merged"), ("B3", "merged"), ("D3", "merged")]


def test_more_rows_than_a_table_can_have_are_refused():
    few = CLERK._replace(most=3)
    lines = [(1, HEADER), *((number, WANG) for number in range(2, 6))]
    with pytest.raises(Unreadable) as refused:
        arranged(Spreadsheet(lines), few)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.detail) == ("many_rows", "3")
