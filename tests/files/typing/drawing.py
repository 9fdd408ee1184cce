"""Drawings as hands make them, out of the strokes of hanzi-writer-data: leaning, uneven, shaky, and
with strokes that run into each other. Each is drawn by a seed."""

import itertools
import json
import math
import random
from pathlib import Path

from kiosk.files.typing.strokes import Point

MEDIANS = Path(__file__).parents[2] / "vendor" / "drawings.json"
Strokes = list[list[Point]]


def medians() -> dict[str, Strokes]:
    """Character -> its strokes, on 1024 units with y going up."""
    found: dict[str, Strokes] = json.loads(MEDIANS.read_text("utf-8"))
    return found


def common() -> list[str]:
    """The 3,755 characters of GB 2312's first level."""
    codes = ((row, cell) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return [bytes(one).decode("gb2312") for one in codes if one < (0xD7, 0xFA)]


def drawn(strokes: Strokes, hand: random.Random, joined: float, swaps: int = 0) -> Strokes:
    """A character as this hand draws it. `joined` is the share of strokes that the pen does not
    leave the paper before; `swaps` is how many neighbours change their order."""
    strokes = [[(x, -y) for x, y in one] for one in strokes]
    for _ in range(swaps if len(strokes) > 1 else 0):
        at = hand.randrange(len(strokes) - 1)
        strokes[at : at + 2] = strokes[at + 1], strokes[at]
    lean, shear, width = hand.gauss(0, 0.07), hand.gauss(0, 0.12), math.exp(hand.gauss(0, 0.15))
    made: Strokes = []
    for stroke in strokes:
        line = _shaky(_pieces(stroke), hand)
        if made and hand.random() < joined:
            made[-1] = made[-1][: -1 if len(made[-1]) > 4 else None] + line[len(line) > 4 :]
        else:
            made.append(line)
    return [[_leaning(x * width + shear * y, y, lean) for x, y in one] for one in made]


def _shaky(line: list[Point], hand: random.Random) -> list[Point]:
    """A stroke in another place, of another size, with a tremor: 12 of 1024 units in each wave."""
    shift = hand.gauss(0, 28), hand.gauss(0, 28)
    size = 1 + hand.gauss(0, 0.08)
    middle = [sum(part) / len(line) for part in zip(*line, strict=True)]
    waves = [
        [(hand.gauss(0, 12), hand.uniform(0, 6.3), hand.uniform(0.15, 0.9)) for _ in range(2)]
        for _ in range(2)
    ]

    def moved(axis: int, number: int, value: float) -> float:
        tremor = sum(high * math.sin(start + fast * number) for high, start, fast in waves[axis])
        return (
            middle[axis] + size * (value - middle[axis]) + shift[axis] + tremor + hand.gauss(0, 4)
        )

    return [(moved(0, n, x), moved(1, n, y)) for n, (x, y) in enumerate(line)]


def _pieces(stroke: list[Point]) -> list[Point]:
    """The stroke with a point about every 25 units, as a screen reports a finger."""
    made = [stroke[0]]
    for (x, y), (next_x, next_y) in itertools.pairwise(stroke):
        number = max(1, round(math.hypot(next_x - x, next_y - y) / 25))
        for n in range(1, number + 1):
            made.append((x + (next_x - x) * n / number, y + (next_y - y) * n / number))
    return made


def _leaning(x: float, y: float, angle: float) -> Point:
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
