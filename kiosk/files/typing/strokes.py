"""Which character a customer has drawn: an own matcher over the strokes of hanzi-writer-data.

A drawing is described twice. Its *path* is the way of the pen through all strokes, in the air too,
so that strokes that are joined look like strokes that are not. Its *shape* is how much line lies
where and in which direction, whatever the order of the strokes. The characters that are nearest in
both, after each is divided by what is usual for this drawing, are the candidates.
"""

import itertools
import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kiosk.files.typing.child import serve
from kiosk.files.typing.engine import PAGE, Answer, Drawing

Point = tuple[float, float]
Stroke = Sequence[Point]

FILE = Path(__file__).parents[3] / "static" / "vendor" / "strokes.bin"
"""The index, made at set-up; under the Arphic Public License, as the strokes are."""
POINTS = 32
GRID, DIRECTIONS = 6, 4
SHAPE_WEIGHT = 1.5
USUAL = 20
"""The distance of the 20th nearest character is the usual one."""
STEP = 0.04
"""Between two points of a stroke whose line is counted, in widths of the drawing."""
PATH_BYTES = 2 * POINTS + 2 * (POINTS - 1)
SHAPE_BYTES = GRID * GRID * DIRECTIONS
PATH_SCALE, DIRECTION_SCALE, SHAPE_SCALE = 200.0, 30.0, 220.0


class Index(NamedTuple):
    """Characters with their two descriptions."""

    characters: str
    paths: list[tuple[int, ...]]
    shapes: list[tuple[int, ...]]

    def nearest(self, strokes: Sequence[Stroke], number: int) -> tuple[str, ...]:
        """The characters that a drawing is most like; none for a drawing of a single point."""
        fitted = _fitted(strokes)
        if not fitted:
            return ()
        path, shape = tuple(_path(fitted)), tuple(_shape(fitted))
        far = [math.dist(path, one) for one in self.paths]
        unlike = [math.dist(shape, one) for one in self.shapes]
        usual_far = sorted(far)[USUAL] or 1.0
        usual_unlike = (sorted(unlike)[USUAL] or 1.0) / SHAPE_WEIGHT
        scores = (a / usual_far + b / usual_unlike for a, b in zip(far, unlike, strict=True))
        best = sorted(zip(scores, self.characters, strict=True))[:number]
        return tuple(character for _, character in best)


def write(data: Path, file: Path) -> None:
    """Makes the index out of hanzi-writer-data's files, for the characters of GB 2312."""
    found = {one: data / f"{one}.json" for one in _common() if (data / f"{one}.json").exists()}
    rows = b"".join(_described(json.loads(path.read_text("utf-8"))) for path in found.values())
    file.write_bytes("".join(found).encode() + b"\n" + rows)


def read(file: Path) -> Index:
    """The index as it was written. Raises OSError."""
    names, _, rows = file.read_bytes().partition(b"\n")
    size = PATH_BYTES + SHAPE_BYTES
    each = [rows[start : start + size] for start in range(0, len(rows), size)]
    paths = [tuple(one[:PATH_BYTES]) for one in each]
    return Index(names.decode(), paths, [tuple(one[PATH_BYTES:]) for one in each])


def _common() -> Iterator[str]:
    """The 6,763 characters of GB 2312, the most common ones first."""
    for row, cell in itertools.product(range(0xB0, 0xF8), range(0xA1, 0xFF)):
        try:
            yield bytes((row, cell)).decode("gb2312")
        except UnicodeDecodeError:
            continue


def _described(character: dict[str, list[list[Point]]]) -> bytes:
    """The middle lines of a character's strokes, whose y goes up, described."""
    fitted = _fitted([[(x, -y) for x, y in stroke] for stroke in character["medians"]])
    return bytes((*_path(fitted), *_shape(fitted)))


def _fitted(strokes: Sequence[Stroke]) -> list[list[Point]]:
    """The drawing in a square around its middle; what is flat or narrow stays a little so."""
    points = [point for stroke in strokes for point in stroke]
    if not points:
        return []
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    size = max(right - left, bottom - top)
    if not size:
        return []
    wide, high = right - left + size / 4, bottom - top + size / 4
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    return [[((x - middle_x) / wide, (y - middle_y) / high) for x, y in one] for one in strokes]


def _path(strokes: list[list[Point]]) -> Iterator[int]:
    """Places along the way of the pen, and the directions between them."""
    way = _spread([point for stroke in strokes for point in stroke], POINTS)
    for x, y in way:
        yield _byte(128 + PATH_SCALE * x)
        yield _byte(128 + PATH_SCALE * y)
    for (x, y), (next_x, next_y) in itertools.pairwise(way):
        length = math.hypot(next_x - x, next_y - y) or 1.0
        yield _byte(128 + DIRECTION_SCALE * (next_x - x) / length)
        yield _byte(128 + DIRECTION_SCALE * (next_y - y) / length)


def _shape(strokes: list[list[Point]]) -> Iterator[int]:
    """How much line of each direction lies in each cell of a grid, spread over its neighbours."""
    cells = [0.0] * SHAPE_BYTES
    for stroke in strokes:
        for start, end in itertools.pairwise(_spread(stroke, _length(stroke) / STEP + 1)):
            length = math.dist(start, end)
            turn = math.atan2(end[1] - start[1], end[0] - start[0]) % math.pi / math.pi
            for place, part in _places(start, end):
                for direction, share in _shares(turn * DIRECTIONS):
                    number = place * DIRECTIONS + direction % DIRECTIONS
                    cells[number] += length * part * share
    return (_byte(SHAPE_SCALE * math.sqrt(cell)) for cell in cells)


def _places(start: Point, end: Point) -> Iterator[tuple[int, float]]:
    """The cells around the middle of a piece of line, and how much of it falls to each."""
    x, y = (((a + b) / 2 + 0.5) * GRID - 0.5 for a, b in zip(start, end, strict=True))
    for (column, wide), (row, high) in itertools.product(_shares(x), _shares(y)):
        if 0 <= column < GRID and 0 <= row < GRID:
            yield row * GRID + column, wide * high


def _shares(value: float) -> tuple[tuple[int, float], tuple[int, float]]:
    below = math.floor(value)
    return (below, 1 - (value - below)), (below + 1, value - below)


def _length(stroke: Stroke) -> float:
    return sum(math.dist(*pair) for pair in itertools.pairwise(stroke))


def _spread(line: Stroke, number: float) -> list[Point]:
    """Points at equal distances along a line."""
    places = list(itertools.accumulate(
        (math.dist(*pair) for pair in itertools.pairwise(line)), initial=0.0
    ))  # fmt: skip
    most = max(2, int(number))
    return list(_along(line, places, (places[-1] * n / (most - 1) for n in range(most))))


def _along(line: Stroke, places: list[float], wanted: Iterable[float]) -> Iterator[Point]:
    at = 0
    for place in wanted:
        while at < len(line) - 2 and places[at + 1] < place:
            at += 1
        (x, y), (next_x, next_y) = line[at], line[min(at + 1, len(line) - 1)]
        length = places[min(at + 1, len(places) - 1)] - places[at]
        part = min(max((place - places[at]) / length, 0.0), 1.0) if length else 0.0
        yield x + part * (next_x - x), y + part * (next_y - y)


def _byte(value: float) -> int:
    return min(max(round(value), 0), 255)


def child() -> None:
    """The process, started by kiosk/files/typing/engine.py."""
    serve(_answering, Drawing)


def _answering() -> Callable[[Drawing], Answer]:
    index = read(FILE)
    return lambda drawing: Answer(candidates=index.nearest(drawing.strokes, PAGE))
