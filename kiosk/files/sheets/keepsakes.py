"""The picture of a card that a clerk was given, to keep and to send: PNG, 1080 × 1350 pixels.

Drawn in a confined process (kiosk/files/confined.py), from the shapes of the cards themselves
(kiosk/files/drawings.py). The same data gives the same bytes.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from kiosk.files import confined, drawings
from kiosk.files.sheets import typesetting
from kiosk.files.sheets.typesetting import Unset

WIDTH, HEIGHT = 1080, 1350
_SECONDS, _MEMORY = 10, 512 << 20
"""A picture takes 0.6 s and 90 MB."""
_INK = "#1D2320"
_EDGE = 84


class Keepsake(msgspec.Struct):
    """What a picture says: the card's kind, its lead and word, for whom, where and when, and below
    the number that it is checked by; `qr` are the rows of the QR code, a 1 for a dark module."""

    kind: str
    lead: str
    word: str
    name: str
    hall: str
    day: str
    number: str
    check: str
    qr: tuple[str, ...]


def draw(said: Keepsake) -> bytes:
    """The picture as PNG. Raises typesetting.FontMissing, Unset, or confined.Busy."""
    font = typesetting.font_file()
    try:
        return confined.run(
            __name__,
            msgspec.json.encode(said),
            str(font),
            seconds=_SECONDS,
            memory=_MEMORY,
        )
    except confined.Overrun:
        raise Unset("too much to draw") from None


def inside(data: bytes, font: str) -> bytes:
    """The same, in the process of its own."""
    known = typesetting.characters(Path(font).read_bytes())
    decoded: Any = typesetting.drawable(msgspec.json.decode(data), known)
    return _picture(msgspec.convert(decoded, Keepsake))


def _picture(said: Keepsake) -> bytes:
    colour, _, symbol = drawings.KINDS[said.kind]
    pen = drawings.Pen(WIDTH, HEIGHT, drawings.PAPER)
    panel = drawings.Pen(WIDTH, HEIGHT, colour)
    for ring in range(180, 1000, 34):  # a voice spreads through the hall
        panel.stroke(f"O540 330 {ring}", drawings.mix(colour, drawings.SURFACE, 0.11), 2)
    fine = pen.image.width // WIDTH
    pen.image.paste(panel.image.crop((0, 0, WIDTH * fine, 660 * fine)))
    pen.place(14, 540 - 12 * 14 + (330 - 12 * 14) * 1j)
    pen.stroke(symbol, drawings.PAPER, 1.75)
    pen.place(1, 0)
    _centred(pen, 540, 770, said.lead, drawings.MUTED, (40, 32, 26))
    _centred(pen, 540, 900, said.word, colour, (112, 84, 60, 44))
    _centred(pen, 540, 1010, said.name, _INK, (72, 56, 44, 34, 26, 20))
    _centred(pen, 540, 1070, said.hall, drawings.MUTED, (34, 28, 22, 18))
    pen.stroke(f"M{_EDGE} 1118L{WIDTH - _EDGE} 1118", drawings.FAINT, 2)
    _qr(pen, said.qr, WIDTH - _EDGE, 1140, 176)
    for line, text, sizes in (
        (1190, said.day, (32, 26, 20)),
        (1244, said.number, (32, 26, 20)),
        (1296, said.check, (24, 20, 16)),
    ):
        pen.write(_EDGE, line, text, drawings.MUTED, _fitting(pen, text, sizes, 700))
    out = io.BytesIO()
    pen.image.reduce(fine).save(out, "PNG", optimize=True)
    return out.getvalue()


def _fitting(pen: drawings.Pen, text: str, sizes: Sequence[int], room: int) -> int:
    """The first size in which a text fits the room, else the last."""
    return next((size for size in sizes if pen.length(text, size) <= room), sizes[-1])


def _centred(
    pen: drawings.Pen, x: int, y: int, text: str, colour: str, sizes: Sequence[int]
) -> None:
    pen.write(x, y, text, colour, _fitting(pen, text, sizes, WIDTH - 2 * _EDGE), "ms")


def _qr(pen: drawings.Pen, rows: Sequence[str], right: int, top: int, width: int) -> None:
    """A QR code with its quiet zone, whose modules are whole pixels."""
    side = max(1, width // (len(rows) + 8))
    left = right - side * (len(rows) + 8)
    whole = side * (len(rows) + 8)
    pen.fill(f"M{left} {top}L{right} {top}L{right} {top + whole}L{left} {top + whole}Z", "#FFFFFF")
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark == "1":
                a, b = left + side * (x + 4), top + side * (y + 4)
                pen.square(a, b, side, "#000000")
