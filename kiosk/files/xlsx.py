"""The cells of a workbook's first visible sheet, whatever dimension it declares."""

import re

from kiosk.files import formats
from kiosk.files.harmless import as_written
from kiosk.files.package import Attributes, Book, Package, cell_formats, local, strings
from kiosk.rules.spreadsheets.columns import position
from kiosk.rules.spreadsheets.tables import (
    CELL_LIMIT,
    COLUMNS_LIMIT,
    HEADER_WITHIN,
    ROWS_LIMIT,
    Cell,
    Spreadsheet,
    Unreadable,
    Value,
)

WORDS_LIMIT = 10_000_000
"""Most characters in all cells."""
MERGED_LIMIT = 1_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})[1-9][0-9]{0,6}")


def read(data: bytes) -> Spreadsheet:
    """The first visible sheet of a workbook. Raises Unreadable."""
    try:
        return _read(Package(data))
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable("too_large") from None
    except Exception:  # a damaged file fails in many ways: zip, XML, numbers
        raise Unreadable("damaged_xlsx") from None


def _read(package: Package) -> Spreadsheet:
    book = Book(package)
    texts, shapes = strings(package, book.strings), cell_formats(package, book.styles)
    sheet = _Sheet(book, texts, shapes)
    package.parse(book.sheet, sheet.start, sheet.end, sheet.words)
    return Spreadsheet(sheet.lines, book.name[:31], sheet.merged, book.from_1904)


class _Sheet:
    """The cells of a sheet that hold something."""

    def __init__(self, book: Book, strings: list[str], formats: list[str]) -> None:
        self.lines: list[tuple[int, dict[int, Cell]]] = []
        self.merged: list[str] = []
        self._book, self._strings, self._formats = book, strings, formats
        self._row = 0
        self._line: dict[int, Cell] = {}
        self._place: str = ""
        self._after = 0
        self._cell: Attributes | None = None
        self._parts: list[str] = []
        self._within = self._aid = self._formula = False
        self._far = False
        self._left = WORDS_LIMIT

    def start(self, name: str, attributes: Attributes) -> None:
        """Elements come by the million where empty cells are formatted, so that little is done
        for one."""
        if ":" in name:
            name = local(name)
        if name == "c":
            if place := attributes.get("r"):
                self._place, self._after = place, 0
            else:
                self._after += 1
            self._cell = attributes
        elif name == "row":
            self._begin(attributes.get("r"))
        elif self._cell is not None:
            if name == "f":
                self._formula = True
            elif name == "rPh":
                self._aid = True
            self._within = name == "v" or (name == "t" and not self._aid)
        elif name == "mergeCell" and len(self.merged) < MERGED_LIMIT:
            self.merged.append(attributes["ref"][:20])

    def words(self, words: str) -> None:
        if self._within:
            self._parts.append(words)

    def end(self, name: str) -> None:
        if ":" in name:
            name = local(name)
        self._within = False
        if name == "c":
            if self._parts or self._formula:
                self._store()
            self._cell = None
        elif name == "rPh":
            self._aid = False

    def _begin(self, number: str | None) -> None:
        if number is not None and (len(number) > 7 or int(number) <= self._row):
            raise Unreadable("damaged_xlsx")
        self._row = int(number) if number else self._row + 1
        self._line, self._place, self._after = {}, "", 0

    def _store(self) -> None:
        said = "".join(self._parts)
        cell = self._value(said)
        self._parts, self._formula = [], False
        if cell == "":
            return
        column = self._column()
        if column > COLUMNS_LIMIT:  # one is enough to refuse the table by its cell
            if self._far:
                return
            self._far = True
        if column in self._line:
            raise Unreadable("damaged_xlsx")
        if not self._line:
            self.lines.append((self._row, self._line))
            if len(self.lines) > ROWS_LIMIT + HEADER_WITHIN:
                raise Unreadable("many_rows", str(ROWS_LIMIT))
        self._line[column] = cell
        self._left -= len(cell) if isinstance(cell, str) else len(cell.shown)
        if self._left < 0:
            raise Unreadable("too_large")

    def _column(self) -> int:
        if not self._place:
            return self._after
        found = _PLACE.fullmatch(self._place)
        if found is None or not self._place.endswith(str(self._row)):
            raise Unreadable("damaged_xlsx")
        return position(found.group(1)) + self._after

    def _value(self, said: str) -> Cell:
        assert self._cell is not None
        kind = self._cell.get("t", "n")
        unknown = self._formula and (self._book.recalculates or (not said and kind != "str"))
        if unknown:
            return Value("formula", said[:CELL_LIMIT])
        match kind:
            case "s":
                return _text(self._strings[int(said)]) if said.strip() else ""
            case "str" | "inlineStr":
                return _text(said[:CELL_LIMIT])
            case "n":
                return self._number(said.strip())
            case "b":
                return Value("boolean", "TRUE" if said.strip() in ("1", "true") else "FALSE")
            case "e":
                return Value("error", said[:20])
            case "d":
                return _dated(said.strip())
        raise Unreadable("damaged_xlsx")

    def _number(self, said: str) -> Cell:
        if not said:
            return ""
        style = self._cell.get("s", "0") if self._cell else "0"
        known = len(style) < 6 and int(style) < len(self._formats)
        code = self._formats[int(style)] if known else formats.GENERAL
        return formats.value(said, code, self._book.from_1904)


def _dated(said: str) -> Value:
    day = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T00:00:00(\.0+)?Z?)?", said)
    return Value("day", day.group(1), day.group(1)) if day else Value("moment", said[:40])


def _text(said: str) -> str:
    """A text cell as it was written: _x000D_ means one character, and an apostrophe can have
    been put in front by our export."""
    if "_x" in said:
        units = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), said)
        said = units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return as_written(said)
