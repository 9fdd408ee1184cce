"""Faces for the demo: drawn people who do not exist."""

import cmath
import random

from kiosk.files.drawings import COLOURS, PAPER, SURFACE, Pen, mix

# fmt: off
WARM = "#F7EEDF"
UNIFORM, SHADE, DARK, GREYS = "#0B5D46", "#8A4B32", "#2A211D", ("#8D8A86", "#B9B5AF", "#A39C94")
SKINS, HAIRS = ("#F5D3B8", "#EFC8A8", "#F8DEC8", "#E8BC98"), ("#2B2522", "#3A2D27", "#4A372B")
# A portrait is 80 × 100, x = 0 in the middle. Hair: (below, above the face), young to old.
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

# fmt: on


def portrait(seed: int) -> bytes:
    """Draws a clerk for the demo, a woman for an even seed, a man for an odd one.

    WebP, 320 × 400, at most 8 KB. The same seed gives the same picture, which shows no real
    person.
    """
    rng = random.Random(seed)
    woman, old = seed % 2 == 0, rng.random() < 0.22
    looks = (WOMEN if woman else MEN)[3 if old else 0 : None if old else -1]
    back, front = looks[seed // 2 % len(looks)]  # neighbours on a screen differ
    skin, hair, tint = rng.choice(SKINS), rng.choice(GREYS if old else HAIRS), COLOURS[seed % 5]
    lean = 4 * cmath.rect(1, 0.09 * (rng.random() - 0.5))  # about the neck, at 66 of 100
    head = (lean, 160 + 264j - 66j * lean, 0.96 + 0.08 * rng.random())
    pen = Pen(320, 400, mix(WARM, tint, 0.11))
    pen.place(4, 160)
    pen.fill("O0 46 33", mix(WARM, tint, 0.22))
    pen.place(*head)
    pen.fill("|O15.8 43.6 3.2O15.4 46 2.3", mix(skin, SHADE, 0.14))  # ears, under long hair
    pen.fill(back, mix(hair, "#000000", 0.14))
    pen.place(4, 160)
    _body(pen, skin, rng.choice(COLOURS[1:]), woman)  # a green tie would drown in the uniform
    pen.place(*head)
    pen.fill(rng.choice(FACES), skin)
    _face(pen, skin, mix(hair, skin, 0.25), woman, old, laugh=rng.random() < 0.3)
    pen.fill(front, hair)
    pen.stroke("M-8.5 19.6C-5 17.6 1 17 5 18", mix(hair, "#FFFFFF", 0.13), 1.3)
    if rng.random() < (0.55 if old else 0.25):
        pen.stroke(rng.choice(GLASSES), "#3B3330", 0.7)
    return pen.webp(82)


def _body(pen: Pen, skin: str, accent: str, woman: bool) -> None:
    deep = mix(accent, "#000000", 0.15)
    pen.fill("|M0 73L7.5 69.4C15 74.5 27 76 33 80.6C37.5 84.5 39.4 92 40 101L0 101Z", UNIFORM)
    pen.fill("|M0 50L6.8 50L6.8 70L0 88Z", skin)
    pen.fill("|M0 50L6.8 50L6.8 63C5.5 67.4 2 69.2 0 69.2Z", mix(skin, SHADE, 0.26))
    pen.fill("|M6.6 67.4L8.6 69.6L11 77L0 97L0 80.5Z", SURFACE)
    if woman:
        pen.fill("|M6.8 66.6L9 70C8 76.5 3 81 0 81.5L0 76.5C3 75.5 6 71.5 6.8 66.6Z", accent)
        pen.fill("M1 79C4.4 81.6 6 86 6 90C4 89 0.6 86 -1 81Z", mix(accent, PAPER, 0.14))
        pen.fill("M-1 79C-2.6 84 -3 88.5 -1.6 94.5C0.8 90.5 2.2 85 1.6 80Z", accent)
        pen.fill("O0 79.4 2.5", deep)
    else:
        pen.fill("|M0 79L2.6 79L1.7 83.4L0 83.4Z", deep)
        pen.fill("|M0 83.4L1.7 83.4L3.6 97L0 101Z", accent)
        pen.fill("|M6.6 67L9.4 70.4L7.4 82L0 79Z", "#F1EEE7")  # collar
    pen.fill("|M8.4 69.4L15.6 76.4L12.6 81.6L15.2 84L0 101L9.8 75Z", mix(UNIFORM, "#000000", 0.2))
    pen.fill("M20.5 90.6L30.5 90.6L30.5 93.6L20.5 93.6Z", "#D9C79A")  # name badge


def _face(pen: Pen, skin: str, brow: str, woman: bool, old: bool, laugh: bool) -> None:
    line, lips = mix(skin, SHADE, 0.3), "#A8473D" if woman else "#9A5242"
    pen.fill("|O9.8 51 3.2", mix(skin, "#E8735A", 0.14))
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
