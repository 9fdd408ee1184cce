"""What is agreed at the weekly meeting: written down by the manager, read by its owner on the first
page, ticked off, and read by head office. With and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import HELPFUL, MANAGER, choose, press, sign_in_at_desk
from tests.browser.test_ratings_desk import violations

WAYS = [("zh", "normal", True), ("en", "elder", False)]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_action_is_agreed_and_ticked_off(
    visitor: Callable[..., Visitor], demo: DemoHall, way: tuple[str, str, bool]
):
    language, mode, scripts = way
    one = visitor(java_script_enabled=scripts)
    choose(one.context, language, mode)
    page, text = one.page, f"更换公示牌 {language}"
    sign_in_at_desk(page, demo, MANAGER)
    page.click(".menu a[href='/morning']")
    page.click(".tabs a[href='/meetings/weekly']")
    expect(page.locator(".morning [data-part=cases]")).to_be_visible()
    assert violations(page, scripts) == []
    page.fill("form[action='/meetings/weekly/actions'] [name=text]", text)
    page.select_option("[name=owner]", HELPFUL)
    page.fill("[name=due]", page.get_attribute("[name=due]", "min") or "")
    press(page, "form[action='/meetings/weekly/actions'] .primary")
    expect(page.locator("[aria-labelledby=agreed] tbody tr", has_text=text)).to_be_visible()
    sign_in_at_desk(page, demo, HELPFUL)
    page.locator(".own-actions li", has_text=text).locator("a").click()
    page.fill("[name=note]", "已更换")
    press(page, "form[action$='/done'] .primary")
    expect(page.locator(".held li", has_text="已更换")).to_be_visible()
    assert violations(page, scripts) == []
    page.goto(f"{demo.station.url('desk')}/")
    expect(page.locator(".tallies")).to_be_visible()
    assert page.locator(".own-actions li", has_text=text).count() == 0
