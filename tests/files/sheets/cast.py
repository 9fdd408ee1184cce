"""What a reader gets out of a printed sheet or a picture."""

import io
import re

import pypdf
import zxingcpp
from PIL import Image, ImageDraw

SQUARE = re.compile(rb"(?<![\d.])(\d+) (\d+) m (\d+) \2 l (\d+) (\d+) l (\d+) \5 l\s+h")
"""A dark module of a QR code, as typst draws it."""
SCALE = 4


def text_of(pdf: bytes) -> str:
    """The text of a sheet of one page, without its blanks."""
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join(page.extract_text().split())


def qr_of(pdf: bytes) -> str:
    """What the QR code on a sheet of one page says, read by a decoder from its drawing."""
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    content = page.get_contents()
    assert content is not None
    squares = [tuple(map(int, found)) for found in SQUARE.findall(content.get_data())]
    assert squares, "no QR code"
    side = (max(one[2] for one in squares) + 4) * SCALE
    picture = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(picture)
    for left, top, right, _, bottom, _ in squares:
        pen.rectangle((left * SCALE, top * SCALE, right * SCALE - 1, bottom * SCALE - 1), fill=0)
    return decoded(picture)


def decoded(picture: Image.Image) -> str:
    """What the only QR code in a picture says."""
    (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    return str(found.text)
