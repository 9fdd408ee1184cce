"""Drawn characters are found: shaky, with strokes joined, and out of order."""

import random
from pathlib import Path

import pytest

from kiosk.files.typing import strokes
from kiosk.files.typing.engine import PAGE, STROKES, Drawing, Engine
from tests.files.typing.drawing import Strokes, common, drawn, medians

SEED, NUMBER = 20_261_126, 250
"""Nothing was chosen by looking at the drawings of this seed."""


@pytest.fixture(scope="module")
def index() -> strokes.Index:
    return strokes.read(strokes.FILE)


@pytest.fixture(scope="module")
def characters() -> dict[str, Strokes]:
    return medians()


def test_it_knows_the_characters_of_gb_2312(index: strokes.Index):
    assert len(index.characters) == len(index.paths) == len(index.shapes) == 6763
    assert set(common()) < set(index.characters)


@pytest.mark.parametrize(
    ("hand", "joined", "swaps", "least"),
    [
        ("shaky", 0.0, 0, 0.90),
        ("shaky, half of the strokes joined", 0.5, 0, 0.90),
        ("shaky, all strokes joined", 1.0, 0, 0.90),
        ("two strokes out of order", 0.3, 1, 0.85),
    ],
)
def test_nine_of_ten_are_on_the_first_page(
    index: strokes.Index, characters: dict[str, Strokes], hand: str, joined: float, swaps: int,
    least: float,
):  # fmt: skip
    draws = random.Random(SEED)
    first = found = 0
    for character in draws.choices(common(), k=NUMBER):
        offered = index.nearest(drawn(characters[character], draws, joined, swaps), PAGE)
        found += character in offered
        first += character == offered[0]
    print(f"{hand}: {found / NUMBER:.1%} on the first page, {first / NUMBER:.1%} first of all")
    assert found / NUMBER >= least


def test_what_is_no_drawing_has_no_candidates(index: strokes.Index):
    for nothing in ([], [[]], [[(5, 5)]], [[(5, 5), (5, 5)], [(5, 5)]]):
        assert index.nearest(nothing, PAGE) == ()


def test_a_line_is_the_character_one(index: strokes.Index):
    assert index.nearest([[(100, 500), (900, 480)]], PAGE)[0] == "一"


def test_the_process_answers_a_drawing(characters: dict[str, Strokes]):
    engine = Engine(STROKES)
    line = [[(round(x), 900 - round(y)) for x, y in one] for one in characters["投"]]
    answer = engine.ask(Drawing(tuple(tuple(one) for one in line)))
    engine.end()
    assert "投" in answer.candidates and len(answer.candidates) == PAGE and answer.shown == ""


def test_an_index_is_read_as_it_was_written(tmp_path: Path):
    lines = "[[100, 500], [900, 520]]"
    (tmp_path / "一.json").write_text(f'{{"medians": [{lines}]}}', "utf-8")
    strokes.write(tmp_path, tmp_path / "index")
    read = strokes.read(tmp_path / "index")
    assert read.characters == "一"
    assert (len(read.paths[0]), len(read.shapes[0])) == (strokes.PATH_BYTES, strokes.SHAPE_BYTES)
