"""Taps that come twice, or fail: counted once, and never silently lost."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, Page, Route

from tests.browser.conftest import NETWORK, Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import WANG, to_clerk, to_thanks

Come = Callable[..., Visitor]
SAID = "谢谢她的耐心"
THREE_CLICKS_IN_50_MS = """button => {
  const click = () => button.isConnected && button.click();
  for (const ms of [0, 25, 50]) setTimeout(click, ms);
}"""


def settled(page: Page, selector: str) -> tuple[float, float]:
    """The middle of an element that takes clicks by now."""
    page.click(selector, trial=True)
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def counted(demo: DemoHall) -> int:
    return demo.station.cards("clerk")[WANG]


def test_three_clicks_within_60_ms_are_one_card(visitor: Come, demo: DemoHall):
    before = counted(demo)
    page = visitor().page
    to_clerk(page, demo)
    page.locator("button.positive").evaluate(THREE_CLICKS_IN_50_MS)
    page.wait_for_selector(".thanks")
    page.wait_for_load_state("networkidle")
    assert counted(demo) == before + 1


def test_three_clicks_within_60_ms_are_one_card_without_scripts(visitor: Come, demo: DemoHall):
    before = counted(demo)
    page = visitor(java_script_enabled=False).page
    to_clerk(page, demo)
    x, y = settled(page, "button.positive")
    page.mouse.click(x, y, click_count=3)
    page.wait_for_selector(".thanks")
    page.wait_for_load_state("networkidle")
    assert counted(demo) == before + 1


def test_clicks_that_all_reach_the_station_are_one_card_without_scripts(
    visitor: Come, demo: DemoHall
):
    """Quick clicks cancel one another in the browser; slow answers don't."""
    before = counted(demo)
    page = visitor(java_script_enabled=False).page
    to_clerk(page, demo)
    arrived: list[tuple[Route, APIResponse]] = []
    page.route("**/cards", lambda route: arrived.append((route, route.fetch(max_redirects=0))))
    x, y = settled(page, "button.positive")
    for _ in range(3):
        page.mouse.click(x, y)
        page.wait_for_timeout(20)
    for _ in range(100):
        if len(arrived) < 3:
            page.wait_for_timeout(50)
    route, answer = arrived[-1]
    route.fulfill(response=answer)
    page.wait_for_selector(".thanks")
    assert {answer.status for _, answer in arrived} == {303}
    assert counted(demo) == before + 1


def test_clicks_on_two_cards_are_one_card(visitor: Come, demo: DemoHall):
    before = counted(demo)
    page = visitor().page
    to_clerk(page, demo)
    page.evaluate("() => { for (const card of document.querySelectorAll('.card')) card.click(); }")
    page.wait_for_selector(".thanks")
    page.wait_for_load_state("networkidle")
    assert counted(demo) == before + 1


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_form_sent_again_is_the_same_card(visitor: Come, demo: DemoHall, scripts: bool):
    before = counted(demo)
    one = visitor(java_script_enabled=scripts)
    to_clerk(one.page, demo)
    key = one.page.locator(".give [name=key]").get_attribute("value")
    one.page.click("button.polite")
    one.page.wait_for_url("**/thanks/*")
    first = one.page.url
    again = one.context.request.post(
        f"{demo.station.url('lobby')}/clerks/{WANG}/cards",
        form={"key": str(key), "card": "polite"},
        headers={"Origin": demo.station.url("lobby")},
    )
    assert again.url == first
    assert counted(demo) == before + 1


def test_a_double_tap_on_a_clerk_gives_no_card(visitor: Come, demo: DemoHall):
    """The second tap lands where the next page has a card."""
    before = counted(demo)
    page = visitor().page
    to_clerk(page, demo)
    x, y = settled(page, "button.polite")
    page.goto(demo.station.url("lobby"))
    tile = f"a.person[href$='{WANG}']"
    settled(page, tile)
    page.evaluate(f'document.querySelector("{tile}").click()')
    page.wait_for_selector(".tiles")
    page.mouse.click(x, y)
    page.wait_for_load_state("networkidle")
    assert page.url.endswith(f"/clerks/{WANG}")
    assert counted(demo) == before


def is_not_saved(page: Page) -> bool:
    page.wait_for_selector("#refusal p")
    assert page.locator("#refusal").inner_text().startswith("没有保存。")
    assert page.locator("[name=comment]").input_value() == SAID
    return page.locator("button.card:enabled").count() == 5


def tap(visitor: Come, demo: DemoHall) -> Page:
    customer = visitor()
    customer.forgive(*NETWORK)
    to_clerk(customer.page, demo)
    customer.page.fill("[name=comment]", SAID)
    return customer.page


def tap_again(page: Page) -> None:
    page.click("button.patient")
    page.wait_for_selector(".thanks")
    assert page.locator("#refusal p").count() == 0


def _unavailable(route: Route) -> None:
    route.fulfill(status=503, body="<p>busy</p>", content_type="text/html")


def _answer_lost(route: Route) -> None:
    route.fetch()
    route.abort()


@pytest.mark.parametrize(
    "failure",
    [lambda route: route.abort(), _unavailable, _answer_lost],
    ids=["no line", "503", "answer lost on the way"],
)
def test_a_failed_tap_keeps_the_page_says_so_and_may_be_tried_again(
    visitor: Come, demo: DemoHall, failure: Callable[[Route], None]
):
    before = counted(demo)
    page = tap(visitor, demo)
    page.route("**/cards", failure)
    page.click("button.patient")
    assert is_not_saved(page)
    page.unroute("**/cards")
    tap_again(page)
    assert counted(demo) == before + 1


def test_a_tap_while_the_station_is_down_may_be_tried_again(visitor: Come, demo: DemoHall):
    before = counted(demo)
    page = tap(visitor, demo)
    demo.station.stop()
    try:
        page.click("button.patient")
        assert is_not_saved(page)
    finally:
        demo.station.start()
    tap_again(page)
    assert counted(demo) == before + 1


def test_a_failed_undo_may_be_tried_again(visitor: Come, demo: DemoHall):
    before = counted(demo)
    customer = visitor()
    customer.forgive(*NETWORK)
    page = customer.page
    to_thanks(page, demo)
    page.route("**/undo", lambda route: route.abort())
    page.click("form[action$=undo] button")
    page.wait_for_selector("#refusal p")
    page.unroute("**/undo")
    page.click("form[action$=undo] button")
    page.wait_for_selector(".undone")
    assert counted(demo) == before


def test_the_undo_goes_away_when_it_is_too_late(visitor: Come, demo: DemoHall):
    page = visitor().page
    page.clock.install()
    started = time.monotonic()
    to_thanks(page, demo)
    page.clock.fast_forward(30_000)
    page.wait_for_selector("form[action$=undo]", state="detached", timeout=5_000)
    assert time.monotonic() - started < 20
    assert page.locator(".next .primary").is_visible()


def test_a_page_that_waits_says_that_the_station_is_away_and_when_it_is_back(
    visitor: Callable[..., Visitor], demo: DemoHall
):
    one = visitor()
    one.forgive(*NETWORK)
    one.page.goto(demo.station.url("lobby"))
    assert not one.page.is_visible("#restarting")
    one.page.route("**/people*", lambda route: route.abort())
    one.page.wait_for_selector("#restarting:visible")
    one.page.unroute("**/people*")
    one.page.wait_for_selector("#restarting", state="hidden")
