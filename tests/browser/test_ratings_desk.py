"""A low grade reaches the manager: found by a filter, read, handled, gone from what waits; the
clerk reads it then. With and without scripts, in both languages, normal and in 长辈模式."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import (
    MANAGER,
    WANG,
    choose,
    enter,
    press,
    say,
    sign_in_at_desk,
    tick,
    to_item,
)
from tests.browser.test_every_screen import AXE, RUN_AXE, WITHOUT_TIMERS

Come = Callable[..., Visitor]
WAYS = [("zh", "normal", True), ("en", "elder", False), ("zh", "elder", False)]


def violations(page: Page, scripts: bool) -> list[str]:
    if not scripts:
        page.evaluate(WITHOUT_TIMERS)
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN_AXE, {"strict": False, "scripts": scripts})
    return found


def counted(page: Page, demo: DemoHall) -> int:
    """What the desk's first page says waits for the manager."""
    page.goto(f"{demo.station.url('desk')}/")
    said = page.locator(".call:has(a[href*='/ratings/list']) strong")
    digits = filter(str.isdigit, said.inner_text()) if said.count() else ()
    return int("".join(digits) or 0)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_low_grade_is_found_read_handled_and_no_longer_waits(
    visitor: Come, demo: DemoHall, way: tuple[str, str, bool]
):
    language, mode, scripts = way
    customer, desk = (visitor(java_script_enabled=scripts) for _ in range(2))
    for one in (customer, desk):
        choose(one.context, language, mode)
    words = f"多收20元没开收据 {language} {mode} {scripts}"
    say(customer.page, demo, 1, words)
    page = desk.page
    sign_in_at_desk(page, demo, MANAGER)
    before = counted(page, demo)
    assert before > 0
    page.click(".call a[href*='/ratings/list']")
    page.select_option("[name=mark]", "low")
    page.fill("[name=words]", words)
    page.click(".filters .primary")
    assert "mark=low" in page.url and "state=waiting" in page.url, "filters are in the address"
    expect(page.locator(".heard blockquote")).to_have_text(words)
    assert violations(page, scripts) == []
    listed = page.url
    page.click(".heard .what a")
    expect(page.locator(".words")).to_contain_text(words)
    page.click(".outcome .primary")
    expect(page.locator("#refusal p")).to_be_visible()  # an outcome has to be chosen
    tick(page, "[value=talked]")
    page.fill("[name=note]", "已退款")
    page.click(".outcome .primary")
    expect(page.locator(".trail li")).to_contain_text("已退款")
    expect(page.locator(".words")).to_contain_text(words)
    assert violations(page, scripts) == []
    address = page.url
    page.goto(listed)
    expect(page.locator(".heard")).to_have_count(0)
    page.go_back()
    expect(page).to_have_url(address)
    expect(page.locator(".trail li")).to_have_count(1)
    assert counted(page, demo) == before - 1


def test_the_clerk_reads_the_words_once_they_are_handled(visitor: Come, demo: DemoHall):
    page = visitor().page
    say(page, demo, 2, "等了很久，没人解释")
    sign_in_at_desk(page, demo, WANG)
    page.goto(f"{demo.station.url('desk')}/remarks")
    assert "没人解释" not in page.content()
    sign_in_at_desk(page, demo, MANAGER)
    page.goto(f"{demo.station.url('desk')}/ratings/list?words=没人解释")
    page.click(".heard .what a")
    tick(page, "[value=noted]")
    page.click(".outcome .primary")
    expect(page.locator(".trail li")).to_have_count(1)
    sign_in_at_desk(page, demo, WANG)
    expect(page.locator("[aria-labelledby=remarks]")).to_contain_text("没人解释")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_note_outlives_the_session(visitor: Come, demo: DemoHall, scripts: bool):
    page = visitor(java_script_enabled=scripts).page
    to_item(page, demo)
    address = page.url
    tick(page, "[value=contacted]")
    note = page.locator("[name=note]")
    if scripts:
        with page.expect_response("**/drafts"):
            note.press_sequentially("已致电道歉")
        demo.expire(MANAGER)  # the page notices by itself
    else:
        note.fill("已致电道歉")
        demo.expire(MANAGER)
        page.locator(".outcome .primary").click()
    page.wait_for_url("**/sign-in?ended=kept")
    enter(page, MANAGER, demo.pins[MANAGER])
    page.wait_for_url(address)
    expect(page.locator("[name=note]")).to_have_value("已致电道歉")
    expect(page.locator(".restored")).to_be_visible()
    press(page, ".outcome .primary")
    expect(page.locator(".trail li")).to_contain_text("已致电道歉")
