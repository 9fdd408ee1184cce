"""Tables as files: xlsx and CSV, as Chinese Excel writes and opens them."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from kiosk.files import confined
from kiosk.files.harmless import harmless, unchanged
from kiosk.rules.spreadsheets.columns import HEADERS, LAYOUTS, TEXTS, letter, needed_columns
from kiosk.rules.spreadsheets.tables import Form, Spreadsheet, Table, Unreadable, arranged

FILE_LIMIT = 5 * 1024 * 1024
"""Largest file of a table, in bytes."""
SECONDS, MEMORY = 4, 300_000_000
"""What reading a table can take."""
_UNDERSTOOD = re.compile(r"\d{1,15}|\d{4}-\d\d-\d\d", re.A)
Cell = str | int
_ESCAPE = re.compile(r"(?=_x[0-9A-Fa-f]{4}_)")


def read(data: bytes, form: Form) -> Table:
    """The rows of an xlsx or CSV file, as a table of this form.

    Raises Unreadable if the file as a whole is no table, and confined.Busy.
    """
    if len(data) > FILE_LIMIT:
        raise Unreadable("too_large")
    try:
        made = confined.run("kiosk.files.reading", data, seconds=SECONDS, memory=MEMORY)
    except confined.Refused as refused:
        raise Unreadable(*str(refused).split(" ", 1)) from None
    except confined.Overrun:
        raise Unreadable("too_slow") from None
    return arranged(msgspec.json.decode(made, type=Spreadsheet), form)


def csv_file(kind: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    """A CSV with the kind's columns, which Excel opens with its Chinese intact."""
    columns = LAYOUTS[kind].columns
    cells = ([_csv_cell(column, row.get(column, "")) for column in columns] for row in rows)
    return _csv([_header(kind), *cells])


def csv_export(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV of what people only read, under these heads."""
    return _csv([heads, *([_shown(cell) for cell in row] for row in rows)])


def _csv(lines: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _shown(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell


def _csv_cell(column: str, cell: str) -> str:
    """Keys of digits and days are understood however a spreadsheet writes them; all else has to
    come back as it was."""
    understood = column not in TEXTS and _UNDERSTOOD.fullmatch(cell)
    return harmless(cell) if understood else unchanged(cell)


def xlsx_file(kind: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    """An xlsx with the kind's columns, all of them text, so that 0317 stays 0317."""
    columns = LAYOUTS[kind].columns
    return xlsx_export(_header(kind), ([row.get(name, "") for name in columns] for row in rows))


def xlsx_export(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An xlsx under these heads; words are text cells, counts are numbers."""
    return xlsx_book([Sheet("Sheet", heads, rows)])


class Sheet(NamedTuple):
    """A sheet of a workbook: its title, its heads, and what it says under them."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def xlsx_book(sheets: Sequence[Sheet]) -> bytes:
    """An xlsx of several sheets, each as `xlsx_export` writes one."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for one in sheets:
        _fill(book.create_sheet(one.title), one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, one: Sheet) -> None:
    from openpyxl.styles import Font

    sheet.append(one.heads)
    for row in one.rows:
        cells = (_shown(cell) for cell in row)
        sheet.append(
            [_ESCAPE.sub("_x005F", cell) if isinstance(cell, str) else cell for cell in cells]
        )
    for number in range(1, len(one.heads) + 1):
        sheet.column_dimensions[letter(number)].width = 18
        sheet.column_dimensions[letter(number)].number_format = "@"
        sheet.cell(1, number).font = Font(bold=True)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.number_format = "@" if isinstance(cell.value, str | None) else "0"
    sheet.freeze_panes = "A2"


def _header(kind: str) -> list[str]:
    """The Chinese column names, required ones with a star."""
    needed = needed_columns(kind)
    return [HEADERS[c] + ("*" if c in needed else "") for c in LAYOUTS[kind].columns]
