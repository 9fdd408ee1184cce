"""Tables as files: xlsx and CSV, as Chinese Excel writes and opens them."""

import contextlib
import csv
import datetime
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from kiosk.files.text import text
from kiosk.rules.publishing import columns as table_columns
from kiosk.rules.publishing.columns import HEADERS, LAYOUTS, Fault, Row

ROWS_LIMIT = 20_000
UNPACKED_LIMIT = 100_000_000
"""Largest size of an unpacked xlsx, in bytes."""
_TOLD_EVERY = 100
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Unreadable(Exception):
    """The file is not a table; the message says why."""


def harmless(cell: str) -> str:
    """The cell in a form that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _as_written(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def read(
    data: bytes, seen: Callable[[int, int], None] = lambda _done, _all: None
) -> tuple[tuple[str, ...], list[Row]]:
    """Columns, by their names in the program, and the rows that are not empty.

    `seen(done, all)` reports progress in lines; `all` is as many as the file claims. Raises
    Unreadable for anything but xlsx or CSV in UTF-8 or GB18030, and for more than ROWS_LIMIT
    rows.
    """
    lines, expected = _workbook(data) if data.startswith(b"PK") else _csv(data)
    try:
        columns = table_columns.names(next(lines, []))
        rows = []
        for number, line in enumerate(lines, 2):
            cells = {name: cell for name, cell in zip(columns, line, strict=False) if name}
            if number % _TOLD_EVERY == 0:
                seen(number, max(expected, number))
            if any(cells.values()):
                rows.append(Row(number, cells))
            if len(rows) > ROWS_LIMIT:
                raise Unreadable(f"more than {ROWS_LIMIT} rows")
    except csv.Error as trouble:
        raise Unreadable(str(trouble)) from None
    seen(expected, expected)
    return columns, rows


def _csv(data: bytes) -> tuple[Iterator[list[str]], int]:
    try:
        content = text(data)
    except UnicodeDecodeError:
        raise Unreadable("neither xlsx nor UTF-8 nor GB18030") from None
    lines = csv.reader(io.StringIO(content, newline=""))
    return ([_as_written(cell) for cell in line] for line in lines), content.count("\n")


def _workbook(data: bytes) -> tuple[Iterator[list[str]], int]:
    with _no_xlsx():
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED_LIMIT:
                raise Unreadable("too large once it is unpacked")
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[
            0
        ]
        return _lines(sheet), min(sheet.max_row or 0, ROWS_LIMIT)


def _lines(sheet: Any) -> Iterator[list[str]]:
    with _no_xlsx():
        for line in sheet.iter_rows(values_only=True):
            yield [_cell(value) for value in line]


@contextlib.contextmanager
def _no_xlsx() -> Iterator[None]:
    try:
        yield
    except Unreadable:
        raise
    except Exception as trouble:  # a damaged file makes openpyxl fail in many ways
        raise Unreadable(f"no xlsx: {type(trouble).__name__}") from None


def _cell(value: Any) -> str:
    """A cell as a person reads it: 8 instead of 8.0, a day without its time."""
    match value:
        case None:
            return ""
        case datetime.datetime():
            return value.date().isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return _as_written(str(value))


def placed(columns: Sequence[str], faults: Iterable[Fault]) -> list[tuple[str, Fault]]:
    """Faults in the order of the sheet, each with its cell's name, such as C7."""
    numbers = {name: number for number, name in enumerate(columns, 1) if name}
    ordered = sorted(faults, key=lambda fault: (fault.row, numbers.get(fault.column, 0)))
    return [
        (f"{get_column_letter(numbers[f.column]) if f.column in numbers else ''}{f.row}", f)
        for f in ordered
    ]


def csv_file(kind: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    """A CSV with the kind's columns, which Excel opens with its Chinese intact."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(_header(kind))
    columns = LAYOUTS[kind].columns
    table.writerows([harmless(row.get(column, "")) for column in columns] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_file(kind: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    """An xlsx with the kind's columns, all of them text, so that 0317 stays 0317."""
    book = openpyxl.Workbook()
    sheet = book.active
    columns = LAYOUTS[kind].columns
    sheet.append(_header(kind))
    for row in rows:
        sheet.append([harmless(row.get(column, "")) for column in columns])
    for number in range(1, len(columns) + 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = 18
        sheet.column_dimensions[letter].number_format = "@"
        sheet[f"{letter}1"].font = Font(bold=True)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.number_format = "@"
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _header(kind: str) -> list[str]:
    """The Chinese column names, required ones with a star."""
    layout = LAYOUTS[kind]
    needed = {*layout.key, *layout.needed, "in_force"}
    return [HEADERS[c] + ("*" if c in needed else "") for c in layout.columns]
