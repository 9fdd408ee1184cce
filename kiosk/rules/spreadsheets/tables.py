"""A table as its file holds it, and the rows that it means: one strict reading for every table,
published ones and paper cards.

Pure: what lies in which cell goes in; rows by column and faults by cell come out.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import msgspec

from kiosk.rules.input import days
from kiosk.rules.input.folding import squeezed
from kiosk.rules.spreadsheets import columns as table_columns
from kiosk.rules.spreadsheets.columns import Fault, Row, letter, position

ROWS_LIMIT = 20_000
COLUMNS_LIMIT = 100
"""No table has as many columns; a value farther to the right is a fault."""
CELL_LIMIT = 4_000
"""Most characters that are read of a cell; more than any column can hold."""
HEADER_WITHIN = 10
"""The header is one of these first rows; titles and remarks can lie above it."""


class Value(msgspec.Struct, frozen=True, array_like=True):
    """A cell that holds no text: its sort, what a person sees in it, and its exact value.

    A number is `rounded` where what is seen hides digits, and `long` where a spreadsheet can't keep
    its digits. A `moment` is a time, or a date with one; a `formula` has no stored value.
    """

    sort: Literal["number", "rounded", "long", "day", "moment", "boolean", "error", "formula"]
    shown: str
    exact: str = ""


Cell = str | Value


class Spreadsheet(msgspec.Struct, frozen=True):
    """The cells of a file that hold something: rows by number, columns by number, both from 1.

    `name` is that of the sheet that was read, '' for CSV; `merged` are ranges such as A1:B2; from
    1904 on counts the calendar of some workbooks.
    """

    lines: list[tuple[int, dict[int, Cell]]]
    name: str = ""
    merged: list[str] = []
    from_1904: bool = False


class Form(NamedTuple):
    """What a table can look like: its columns by their names, written as `plain` writes them;
    those that must be there; those that hold days, days or else words, whole numbers, yes or no;
    most rows."""

    names: Mapping[str, str]
    needed: tuple[str, ...]
    days: frozenset[str] = frozenset()
    dated: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    truths: frozenset[str] = frozenset()
    most: int = ROWS_LIMIT


class Table(NamedTuple):
    """The rows of a file by column, and the faults of its cells. `columns` are those of the file
    in their order, '' for one without a name; `sheet` is the name of the sheet that was read."""

    columns: tuple[str, ...]
    rows: list[Row]
    faults: list[Fault]
    sheet: str = ""


class Unreadable(Exception):
    """The file as a whole is no table; `code` is one of refusals.FAULTS."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


def form(kind: str) -> Form:
    """What a table of a kind can look like. The key of a moved working day is a day, or a year,
    which must not be taken for the number of a day."""
    return Form(
        {plain(name): column for name, column in table_columns.names(kind).items()},
        table_columns.needed_columns(kind),
        days=table_columns.DAYS,
        dated=frozenset(("key",)) if kind == "workday" else frozenset(),
        numbers=table_columns.NUMBERS,
        truths=table_columns.TRUTHS,
    )


def plain(header: str) -> str:
    """A column's name without width, blanks, its star and a remark in brackets: 价格（元）* is
    价格."""
    name = squeezed(header).rstrip("*").lower()
    return re.sub(r"(?<=.)\([^()]*\)$", "", name).rstrip("*")


def arranged(found: Spreadsheet, form: Form) -> Table:
    """The rows of a spreadsheet by column. Raises Unreadable if no row names a column."""
    number, titles = _header(found, form)
    columns = {at: form.names.get(plain(_shown(title)), "") for at, title in titles.items()}
    faults = _misnamed(number, titles, columns, form)
    listed = tuple(columns.get(at, "") for at in range(1, max(columns) + 1))
    if faults:
        return Table(listed, [], faults, found.name)
    named = {at: name for at, name in columns.items() if name}
    faults += _merged(found.merged, number, named)
    rows: list[Row] = []
    unnamed: set[int] = set()
    for line, cells in found.lines:
        if line <= number:
            continue
        row, wrong = _row(line, cells, named, form, found.from_1904)
        faults += wrong
        for at in cells.keys() - named.keys() - unnamed:
            if said := _shown(cells[at]).strip():
                unnamed.add(at)
                faults.append(Fault(line, letter(at), "unnamed_column", said[:40]))
        if any(row.cells.values()):
            rows.append(row)
    if len(rows) > form.most:
        raise Unreadable("many_rows", str(form.most))
    return Table(listed, rows, faults, found.name)


def _header(found: Spreadsheet, form: Form) -> tuple[int, dict[int, Cell]]:
    """The row that names most columns, the first of several. Raises Unreadable."""
    if not found.lines:
        raise Unreadable("empty_file")
    near = [line for line in found.lines if line[0] <= HEADER_WITHIN]
    known = [sum(plain(_shown(cell)) in form.names for cell in cells.values()) for _, cells in near]
    if not any(known):
        raise Unreadable("no_header")
    return near[known.index(max(known))]


def _misnamed(
    number: int, titles: Mapping[int, Cell], columns: Mapping[int, str], form: Form
) -> list[Fault]:
    """Columns that are missing, unknown, or there twice."""
    faults = [
        Fault(number, name, "missing_column")
        for name in form.needed
        if name not in columns.values()
    ]
    met: set[str] = set()
    for at, name in sorted(columns.items()):
        title = _shown(titles[at]).strip()[:40]
        if title and not name:
            faults.append(Fault(number, letter(at), "unknown_column", title))
        elif name in met:
            faults.append(Fault(number, letter(at), "double_column", title))
        elif name:
            met.add(name)
    return faults


def _merged(ranges: Iterable[str], header: int, named: Mapping[int, str]) -> list[Fault]:
    """A fault for each range of merged cells in the table, at its first cell there."""
    faults = []
    for one in ranges:
        if found := re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})", one):
            left, top, right, bottom = found.groups()
            inside = [at for at in sorted(named) if position(left) <= at <= position(right)]
            if inside and int(bottom) >= header:
                row = max(int(top), header)
                faults.append(Fault(row, named[inside[0]], "merged", one))
    return faults


def _row(
    line: int, cells: Mapping[int, Cell], named: Mapping[int, str], form: Form, from_1904: bool
) -> tuple[Row, list[Fault]]:
    said, faults = {}, []
    for at, name in named.items():
        cell = cells.get(at, "")
        if isinstance(cell, str):
            text, code, detail = cell.strip(), "error_value" if _ERROR.fullmatch(cell) else "", ""
        else:
            text, code = _valued(cell, name, form, from_1904)
            detail = cell.exact if code == "hidden_digits" else ""
        if code:
            faults.append(Fault(line, name, code, _shown(cell)[:40], detail))
        said[name] = text
    return Row(line, said), faults


_ERROR = re.compile(
    r"\s*(#(REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|#+)|Err:[0-9]{3})\s*"
)
_FAULTY = {
    "rounded": "hidden_digits", "long": "long_number", "day": "day_here", "moment": "time_here",
    "boolean": "boolean_here", "error": "error_value", "formula": "no_stored_value",
}  # fmt: skip


def _valued(cell: Value, column: str, form: Form, from_1904: bool) -> tuple[str, str]:
    """A cell as its column understands it, and the code of its fault or ''."""
    if column in form.days | form.dated and cell.sort == "day":
        return cell.exact, ""
    if column in form.days and cell.sort == "number" and re.fullmatch(r"[0-9]{1,6}", cell.exact):
        try:
            return days.of_serial(int(cell.exact), from_1904).isoformat(), ""
        except days.NotADay:
            return cell.shown, "bad_day"
    if column in form.truths and cell.sort == "boolean":
        return ("是" if cell.shown == "TRUE" else "否"), ""
    if column in form.numbers and cell.sort in ("number", "rounded"):
        return cell.exact, ""
    return cell.shown, _FAULTY.get(cell.sort, "")


def _shown(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.shown
