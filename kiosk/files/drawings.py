"""Pictures drawn by the program itself: the 5P cards.

Every shape is a path of absolute SVG commands M, L, C and Z; "O x y r" adds a circle, and | in
front adds the path's mirror image. Shapes are drawn too large and then reduced, which smooths the
edges.
"""

import cmath
import io
import itertools
import os
import re
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

# fmt: off
KINDS = {  # colour, Chinese word, symbol (as in static/symbols/sprite.svg; a test compares)
    "polite": ("#17664D", "礼貌", "M12 4.6L12 13.6M12 4.6C12 2.6 9.6 2.2 9 4.2L7 10.4L3 14.4"
        "M12 4.6C12 2.6 14.4 2.2 15 4.2L17 10.4L21 14.4M12 13.6C12 15.4 10.6 16.6 8.6 19.8"
        "M12 13.6C12 15.4 13.4 16.6 15.4 19.8M2.2 13.6L9.6 20.6M21.8 13.6L14.4 20.6"),
    "patient": ("#34508C", "耐心", "M5.5 3L18.5 3M5.5 21L18.5 21M7.2 3L7.2 6C7.2 9.4 12 9.4 12 12"
        "C12 14.6 7.2 14.6 7.2 18L7.2 21M16.8 3L16.8 6C16.8 9.4 12 9.4 12 12C12 14.6 16.8 14.6 "
        "16.8 18L16.8 21M10.6 6.7L13.4 6.7M10.6 17.6L13.4 17.6"),
    "positive": ("#7F5200", "积极", "O12 12 4M12 4.9L12 2.6M17 7L18.6 5.4M19.1 12L21.4 12"
        "M17 17L18.6 18.6M12 19.1L12 21.4M7 17L5.4 18.6M4.9 12L2.6 12M7 7L5.4 5.4"),
    "passionate": ("#97321F", "热情", "M12 2.75C12.6 6 18.75 8.6 18.75 14.4C18.75 18.3 15.7 21.25 "
        "12 21.25C8.3 21.25 5.25 18.3 5.25 14.4C5.25 11.9 6.4 10.1 7.8 8.7C8.1 10.3 8.8 11.3 "
        "9.8 11.7C9.4 8.6 10 5 12 2.75ZM12 21.25C9.9 21.25 8.6 19.8 8.6 18C8.6 15.9 10.6 15.1 "
        "12 13C13.4 15.1 15.4 15.9 15.4 18C15.4 19.8 14.1 21.25 12 21.25"),
    "professional": ("#5E4080", "专业", "O12 12 9.25M16.2 7L13.8 13.2L7.8 17L10.2 10.8Z")}
COLOURS = [colour for colour, _, _ in KINDS.values()]
# The words above the card's word, its size, and the height of both lines, in pixels.
LEADS = {"zh": ("谢谢您的", 116, 144, 278), "en": ("Thank you for being", 58, 178, 256)}
PAPER, SURFACE, MUTED, FAINT = "#FAF7F1", "#FFFDF9", "#4C5550", "#CDC5B6"
_FINE = 3  # canvas pixels per final pixel
_FONT_ROOT = Path("/usr/share/fonts")
_FONTS = ("NotoSansCJK-[BR]*.ttc", "NotoSansSC*.[ot]tf", "wqy-microhei.ttc", "DroidSansFallback*")
# fmt: on


class FontMissing(RuntimeError):
    """No font with Chinese characters is installed."""


class Pen:
    """Draws paths, in its own units, on a canvas ``_FINE`` times the final size."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.image = Image.new("RGB", (width * _FINE, height * _FINE), ground)
        self.draw = ImageDraw.Draw(self.image)
        self.place(1, 0)

    def place(self, turn: complex, origin: complex, squeeze: float = 1) -> None:
        """Sets where paths start (`origin`, in final pixels), how they are scaled and turned, and
        how narrow they are."""
        self.turn, self.origin, self.squeeze = turn * _FINE, origin * _FINE, squeeze

    def lines(self, path: str) -> list[list[tuple[float, float]]]:
        flat = [[complex(self.squeeze * z.real, z.imag) for z in line] for line in _flatten(path)]
        twin = [[-z.conjugate() for z in line] for line in flat] if path.startswith("|") else []
        placed = ([self.origin + self.turn * z for z in line] for line in flat + twin)
        return [[(z.real, z.imag) for z in line] for line in placed]

    def fill(self, path: str, colour: str) -> None:
        for line in self.lines(path):
            self.draw.polygon(line, colour)

    def stroke(self, path: str, colour: str, width: float) -> None:
        """Draws lines with round ends and joins; `width` is in units."""
        thick = width * abs(self.turn)
        for line in self.lines(path):
            self.draw.line(line, colour, round(thick))
            for point in line if thick > 4 else ():
                self.draw.circle(point, thick / 2 - 0.5, colour)

    def write(self, x: int, y: int, text: str, colour: str, size: int, anchor: str = "ls") -> None:
        self.draw.text((x * _FINE, y * _FINE), text, colour, _font(size * _FINE), anchor)

    def length(self, text: str, size: int) -> float:
        """How wide a text is, in final pixels."""
        return self.draw.textlength(text, _font(size * _FINE)) / _FINE

    def square(self, x: int, y: int, side: int, colour: str) -> None:
        """Fills whole final pixels."""
        box = (x * _FINE, y * _FINE, (x + side) * _FINE - 1, (y + side) * _FINE - 1)
        self.draw.rectangle(box, colour)

    def webp(self, quality: int) -> bytes:
        out = io.BytesIO()
        self.image.reduce(_FINE).save(out, "WEBP", quality=quality, method=4)
        return out.getvalue()


@cache
def _flatten(path: str) -> list[list[complex]]:
    lines: list[list[complex]] = []
    for command, text in re.findall(r"([MLCZO])([^MLCZO]*)", path):
        v = [float(number) for number in text.split()]
        ends = [complex(x, y) for x, y in zip(v[::2], v[1::2], strict=False)]
        if command == "M":
            lines.append(ends)
        elif command == "C":
            a, (b, c, d) = lines[-1][-1], ends
            for t, u in [(step / 14, 1 - step / 14) for step in range(1, 15)]:
                lines[-1].append(a * u**3 + 3 * t * u * (b * u + c * t) + d * t**3)
        elif command == "O":
            lines.append([ends[0] + cmath.rect(v[2], cmath.tau / 60 * i) for i in range(61)])
        else:
            lines[-1] += ends or lines[-1][:1]
    return lines


def _file() -> Path | None:
    return next((file for name in _FONTS for file in sorted(_FONT_ROOT.rglob(name))), None)


def font() -> str:
    """The font with Chinese characters that cards are drawn with, '' for none."""
    file = _file()
    return file.name if file else ""


def _font(size: int) -> ImageFont.FreeTypeFont:
    file = _file()
    if file is None:
        raise FontMissing("no font with Chinese characters: install the package fonts-noto-cjk")
    # Faces of a Noto collection, in order: Japan, Korea, simplified Chinese, Taiwan, Hong Kong.
    return ImageFont.truetype(file, size, 2 if "CJK-" in file.name else 0)


def mix(colour: str, other: str, share: float) -> str:
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def card(kind: str, language: str) -> bytes:
    """Draws a 5P card with its word in "zh" or "en": WebP, 720 × 450, transparent corners, ≤ 24
    KB.

    Raises KeyError for any other kind or language, FontMissing without a Chinese font.
    """
    lead, size, upper, lower = LEADS[language]
    colour, chinese, symbol = KINDS[kind]
    pen, panel = Pen(720, 450, SURFACE), Pen(720, 450, colour)
    for ring in range(122, 640, 20):  # a voice spreads through the hall
        pen.stroke(f"O144 225 {ring}", mix(SURFACE, colour, 0.06), 1.2)
        panel.stroke(f"O144 225 {ring}", mix(colour, SURFACE, 0.11), 1.2)
    pen.image.paste(panel.image.crop((0, 0, 288 * _FINE, 450 * _FINE)))
    pen.write(332, upper, lead, MUTED, 28)
    pen.write(328, lower, chinese if language == "zh" else kind.capitalize(), colour, size)
    pen.stroke("O652 68 31O652 68 26.5", colour, 1.6)
    pen.write(652, 68, "5P", colour, 25, "mm")
    pen.place(7.5, 54 + 135j)
    pen.stroke(symbol, PAPER, 1.75)
    for place, (name, (_, _, small)) in enumerate(KINDS.items()):
        pen.place(1, complex(332 + 46 * place, 356))
        pen.stroke(small, colour if name == kind else FAINT, 1.75)
    mask = Image.new("L", pen.image.size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *mask.size), 24 * _FINE, 255)
    pen.image.putalpha(mask)
    return pen.webp(82)


def draw_cards(folder: Path) -> None:
    """Writes ``{kind}-{language}.webp`` for all ten cards; existing files are left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, language in itertools.product(KINDS, LEADS):
        final = folder / f"{kind}-{language}.webp"
        if not final.exists():
            picture, partial = card(kind, language), final.with_suffix(f".{os.getpid()}")
            with partial.open("wb", buffering=0) as file:
                file.write(picture)
                os.fsync(file.fileno())  # else a power cut leaves an empty picture for good
            partial.replace(final)
