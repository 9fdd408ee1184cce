"""A clerk pauses: refused with six waiting, begun with five, seen by customers, and over by itself;
with and without scripts."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import help_calls, pauses
from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import press, sign_in_at_desk

Come = Callable[..., Visitor]
BEGIN, END = "form[action='/pauses'] button", "form[action$='/end'] button"


@pytest.fixture(autouse=True)
def _queue(demo: DemoHall) -> Iterator[None]:
    help_calls.answer_all(demo)
    yield
    pauses.report(demo, None)


@pytest.mark.parametrize(("badge", "scripts"), [("0103", True), ("0104", False)])
def test_a_pause_from_the_first_try_to_the_third(
    visitor: Come, demo: DemoHall, badge: str, scripts: bool
):
    desk, lobby, wall = (visitor(java_script_enabled=scripts).page for _ in range(3))
    pauses.report(demo, 6)
    sign_in_at_desk(desk, demo, badge)
    press(desk, BEGIN)
    expect(desk.locator("#pause")).to_contain_text("现在有6人等候，5人及以下时可以暂停")
    tile = lobby.locator(f"#clerk-{badge}")
    lobby.goto(demo.station.url("lobby"))
    expect(tile).not_to_contain_text("稍候")
    pauses.report(demo, 5)
    press(desk, BEGIN)
    expect(desk.locator("#pause")).to_contain_text("约5分钟后恢复")
    help_calls.pair(demo, wall.context)
    wall.goto(f"{demo.station.url('desk')}/wall")
    expect(wall.locator(".wall-pausing")).to_contain_text("约5分钟后恢复")
    if not scripts:
        lobby.reload()
    expect(tile).to_contain_text("约5分钟")
    press(desk, END)
    expect(desk.locator("#pause")).to_contain_text("今天已用1次，最多2次")
    if scripts:
        _watch_the_end(demo, lobby, badge)
    else:
        with help_calls.opened(demo) as db:
            pauses.begin(db, badge, ago=301)
        lobby.reload()
        expect(tile).to_be_visible()
        expect(tile).not_to_contain_text("稍候")
    press(desk, BEGIN)
    expect(desk.locator("#refusal")).to_contain_text("今天的暂停次数已用完")


def _watch_the_end(demo: DemoHall, page: Page, badge: str) -> None:
    """A customer at the clerk's page sees the last seconds of a pause, and that it is over; what is
    typed meanwhile stays there and goes nowhere."""
    asked: list[str] = []
    page.goto(f"{demo.station.url('lobby')}/clerks/{badge}")
    page.fill("[name=comment]", "谢谢")
    page.on("request", lambda request: asked.append(request.url))
    with help_calls.opened(demo) as db:
        pauses.begin(db, badge, ago=293)
    expect(page.locator("#pausing")).to_contain_text("约1分钟后恢复")
    expect(page.locator("#pausing")).to_be_empty()
    assert asked and not any("comment" in one or "key=" in one for one in asked)
    assert page.input_value("[name=comment]") == "谢谢"
