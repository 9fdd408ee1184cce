"""Workbooks, as programs write them and as an attacker does."""

import io

import openpyxl
import pytest

from kiosk.files import xlsx
from kiosk.rules.spreadsheets.tables import COLUMNS_LIMIT, Spreadsheet, Unreadable, Value
from tests.files.cast import SERVICES, line, workbook


def cells(rows: str, **more: str) -> list[object]:
    """The cells of the first row."""
    return list(xlsx.read(workbook(rows, **more)).lines[0][1].values())


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as found:
        xlsx.read(data)
    return found.value.code


@pytest.mark.parametrize(
    "cell, value",
    [
        ('<c t="s"><v>1</v></c>', "二"),
        ("<c><v>3.3000000000000003</v></c>", Value("number", "3.3", "3.3")),
        ('<c s="1"><v>2.5</v></c>', Value("number", "2.50", "2.5")),
        ('<c s="2"><v>46027</v></c>', Value("day", "2026-01-05", "2026-01-05")),
        ('<c s="3"><v>46027</v></c>', Value("day", "2026-01-05", "2026-01-05")),
        ('<c t="d"><v>2026-01-05</v></c>', Value("day", "2026-01-05", "2026-01-05")),
        ('<c t="d"><v>2026-01-05T08:00:00</v></c>', Value("moment", "2026-01-05T08:00:00")),
        ('<c t="b"><v>1</v></c>', Value("boolean", "TRUE")),
        ('<c t="e"><v>#REF!</v></c>', Value("error", "#REF!")),
        ("<c><f>1+1</f></c>", Value("formula", "")),
        ("<c><f>1+1</f><v></v></c>", Value("formula", "")),
        ("<c><f>1+1</f><v>2</v></c>", Value("number", "2", "2")),
        ('<c t="str"><f>A1</f><v>词</v></c>', "词"),
        ('<c t="inlineStr"><is><r><t>王</t></r><rPh><t>w</t></rPh></is></c>', "王"),
        ('<c t="inlineStr"><is><t>a_x000A_b_x005F_x000D_</t></is></c>', "a\nb_x000D_"),
        ('<c t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>', "😀"),
        ('<c t="inlineStr"><is><t>_xD83D_</t></is></c>', "\ufffd"),
        ('<c t="inlineStr"><is><t>\'=1+1</t></is></c>', "=1+1"),
    ],
)  # fmt: skip
def test_a_cell_is_what_a_person_sees(cell: str, value: object):
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="0.00"/></numFmts><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="31"/></cellXfs>'
    )
    strings = "<si><t>一</t></si><si><r><t>二</t></r></si>"
    assert cells(line(1, cell), styles=styles, strings=strings) == [value]


def test_a_formula_of_a_book_that_computes_when_opened_has_no_value():
    book = '<calcPr fullCalcOnLoad="1"/>'
    (found,) = cells(line(1, "<c><f>1+1</f><v>0</v></c>"), book=book)
    assert found == Value("formula", "0")


def test_empty_cells_however_formatted_are_nothing():
    empty = '<c s="1"/><c t="str"><f>x</f><v></v></c><c t="inlineStr"><is><t/></is></c>'
    found = xlsx.read(workbook(SERVICES + f'<row r="9">{empty}</row>'))
    assert [number for number, _ in found.lines] == [1]


def test_rows_and_cells_without_a_number_follow_one_another():
    rows = '<row><c t="str"><v>a</v></c><c/><c t="str"><v>c</v></c></row><row><c r="C2"/></row>'
    rows += '<row><c r="B3" t="str"><v>b</v></c><c t="str"><v>c</v></c></row>'
    found = xlsx.read(workbook(rows))
    assert found.lines == [(1, {1: "a", 3: "c"}), (3, {2: "b", 3: "c"})]


def test_a_prefix_of_names_and_the_calendar_of_1904_are_understood():
    rows = '<x:row xmlns:x="x" r="1"><x:c r="A1" t="str"><x:v>a</x:v></x:c></x:row>'
    found = xlsx.read(workbook(rows, book='<workbookPr date1904="1"/>'))
    assert found == Spreadsheet([(1, {1: "a"})], "人员", from_1904=True)


def test_merged_ranges_are_named():
    more = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    assert xlsx.read(workbook(SERVICES, more=more)).merged == ["A1:B2"]


def test_one_cell_far_to_the_right_is_enough():
    far = "".join(f'<c r="XFD{n}" t="str"><v>x</v></c>' for n in (2,))
    rows = SERVICES + f'<row r="2">{far}</row><row r="3"><c r="XFC3" t="str"><v>y</v></c></row>'
    assert xlsx.read(workbook(rows)).lines[1:] == [(2, {16_384: "x"})]
    assert COLUMNS_LIMIT < 16_384


@pytest.mark.parametrize(
    "rows",
    ['<row r="2"/><row r="1"/>', '<row r="99999999"/>', line(1, '<c t="s"><v>7</v></c>'),
     line(1, '<c r="A2" t="str"><v>x</v></c>'), line(1, '<c r="a1" t="str"><v>x</v></c>'),
     line(1, '<c r="A1" t="str"><v>x</v></c><c r="A1" t="str"><v>y</v></c>'),
     line(1, '<c t="?"><v>x</v></c>'), "<row>"],
)  # fmt: skip
def test_a_sheet_that_contradicts_itself_is_refused(rows: str):
    assert refused(workbook(rows)) == "damaged_xlsx"


def test_openpyxl_and_this_reader_agree():
    book = openpyxl.Workbook()
    book.active.append(["编号", 2.5, True, None, "=1+1"])
    out = io.BytesIO()
    book.save(out)
    (_, found), = xlsx.read(out.getvalue()).lines  # fmt: skip
    assert found == {1: "编号", 2: Value("number", "2.5", "2.5"), 3: Value("boolean", "TRUE"),
                     5: Value("formula", "")}  # fmt: skip


def test_more_rows_than_any_table_has_are_refused(monkeypatch):
    rows = SERVICES + "".join(line(n, "t3") for n in range(2, 40))
    monkeypatch.setattr(xlsx, "ROWS_LIMIT", 29)
    assert len(xlsx.read(workbook(rows)).lines) == 39
    monkeypatch.setattr(xlsx, "ROWS_LIMIT", 28)
    assert refused(workbook(rows)) == "many_rows"


def test_all_words_of_a_sheet_are_bounded(monkeypatch):
    monkeypatch.setattr(xlsx, "WORDS_LIMIT", 20)
    assert refused(workbook(SERVICES + line(2, "x" * 20))) == "too_large"
