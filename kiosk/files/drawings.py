"""Pictures drawn by the program itself: demo portraits and the 5P cards.

Everything is a path: absolute SVG commands M, L, C, Z, then O x y r for a circle, and | in front
for "and its mirror image"; drawn too large and then reduced, which makes the edges smooth.
"""

import cmath
import io
import itertools
import os
import random
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
# Words before the card's word; its size, and the height of both lines, in pixels.
LEADS = {"zh": ("谢谢您的", 116, 144, 278), "en": ("Thank you for being", 58, 178, 256)}
PAPER, SURFACE, WARM, MUTED, FAINT = "#FAF7F1", "#FFFDF9", "#F7EEDF", "#4C5550", "#CDC5B6"
UNIFORM, SHADE, DARK, GREYS = "#0B5D46", "#8A4B32", "#2A211D", ("#8D8A86", "#B9B5AF", "#A39C94")
SKINS, HAIRS = ("#F5D3B8", "#EFC8A8", "#F8DEC8", "#E8BC98"), ("#2B2522", "#3A2D27", "#4A372B")
# A portrait is 80 × 100, x = 0 in the middle. Hair: (behind, in front of the face), young to old.
PARTED = ("M-17.4 49C-21 27 -14 14 0 14C14 14 21 27 17.4 49C17 40 14 35 9.5 31.5C3 29.5 -3 26.5 "
    "-6 22.5C-7.5 29 -11.5 34 -14.4 37C-16 40 -17 44 -17.4 49Z")
WOMEN = (("|M0 14C13 14 20 23 20 38C20 47 20.5 53 19 59C15 63 7 63 0 62Z",  # bob with a fringe
     "|M0 14C14 14 21 27 17 50C16.8 43 16 39 14.4 35.6C9 33.8 3 34 0 35.4Z"),
    ("|M0 14C13 14 20.5 23 20.5 38C20.5 53 23.5 66 21 80L0 80Z",  # long and straight
     "|M0 14C14 14 20.8 27 17.4 48C17 39 13 33 8 29C4 26.5 1.4 24 0 21Z"),
    ("|M0 14C13 13 21 23 20.5 36C20.5 43 24 48 22.5 56C21.5 62 24.5 66 22 73L0 76Z", PARTED),
    ("O0 12.5 6.8", "|M0 14.6C13 14.6 19.5 26 16.4 44C15.8 38 14.6 33 11.6 30C7 26 3 26.6 0 26.6Z"),
    ("|M0 14C13 14 20.5 23 20.5 38C20.5 48 21 55 18 62C13 65 7 64 0 62Z", PARTED),
    ("|M0 56C7 54 12 56 12.5 61C12.5 66 7 69 0 69Z",  # low bun
     "M-16.4 43C-19.5 26 -13 15 0.5 15C13.5 15 19.5 26 16.4 43C15.6 37 14 32.5 10.5 29"
     "C5 28.5 -2 25.5 -5.5 21.5C-7 27 -12 30 -14.2 34C-15.6 37 -16 40 -16.4 43Z"),
    ("|M0 15L18 30L18.5 50L0 50ZO9 21 8.5O15 29 7.5O17.5 38 6.5O16.5 46.5 5.5",  # curls
     "|O0 19.5 7.5O8 22 7O13.6 28 4.6"))
MEN = (("", "|M0 14.8C13.5 14.8 19.6 28 16.8 44L15.4 44C15.2 40 14.2 37 12.8 34C8 33 3 31 0 26.4Z"),
    ("", "M-16.4 42C-18.5 31 -17.4 24 -12.5 20C-11 12.5 4 10 13 14.6C19.4 18 19 30 16.4 42L15.2 42"
     "C15.2 36 14.6 32 12 27.6C6 29.6 -4 29.6 -9.6 26C-12.6 30 -15 35 -15.2 42Z"),
    ("", "|M0 16C12 16 18.4 26 16.4 41L15.2 41C15 36 14 32.8 12 30C7 28.8 3 28.8 0 28.8Z"),
    ("", "M-16.4 43C-19 29 -15.5 17 -3 15.4C12 13.6 19.5 25 16.4 43L15.2 43C15.4 38 14.8 34.5 "
     "13.2 31.4C6 32 -3.5 30 -8 25C-9.2 29 -12 31.4 -13.6 33.4C-14.8 36 -15.2 39 -15.2 43Z"),
    ("", "|M0 16.4C12 16.4 18.4 28 16.3 43L15.2 43C15.2 37 14.6 33 12.8 29C10 23.6 5 22.6 0 23Z"))
FACES = ("|M0 19C10 19 16 26 16 37C16 47 13.6 53 9.4 58.6C6.4 62.3 3 63.6 0 63.6Z",
    "|M0 19C10 19 16.2 26 16.2 38C16.2 48.5 14 54.6 10 59.2C7 62.4 3 63.4 0 63.4Z")
GLASSES = ("|O7 43.8 5.2M0 42.4L1.4 42.9M12.2 43L16 41.6",
    "|M1.6 43C1.4 38.8 12.7 38.8 12.4 43C12.4 50 2 50 1.6 43ZM1.6 43L0 42.2M12.4 42.8L16 41.6")
_FINE = 3  # canvas pixels per final pixel
_FONT_ROOT = Path("/usr/share/fonts")
_FONTS = ("NotoSansCJK-[BR]*.ttc", "NotoSansSC*.[ot]tf", "wqy-microhei.ttc", "DroidSansFallback*")
# fmt: on


class FontMissing(RuntimeError):
    """No font with Chinese characters is installed."""


class _Pen:
    """Draws paths, in units of its own, on a canvas ``_FINE`` times the final size."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.image = Image.new("RGB", (width * _FINE, height * _FINE), ground)
        self.draw = ImageDraw.Draw(self.image)
        self.place(1, 0)

    def place(self, turn: complex, origin: complex, squeeze: float = 1) -> None:
        """Let paths start at the origin (in final pixels), scaled and turned, and narrowed."""
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
        """Draw lines with round ends and joins, the width in units."""
        thick = width * abs(self.turn)
        for line in self.lines(path):
            self.draw.line(line, colour, round(thick))
            for point in line if thick > 4 else ():
                self.draw.circle(point, thick / 2 - 0.5, colour)

    def write(self, x: int, y: int, text: str, colour: str, size: int, anchor: str = "ls") -> None:
        self.draw.text((x * _FINE, y * _FINE), text, colour, _font(size * _FINE), anchor)

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


def _font(size: int) -> ImageFont.FreeTypeFont:
    file = next((file for name in _FONTS for file in sorted(_FONT_ROOT.rglob(name))), None)
    if file is None:
        raise FontMissing("no font with Chinese characters: install the package fonts-noto-cjk")
    # A Noto collection holds the faces of Japan, Korea, China (simplified), Taiwan, Hong Kong.
    return ImageFont.truetype(file, size, 2 if "CJK-" in file.name else 0)


def _mix(colour: str, other: str, share: float) -> str:
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def portrait(seed: int) -> bytes:
    """Draw a clerk for the demo, a woman for an even seed, a man for an odd one.

    WebP, 320 × 400, at most 8 KB. The same seed gives the same picture, which shows nobody.
    """
    rng = random.Random(seed)
    woman, old = seed % 2 == 0, rng.random() < 0.22
    looks = (WOMEN if woman else MEN)[3 if old else 0 : None if old else -1]
    back, front = looks[seed // 2 % len(looks)]  # neighbours on a screen differ
    skin, hair, tint = rng.choice(SKINS), rng.choice(GREYS if old else HAIRS), COLOURS[seed % 5]
    lean = 4 * cmath.rect(1, 0.09 * (rng.random() - 0.5))  # about the neck, at 66 of 100
    head = (lean, 160 + 264j - 66j * lean, 0.96 + 0.08 * rng.random())
    pen = _Pen(320, 400, _mix(WARM, tint, 0.11))
    pen.place(4, 160)
    pen.fill("O0 46 33", _mix(WARM, tint, 0.22))
    pen.place(*head)
    pen.fill("|O15.8 43.6 3.2O15.4 46 2.3", _mix(skin, SHADE, 0.14))  # ears, under long hair
    pen.fill(back, _mix(hair, "#000000", 0.14))
    pen.place(4, 160)
    _body(pen, skin, rng.choice(COLOURS[1:]), woman)  # a green tie would drown in the uniform
    pen.place(*head)
    pen.fill(rng.choice(FACES), skin)
    _face(pen, skin, _mix(hair, skin, 0.25), woman, old, laugh=rng.random() < 0.3)
    pen.fill(front, hair)
    pen.stroke("M-8.5 19.6C-5 17.6 1 17 5 18", _mix(hair, "#FFFFFF", 0.13), 1.3)
    if rng.random() < (0.55 if old else 0.25):
        pen.stroke(rng.choice(GLASSES), "#3B3330", 0.7)
    return pen.webp(82)


def _body(pen: _Pen, skin: str, accent: str, woman: bool) -> None:
    deep = _mix(accent, "#000000", 0.15)
    pen.fill("|M0 73L7.5 69.4C15 74.5 27 76 33 80.6C37.5 84.5 39.4 92 40 101L0 101Z", UNIFORM)
    pen.fill("|M0 50L6.8 50L6.8 70L0 88Z", skin)
    pen.fill("|M0 50L6.8 50L6.8 63C5.5 67.4 2 69.2 0 69.2Z", _mix(skin, SHADE, 0.26))
    pen.fill("|M6.6 67.4L8.6 69.6L11 77L0 97L0 80.5Z", SURFACE)
    if woman:
        pen.fill("|M6.8 66.6L9 70C8 76.5 3 81 0 81.5L0 76.5C3 75.5 6 71.5 6.8 66.6Z", accent)
        pen.fill("M1 79C4.4 81.6 6 86 6 90C4 89 0.6 86 -1 81Z", _mix(accent, PAPER, 0.14))
        pen.fill("M-1 79C-2.6 84 -3 88.5 -1.6 94.5C0.8 90.5 2.2 85 1.6 80Z", accent)
        pen.fill("O0 79.4 2.5", deep)
    else:
        pen.fill("|M0 79L2.6 79L1.7 83.4L0 83.4Z", deep)
        pen.fill("|M0 83.4L1.7 83.4L3.6 97L0 101Z", accent)
        pen.fill("|M6.6 67L9.4 70.4L7.4 82L0 79Z", "#F1EEE7")  # collar
    pen.fill("|M8.4 69.4L15.6 76.4L12.6 81.6L15.2 84L0 101L9.8 75Z", _mix(UNIFORM, "#000000", 0.2))
    pen.fill("M20.5 90.6L30.5 90.6L30.5 93.6L20.5 93.6Z", "#D9C79A")  # name badge


def _face(pen: _Pen, skin: str, brow: str, woman: bool, old: bool, laugh: bool) -> None:
    line, lips = _mix(skin, SHADE, 0.3), "#A8473D" if woman else "#9A5242"
    pen.fill("|O9.8 51 3.2", _mix(skin, "#E8735A", 0.14))
    pen.stroke("|M-10 39.6C-8.6 38.2 -6 38 -4.2 38.9", brow, 1 if woman else 1.3)
    if laugh:
        mouth = "M-4.8 54.4C-3.4 59.4 3.4 59.4 4.8 54.4C2 55.2 -2 55.2 -4.8 54.4Z"
        pen.stroke("|M-9 44.4C-8 42.2 -5.6 42.2 -4.6 44.4", DARK, 1)
        pen.fill(mouth, SURFACE)
    else:
        mouth = "M-4.8 54.8C-2.8 57.1 2.8 57.1 4.8 54.8"
        pen.fill("|O6.8 43.9 1.5", DARK)
        pen.stroke("|M-9.2 43.8C-8.4 42 -5.8 41.6 -4.7 43", DARK, 0.8 if woman else 0.5)
    pen.stroke(mouth, lips, 1.1)
    pen.stroke("M0.2 45C0.9 47.6 1.9 49 1.5 50C1.1 50.8 -0.4 51 -1.2 50.5", line, 0.9)
    if old:
        pen.stroke("|M8 51.4C9 53 9.2 54.4 8.6 56", line, 0.6)


def card(kind: str, language: str) -> bytes:
    """Draw a 5P card with its word in "zh" or "en": WebP, 720 × 450, corners clear, ≤ 24 KB.

    Raises KeyError for any other kind or language, FontMissing without a Chinese font.
    """
    lead, size, upper, lower = LEADS[language]
    colour, chinese, symbol = KINDS[kind]
    pen, panel = _Pen(720, 450, SURFACE), _Pen(720, 450, colour)
    for ring in range(122, 640, 20):  # a voice spreads through the hall
        pen.stroke(f"O144 225 {ring}", _mix(SURFACE, colour, 0.06), 1.2)
        panel.stroke(f"O144 225 {ring}", _mix(colour, SURFACE, 0.11), 1.2)
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
    """Write ``{kind}-{language}.webp`` for all ten cards; those already there are left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, language in itertools.product(KINDS, LEADS):
        final = folder / f"{kind}-{language}.webp"
        if not final.exists():
            picture, partial = card(kind, language), final.with_suffix(f".{os.getpid()}")
            with partial.open("wb", buffering=0) as file:
                file.write(picture)
                os.fsync(file.fileno())  # or a power cut leaves an empty picture for good
            partial.replace(final)
