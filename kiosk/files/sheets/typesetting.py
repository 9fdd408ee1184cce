"""Sheets as PDF, set by typst: a template of templates/sheets/, and data that it reads as JSON.

Nothing of the data is markup, whatever a customer wrote. The same data gives the same bytes: one
font, the day of the data as the time of creation, no font of the computer's own beside it. typst
runs confined (kiosk/files/confined.py), so that no text takes the station's time or memory.
"""

import datetime
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from kiosk.files import confined

TEMPLATES = Path(__file__).parents[3] / "templates" / "sheets"
FONT = "NotoSansCJK-Regular.ttc"
"""The file that Debian's fonts-noto-cjk brings; the bold one lies beside it."""
FACE = 2
"""Simplified Chinese, among the faces of the file."""
UNKNOWN = "〓"
"""In the place of a character that the font does not have, as printers set it."""
MOST_DATA = 262_144
"""Most bytes of data as JSON."""
_FONT_ROOT = Path("/usr/share/fonts")
_SECONDS, _MEMORY = 10, 512 << 20
"""The morning's sheet takes 0.2 s and 84 MB, in 244 MB of address space."""


class FontMissing(Exception):
    """The font that sheets are set in is not installed."""


class Unset(Exception):
    """The data does not fit the template's pages, or takes too much to be set."""


def typeset(template: str, data: Mapping[str, Any], day: datetime.date, pages: int = 1) -> bytes:
    """A PDF/UA-1 of at most so many pages: the template's name, what it reads, and the day that the
    data is of. Raises FontMissing, Unset, or confined.Busy."""
    font = font_file()
    said = msgspec.json.encode(data)
    if len(said) > MOST_DATA:
        raise Unset(f"{len(said)} bytes of data")
    try:
        return confined.run(
            __name__,
            said,
            template,
            str(font),
            day.isoformat(),
            str(pages),
            seconds=_SECONDS,
            memory=_MEMORY,
        )
    except confined.Overrun:
        raise Unset("too much to set") from None
    except confined.Refused as refused:
        raise Unset(str(refused)) from None


def font_file() -> Path:
    """Where the font is. Raises FontMissing."""
    for found in sorted(_FONT_ROOT.rglob(FONT)):
        return found
    raise FontMissing(f"{FONT} is not installed: install the package fonts-noto-cjk")


def inside(data: bytes, template: str, font: str, day: str, pages: str) -> bytes:
    """The same, in the process of its own. Raises Refused."""
    os.environ["RAYON_NUM_THREADS"] = "1"
    import typst

    said = drawable(msgspec.json.decode(data), characters(Path(font).read_bytes()))
    midnight = datetime.datetime.fromisoformat(f"{day}T00:00:00+00:00")
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(Path(font).parent)],
    )
    try:
        return typst.compile(
            str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            font_paths=fonts,
            sys_inputs={"data": msgspec.json.encode(said).decode(), "pages": pages},
            format="pdf",
            pdf_standards="ua-1",
            timestamp=midnight,
        )
    except typst.TypstError as error:
        raise confined.Refused(error.message) from None


def drawable(value: Any, known: set[int]) -> Any:
    """The data, each character that can't be drawn replaced; PDF/UA allows no other."""
    match value:
        case str():
            return "".join(one if ord(one) in known else UNKNOWN for one in value)
        case list():
            return [drawable(one, known) for one in value]
        case dict():
            return {name: drawable(one, known) for name, one in value.items()}
    return value


def characters(font: bytes, face: int = FACE) -> set[int]:
    """The code points that a face of a font collection can draw: those of its cmap in format 12,
    which such fonts have."""
    (start,) = struct.unpack_from(">I", font, 12 + 4 * face)
    (tables,) = struct.unpack_from(">H", font, start + 4)
    for table in range(tables):
        tag, _, cmap, _ = struct.unpack_from(">4s3I", font, start + 12 + 16 * table)
        if tag == b"cmap":
            break
    (subtables,) = struct.unpack_from(">H", font, cmap + 2)
    found: set[int] = set()
    for number in range(subtables):
        (offset,) = struct.unpack_from(">4xI", font, cmap + 4 + 8 * number)
        at = cmap + offset
        if struct.unpack_from(">H", font, at) == (12,):
            (groups,) = struct.unpack_from(">I", font, at + 12)
            for first, last, _ in struct.iter_unpack(">3I", font[at + 16 : at + 16 + 12 * groups]):
                found.update(range(first, last + 1))
    return found
