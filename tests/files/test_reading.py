"""Which reader a file gets, how the child answers, and that other programs' files mean the same."""

import datetime
import io
from typing import Any

import msgspec
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.files import harmless, reading
from kiosk.files.confined import Refused
from kiosk.rules.spreadsheets import tables
from kiosk.rules.spreadsheets.columns import placed
from kiosk.rules.spreadsheets.tables import COLUMNS_LIMIT, ROWS_LIMIT, Spreadsheet, Unreadable
from tests.files.cast import SERVICES, WORDS, line, workbook

FILE = workbook(SERVICES + line(2, "t3", '<c s="0"><v>2.50</v></c>', "2026-11-01"))


def test_the_answer_is_json_of_what_was_read():
    for data in (FILE, "编号,名称\nt3,测试\n".encode()):
        read = msgspec.json.decode(reading.inside(data), type=Spreadsheet)
        assert read == reading.spreadsheet(data) and read.lines[1][1][1] == "t3"


@pytest.mark.parametrize(
    "data, code",
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_xls"), (b"PK\x03\x04nonsense", "damaged_xlsx"),
        (b"\xff\xff\xff", "not_a_table"), (b'a,b\n"', "broken_csv 2"),
    ],
)  # fmt: skip
def test_a_refusal_is_its_code(data: bytes, code: str):
    with pytest.raises(Refused, match=f"^{code}$"):
        reading.inside(data)


def is_written_as_it_is(words: str) -> bool:
    """openpyxl writes =1 as a formula and _x0041_ as it stands; #N/A is an error value."""
    return "_x" not in words and words[0] not in "=#"


DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2199, 12, 31))
CELLS = st.one_of(
    WORDS.filter(is_written_as_it_is),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9, width=32).map(lambda number: round(number, 6)),
    st.sampled_from([True, False, "=1+1", None]),
    DAYS,
)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS, DAYS, CELLS), min_size=1, max_size=5)
TITLES = ("编号", "名称", "英文名称", "生效日期", "停用")


def by_openpyxl(rows: list[tuple[Any, ...]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (TITLES, *rows):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def by_xlsxwriter(rows: list[tuple[Any, ...]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate((TITLES, *rows)):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime.date):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, str) and cell != "=1+1":
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write(number, column, cell)
    book.close()
    return out.getvalue()


def meant(cell: Any, column: int) -> str | None:
    """What a cell means, or None if it has to be refused."""
    if isinstance(cell, datetime.date):
        return cell.isoformat() if column == 3 else None
    if isinstance(cell, bool) or cell == "=1+1":
        return None
    if isinstance(cell, float):
        return "0" if cell == 0 else f"{cell:.6f}".rstrip("0").rstrip(".")
    return harmless.as_written("" if cell is None else str(cell)).strip()


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
@given(ROWS)
@settings(max_examples=100, deadline=None)
def test_rows_of_another_program_are_read_or_refused_by_cell(write, rows):
    found = tables.arranged(reading.spreadsheet(write(rows)), tables.form("service"))
    faulty = {where for where, _ in placed(found.columns, found.faults)}
    for row, cells in zip(found.rows, rows, strict=True):
        for column, (got, cell) in enumerate(zip(row.cells.values(), cells, strict=True)):
            where, wanted = f"{'ABCDE'[column]}{row.number}", meant(cell, column)
            assert (where in faulty) == (wanted is None), (where, cell)
            assert wanted is None or got == wanted, (where, cell)


# CSV ----------------------------------------------------------------------

PLAIN = "编号,名称,生效日期\nt3,测试,2026-11-01\n"
READ = [(1, {1: "编号", 2: "名称", 3: "生效日期"}), (2, {1: "t3", 2: "测试", 3: "2026-11-01"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_encoding_is_read(encoding: str, delimiter: str, end: str):
    content = PLAIN.replace(",", delimiter).replace("\n", end)
    assert reading.spreadsheet(content.encode(encoding)).lines == READ


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\n', "sep=;\n"])
def test_a_first_line_that_names_the_delimiter_is_no_row(first: str):
    assert reading.spreadsheet((first + PLAIN.replace(",", ";")).encode()).lines == READ


def test_a_title_with_commas_does_not_decide_the_delimiter():
    content = "收费,标准\n" + PLAIN.replace(",", ";")
    assert reading.spreadsheet(content.encode()).lines[1][1] == READ[0][1]


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    content = '编号,名称\n\n"a\nb",c\n,  \nd,e\n'
    lines = reading.spreadsheet(content.encode()).lines
    assert [number for number, _ in lines] == [1, 3, 5]


@pytest.mark.parametrize(
    "content, code, detail",
    [
        ('a,b\n"open,b\nc,d\n', "broken_csv", "3"),
        ('a,b\n"' + "x" * 200_000 + '"\n', "broken_csv", "2"),
        ("a\n" * (ROWS_LIMIT + 11), "many_rows", "20000"),
    ],
)
def test_what_is_broken_or_too_long_is_refused(content: str, code: str, detail: str):
    with pytest.raises(Unreadable) as refused:
        reading.spreadsheet(content.encode())
    assert (refused.value.code, refused.value.detail) == (code, detail)


def test_bytes_of_no_text_are_refused():
    with pytest.raises(Unreadable, match="not_a_table"):
        reading.spreadsheet(b"\xff\xff\xff")


def test_far_fields_are_bounded():
    (_, cells), = reading.spreadsheet(b"x," * 100_000).lines  # fmt: skip
    assert len(cells) == COLUMNS_LIMIT + 1
