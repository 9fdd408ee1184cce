"""The parts of a workbook (xlsx): unpacked within bounds, and where its first visible sheet is.

What the file declares, such as the size of its parts, is not believed. Nothing outside the file is
looked at, and a document type, in which XML bombs are written, is refused.
"""

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from kiosk.files import formats
from kiosk.rules.spreadsheets.tables import CELL_LIMIT, Unreadable

UNPACKED_LIMIT = 60_000_000
"""Most bytes that are unpacked of a file."""
_CHUNK = 65_536
Attributes = dict[str, str]


class Package:
    """The parts of a workbook, unpacked up to a bound in all."""

    def __init__(self, data: bytes) -> None:
        self._packed = zipfile.ZipFile(io.BytesIO(data))
        self._left = UNPACKED_LIMIT

    def __contains__(self, name: str) -> bool:
        return name in self._packed.NameToInfo

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part. Raises Unreadable beyond the bound, however many it declares."""
        with self._packed.open(name) as part:
            while chunk := part.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise Unreadable("too_large")
                yield chunk

    def parse(
        self,
        name: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        words: Callable[[str], None] | None = None,
    ) -> None:
        """Calls `start` and `end` for each element of a part, and `words` for text."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = words
        parser.StartDoctypeDeclHandler = _refuse_doctype
        for chunk in self.chunks(name):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("damaged_xlsx")


def local(name: str) -> str:
    return name.rpartition(":")[2]


class Book:
    """Where the parts of a workbook are, and which sheet is the first that is visible."""

    def __init__(self, package: Package) -> None:
        self.sheet = self.strings = self.styles = self.name = ""
        self.from_1904 = self.recalculates = False
        self._targets: dict[str, tuple[str, str]] = {}
        self._package, self._folder = package, ""
        package.parse("_rels/.rels", self._related)
        main = next(
            (path for kind, path in self._targets.values() if kind == "officeDocument"),
            "xl/workbook.xml",
        )
        self._folder, name = posixpath.split(main)
        self._targets = {}
        package.parse(posixpath.join(self._folder, "_rels", f"{name}.rels"), self._related)
        for kind, path in self._targets.values():
            if kind == "sharedStrings":
                self.strings = path
            elif kind == "styles":
                self.styles = path
        package.parse(main, self._described)
        if not self.sheet:
            raise Unreadable("no_sheet")

    def _related(self, name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes["Target"]
            path = posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")
            self._targets[attributes["Id"]] = posixpath.basename(attributes["Type"]), path

    def _described(self, name: str, attributes: Attributes) -> None:
        match local(name):
            case "workbookPr":
                self.from_1904 = attributes.get("date1904") in ("1", "true")
            case "calcPr":
                self.recalculates = attributes.get("fullCalcOnLoad") in ("1", "true")
            case "sheet" if not self.sheet and attributes.get("state", "visible") == "visible":
                ids = (said for key, said in attributes.items() if local(key) == "id")
                kind, path = self._targets[next(ids)]
                if kind == "worksheet":
                    self.sheet, self.name = path, attributes["name"]


class _Strings:
    """Texts of one element, without the reading aids over Chinese characters."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._within = self._aid = False

    def start(self, name: str, _: Attributes) -> None:
        name = local(name)
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._aid = True
        self._within = name == "t" and not self._aid

    def words(self, words: str) -> None:
        if self._within:
            self._parts.append(words)

    def end(self, name: str) -> None:
        name = local(name)
        self._within = False
        if name == "si":
            self.found.append("".join(self._parts)[:CELL_LIMIT])
        elif name == "rPh":
            self._aid = False


def strings(package: Package, name: str) -> list[str]:
    """The texts that cells refer to by number."""
    reader = _Strings()
    if name in package:
        package.parse(name, reader.start, reader.end, reader.words)
    return reader.found


def cell_formats(package: Package, styles: str) -> list[str]:
    """The number format of each style of a cell."""
    if styles not in package:
        return []
    own: dict[int, str] = {}
    found: list[str] = []
    within = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal within
        match local(name):
            case "numFmt" if not within:
                own[int(attributes["numFmtId"])] = attributes["formatCode"][:200]
            case "cellXfs":
                within = True
            case "xf" if within:
                number = int(attributes.get("numFmtId", "0"))
                default = formats.BUILT_IN.get(number, formats.GENERAL)
                found.append(own.get(number, default))

    def end(name: str) -> None:
        nonlocal within
        within = within and local(name) != "cellXfs"

    package.parse(styles, start, end)
    return found
