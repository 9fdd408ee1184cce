"""A low rating is exactly as easy to give as a high one."""

import pytest

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
