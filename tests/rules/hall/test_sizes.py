"""Sizes in millimetres of a tablet's screen."""

import math

import pytest

from kiosk.rules.hall import sizes
from kiosk.vocabulary.refusals import Refusal

SCREENS = [
    # diagonal typed, unit, CSS pixels, mm, per cent normal, per cent 长辈模式
    ("10.1", "in", 1280, 800, 257, 115, 210),
    ("10.1", "in", 800, 1280, 257, 115, 210),
    ("10.2", "in", 1080, 810, 259, 100, 185),
    ("8", "in", 1280, 800, 203, 140, 265),
    ("15.6", "in", 1366, 768, 396, 100, 140),
    ("54.6", "cm", 1920, 1080, 546, 100, 145),
    ("２１.５", "in", 1920, 1080, 546, 100, 145),
    ("43", "in", 1920, 1080, 1092, 100, 100),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "unit", "wide", "high", "mm", "normal", "elder"), SCREENS)
def test_pages_are_enlarged_as_the_screen_needs(
    typed: str, unit: str, wide: int, high: int, mm: int, normal: int, elder: int
):
    diagonal = sizes.diagonal(typed, unit, wide, high)
    assert diagonal == mm
    found = {mode: sizes.scale(diagonal, wide, high, mode) for mode in ("normal", "elder")}
    assert found == {"normal": normal, "elder": elder}
    assert set(found.values()) <= set(sizes.SCALES)
    density = math.hypot(wide, high) / diagonal
    capital = sizes.CAPITAL * sizes.SMALLEST_PX * found["elder"] / 100 / density
    assert capital >= 6.2
    for mode, pixels in sizes.TARGET_PX.items():
        assert pixels * found[mode] / 100 / density >= 12.0


def test_a_capital_is_seen_under_the_angle_of_the_standard():
    angle = 2 * math.degrees(math.atan(sizes.CAPITAL_MM / 2 / 500))
    assert angle >= 0.7


def test_a_screen_whose_size_is_not_known_is_left_as_it_is():
    assert sizes.scale(0, 0, 0, "elder") == 100


@pytest.mark.parametrize(
    ("typed", "unit"),
    [("", "in"), ("ten", "in"), ("0", "in"), ("0.01", "cm"), ("10.1", "cm"), ("10.1", "m"),
     ("999999999", "in"), ("1e9", "in"), ("-10", "in")],
)  # fmt: skip
def test_a_diagonal_that_can_not_be_is_refused(typed: str, unit: str):
    with pytest.raises(Refusal, match="bad_diagonal"):
        sizes.diagonal(typed, unit, 1280, 800)


@pytest.mark.parametrize("typed", ["", "199", "10001", "12.5", "x", "٣٠٠٠"])
def test_pixels_that_can_not_be_are_refused(typed: str):
    with pytest.raises(Refusal, match="bad_pixels"):
        sizes.pixels(typed)
