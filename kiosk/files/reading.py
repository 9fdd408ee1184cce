"""Reads a table from a file: CSV here, workbooks in kiosk/files/xlsx.py.

Runs confined (kiosk/files/confined.py), since a file can be made to do harm.
"""

import csv
import io
import itertools
import re

import msgspec

from kiosk.files import xlsx
from kiosk.files.confined import Refused
from kiosk.files.harmless import as_written
from kiosk.files.text import text
from kiosk.rules.spreadsheets.tables import (
    CELL_LIMIT,
    COLUMNS_LIMIT,
    HEADER_WITHIN,
    ROWS_LIMIT,
    Cell,
    Spreadsheet,
    Unreadable,
)

DELIMITERS = ",;\t"
FIELD_LIMIT = 100_000
"""Most characters in a field; an open quotation mark swallows the rows after it."""
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"


def spreadsheet(data: bytes) -> Spreadsheet:
    """The cells of an xlsx or CSV file. Raises Unreadable."""
    if data.startswith(_OLE):
        raise Unreadable("old_xls")
    return xlsx.read(data) if data.startswith(_ZIP) else _separated(data)


def inside(data: bytes) -> bytes:
    """The same as JSON. Raises Refused with the code and detail."""
    try:
        return msgspec.json.encode(spreadsheet(data))
    except Unreadable as trouble:
        raise Refused(str(trouble)) from None
    except MemoryError:
        raise Refused("too_large") from None


def _separated(data: bytes) -> Spreadsheet:
    """The rows of a CSV file, numbered as a spreadsheet shows them. Raises Unreadable."""
    try:
        content = text(data)
    except UnicodeDecodeError:
        raise Unreadable("not_a_table") from None
    csv.field_size_limit(FIELD_LIMIT)
    delimiter, content = _delimiter(content)
    lines: list[tuple[int, dict[int, Cell]]] = []
    table = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, fields in enumerate(table, 1):
            if cells := _cells(fields):
                lines.append((number, cells))
            if len(lines) > ROWS_LIMIT + HEADER_WITHIN:
                raise Unreadable("many_rows", str(ROWS_LIMIT))
    except csv.Error:
        raise Unreadable("broken_csv", str(table.line_num)) from None
    return Spreadsheet(lines)


def _delimiter(content: str) -> tuple[str, str]:
    """What separates the fields, and the text without a first line that says so (sep=;)."""
    said = re.match(r'"?sep=([,;\t])"?(\r\n|\r|\n|$)', content)
    if said:
        return said.group(1), content[said.end() :]
    return max(DELIMITERS, key=lambda one: _width(content, one)), content


def _width(content: str, delimiter: str) -> int:
    """Most fields in one of the first rows."""
    table = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    try:
        return max((len(fields) for fields in itertools.islice(table, HEADER_WITHIN)), default=0)
    except csv.Error:
        return 0


def _cells(fields: list[str]) -> dict[int, Cell]:
    """The fields that hold something. Of those too far to the right only the first: it refuses
    the table."""
    cells: dict[int, Cell] = {}
    for at, field in enumerate(fields, 1):
        if field and not field.isspace():
            cells[at] = as_written(field[:CELL_LIMIT])
            if at > COLUMNS_LIMIT:
                break
    return cells
