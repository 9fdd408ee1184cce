"""The lobby when it is left alone: slides follow one another, and a touch leads back to the first
page. The browser's clock is moved; one machine's voices are stubbed."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import NETWORK, Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import to_slide
from tests.browser.test_speech import STUB, heard

Come = Callable[..., Visitor]
SAYING = """([words, volume]) => {
  const slide = document.getElementById("slide");
  slide.dataset.volume = volume;
  slide.querySelector("h1").dataset.say = "";
  slide.querySelector("h1").innerText = words;
  const detail = { ctx: { response: { headers: new Headers() }, request: { method: "GET" } } };
  for (const _ of [1, 2]) document.dispatchEvent(new CustomEvent("htmx:after:swap", { detail }));
}"""


def left_alone(visitor: Come, demo: DemoHall) -> Page:
    """The first page, after a while without a touch."""
    one = visitor()
    one.forgive(*NETWORK)  # a clock that jumps gives up requests
    page = one.page
    page.clock.install()
    page.goto(demo.station.url("lobby"))
    page.clock.fast_forward(89_000)
    page.wait_for_timeout(300)
    assert page.url.endswith("/"), "too early"
    page.clock.fast_forward(2_000)
    page.wait_for_url("**/news/1")
    return page


def test_slides_follow_one_another_and_a_touch_leads_home(visitor: Come, demo: DemoHall):
    page = left_alone(visitor, demo)
    expect(page.locator("#slide[data-kind=welcome]")).to_be_visible()
    page.evaluate("window.same = true")
    page.clock.run_for(12_500)
    expect(page.locator("#slide[data-kind=notice]")).to_be_visible()
    assert page.evaluate("window.same"), "in place, without a new page"
    page.mouse.click(300, 650)
    page.wait_for_url(demo.station.url("lobby") + "/")


def test_a_touch_puts_it_off(visitor: Come, demo: DemoHall):
    one = visitor()
    one.forgive(*NETWORK)  # a clock that jumps gives up requests
    page = one.page
    page.clock.install()
    page.goto(demo.station.url("lobby"))
    for _ in range(4):
        page.clock.fast_forward(60_000)
        page.mouse.click(700, 130)
    page.wait_for_timeout(300)
    assert page.url.endswith("/")


def test_what_is_on_a_slide_leads_to_its_page(visitor: Come, demo: DemoHall):
    page = visitor().page
    for kind, link, path in (
        ("notice", ".further a", r"/notices$"),
        ("praised", ".faces a", r"/clerks/\d+$"),
        ("answer", ".further a", r"/news#answers$"),
    ):
        to_slide(kind)(page, demo)
        page.locator(link).first.click()
        expect(page).to_have_url(re.compile(path))


def test_a_slide_stays_under_a_finger(visitor: Come, demo: DemoHall):
    page = visitor().page
    page.clock.install()
    to_slide("welcome")(page, demo)
    page.mouse.move(300, 650)
    page.mouse.down()
    page.clock.run_for(25_000)
    page.wait_for_timeout(300)
    assert page.locator("#slide[data-kind=welcome]").count() == 1
    page.mouse.up()
    page.wait_for_url(demo.station.url("lobby") + "/")


def test_without_scripts_a_touch_leads_home_and_slides_go_on(visitor: Come, demo: DemoHall):
    page = visitor(java_script_enabled=False).page
    to_slide("welcome")(page, demo)
    page.wait_for_url("**/news/2", timeout=30_000)
    page.mouse.click(300, 650)
    page.wait_for_url(demo.station.url("lobby") + "/")


def test_an_announcement_is_spoken_once_and_only_if_the_hall_says_so(visitor: Come, demo: DemoHall):
    one = visitor()
    one.context.add_init_script(STUB.replace("VOICES", "['zh-CN']"))
    to_slide("welcome")(one.page, demo)
    one.page.evaluate(SAYING, ["欢迎光临", "0"])
    assert heard(one.page) == []
    one.page.evaluate(SAYING, ["欢迎光临", "40"])
    assert heard(one.page) == ["says: 欢迎光临"]


def test_nothing_moves_where_that_is_not_wanted(visitor: Come, demo: DemoHall):
    page = visitor(reduced_motion="reduce").page
    to_slide("praised")(page, demo)
    moving = "all => all.filter(one => getComputedStyle(one).animationName !== 'none').length"
    assert page.locator("#slide *").evaluate_all(moving) == 0
