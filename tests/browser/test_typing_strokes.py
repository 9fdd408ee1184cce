"""A customer writes with a finger in a box: drawn characters are offered, and mistakes mended."""

import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.test_typing import at, box, step, tap, touch
from tests.files.typing.drawing import Strokes, drawn, medians

Come = Callable[..., Visitor]
COMPLAINT = "窗口排队太久无人管理"


@pytest.fixture(scope="module")
def characters() -> dict[str, Strokes]:
    return medians()


def to_box(visitor: Come, demo: DemoHall) -> Page:
    page = at(visitor, demo, "/feedback/complaint")
    touch(page, "[name=text]")
    step(page, "draw")
    page.wait_for_selector("svg[data-drawn]")
    return page


def draw(page: Page, strokes: Strokes) -> None:
    """Draws in the box, as large as fits."""
    square = box(page.locator("svg[data-drawn]"))
    points = [point for stroke in strokes for point in stroke]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    size = max(max(x for x, _ in points) - left, max(y for _, y in points) - top)
    scale = 0.8 * square["width"] / size
    for stroke in strokes:
        for number, (x, y) in enumerate(stroke):
            page.mouse.move(
                square["x"] + 20 + scale * (x - left), square["y"] + 20 + scale * (y - top)
            )
            if not number:
                page.mouse.down()
        page.mouse.up()


def write(page: Page, strokes: Strokes, character: str) -> None:
    draw(page, strokes)
    page.locator(f"#candidates [data-drawn='{character}']").tap()
    expect(page.locator("svg[data-drawn] polyline")).to_have_count(0)


def test_a_complaint_is_drawn_with_a_correction_and_filed(
    visitor: Come, demo: DemoHall, characters: dict[str, Strokes]
):
    hand = random.Random(13)
    page = to_box(visitor, demo)
    field = page.locator("[name=text]")
    draw(page, [[(100, 100), (700, 160)]])
    expect(page.locator("svg[data-drawn] polyline")).to_have_count(1)
    step(page, "undo")
    expect(page.locator("svg[data-drawn] polyline")).to_have_count(0)
    write(page, drawn(characters["口"], hand, 0.3), "口")
    step(page, "delete")
    for character in COMPLAINT:
        write(page, drawn(characters[character], hand, 0.3), character)
    tap(page, "。")
    expect(field).to_have_value(COMPLAINT + "。")
    step(page, "done")
    page.locator(".filing .primary").tap()
    page.wait_for_selector(".code output")


SLOW_LINE = """() => {
  const text = Response.prototype.text;
  Response.prototype.text = async function () {
    await new Promise((go) => setTimeout(go, 300));
    return text.call(this);
  };
}"""


def test_a_stroke_breaks_off_an_answer_that_is_still_read(
    visitor: Come, demo: DemoHall, characters: dict[str, Strokes]
):
    page = to_box(visitor, demo)
    page.evaluate(SLOW_LINE)
    write(page, drawn(characters["窗"], random.Random(13), 0.3), "窗")
    expect(page.locator("[name=text]")).to_have_value("窗")


def test_a_finger_draws_and_does_not_scroll(visitor: Come, demo: DemoHall):
    page = to_box(visitor, demo)
    square = box(page.locator("svg[data-drawn]"))
    before = page.evaluate("window.scrollY")
    line = page.context.new_cdp_session(page)
    y = square["y"] + square["height"] / 2
    for kind, x in (("touchStart", 40), ("touchMove", 120), ("touchMove", 260), ("touchEnd", 0)):
        points = [] if kind == "touchEnd" else [{"x": square["x"] + x, "y": y}]
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.locator("#candidates [data-drawn='一']").wait_for()
    assert page.evaluate("window.scrollY") == before


def test_the_box_is_cleared_and_left_for_pinyin(visitor: Come, demo: DemoHall):
    page = to_box(visitor, demo)
    draw(page, [[(100, 100), (700, 160)], [(400, 0), (400, 700)]])
    page.locator("#candidates [data-drawn='十']").wait_for()
    step(page, "clear")
    expect(page.locator("svg[data-drawn] polyline")).to_have_count(0)
    expect(page.locator("#candidates [data-drawn]")).to_have_count(0)
    step(page, "pinyin")
    tap(page, "shi")
    expect(page.locator(".composed")).to_have_text("shi")
