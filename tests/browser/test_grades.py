"""A low rating is exactly as easy to give as a high one, and as a card."""

import re
from itertools import product

import pytest

from kiosk.vocabulary.facts import CARD_KINDS, GRADES
from tests.browser.demo_hall import DemoHall
from tests.browser.pairs import cases
from tests.browser.screens import LANGUAGES, MODES, SCRIPTS, SIZES, choose, to_clerk

LOOK = """buttons => buttons.map(b => {
  const box = b.getBoundingClientRect(), style = getComputedStyle(b);
  return [Math.round(box.width * 2), Math.round(box.height * 2), style.fontSize, style.fontWeight,
          style.color, style.backgroundColor, style.borderTopWidth, style.borderTopColor,
          style.opacity, b.querySelector('.icon').getBoundingClientRect().width].join('|')
})"""
AXES = (tuple(SIZES), LANGUAGES, MODES, SCRIPTS)
LOOKS = cases(*AXES)


@pytest.mark.parametrize("size, language, mode, scripts", LOOKS)
def test_all_five_grades_have_one_size_weight_and_colour(
    visitor, demo: DemoHall, size: str, language: str, mode: str, scripts: bool
):
    width, height = SIZES[size]
    one = visitor(viewport={"width": width, "height": height}, java_script_enabled=scripts)
    choose(one.context, language, mode)
    to_clerk(one.page, demo)
    looks = one.page.eval_on_selector_all(".grade", LOOK)
    assert len(looks) == 5
    assert len(set(looks)) == 1, looks
    assert (
        one.page.eval_on_selector_all(".grade[aria-pressed], .grade:checked", "x => x.length") == 0
    )


BOXES = """tiles => tiles.map(one => {
  const {left, top, right, bottom, width, height} = one.getBoundingClientRect();
  return {left, top, right, bottom, width, height};
})"""
SHADES = """grades => grades.map(one => [getComputedStyle(one).backgroundColor,
  getComputedStyle(one).color])"""


@pytest.mark.parametrize("size", SIZES)
def test_cards_and_grades_are_ten_tiles_of_one_size_side_by_side(
    visitor, demo: DemoHall, size: str
):
    """In both languages and modes; where the screen is wide or tall, all in sight at once."""
    width, height = SIZES[size]
    one = visitor(viewport={"width": width, "height": height})
    for language, mode in product(LANGUAGES, MODES):
        choose(one.context, language, mode)
        to_clerk(one.page, demo)
        boxes = one.page.eval_on_selector_all(".tile", BOXES)
        assert len(boxes) == 10
        for side in ("width", "height"):
            sizes = [box[side] for box in boxes]
            assert max(sizes) - min(sizes) <= 1, (language, mode, side, sizes)
        cards, grades = boxes[:5], boxes[5:]
        for card, grade in zip(cards, grades, strict=True):
            assert abs(card["top"] - grade["top"]) <= 1 and card["right"] < grade["left"]
        bar = one.page.locator(".bar").bounding_box()
        if size != "390x844":
            assert boxes[-1]["bottom"] <= bar["y"], (language, mode, "scrolls")
        assert one.page.eval_on_selector_all(".tile", "t => t.map(x => x.value)") == [
            *CARD_KINDS, *GRADES,
        ]  # fmt: skip


def test_a_grade_is_neither_red_nor_green(visitor, demo: DemoHall):
    one = visitor()
    to_clerk(one.page, demo)
    for shades in one.page.eval_on_selector_all(".grade", SHADES):
        for shade in shades:
            red, green, blue = (int(part) for part in re.findall(r"\d+", shade)[:3])
            assert max(red, green, blue) - min(red, green, blue) <= 8, shade


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("grade", ["5", "4", "3", "2", "1"])
def test_every_grade_is_two_taps_from_the_idle_page(
    visitor, demo: DemoHall, script: bool, grade: str
):
    one = visitor(java_script_enabled=script)
    one.page.goto(demo.station.url("lobby"))
    one.page.click(".person >> nth=0")
    one.page.wait_for_timeout(500)  # the page takes no tap meant for the one before
    one.page.click(f".grade[value='{grade}']")
    one.page.wait_for_url("**/thanks/*")
    assert "感谢您的评价" in one.page.inner_text("h1")
