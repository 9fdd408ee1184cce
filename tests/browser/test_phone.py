"""A customer scans the tablet's code, rates on a phone, and the code is of no further use."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import PHONE_URL, DemoHall
from tests.browser.screens import WANG

Come = Callable[..., Visitor]
ELSEWHERE = {"X-Forwarded-For": "192.168.1.77", "X-Forwarded-Proto": "http"}
"""A phone comes through the proxy."""


def leads(page: Page) -> str:
    found = page.get_attribute("[data-leads]", "data-leads")
    assert found is not None and found.startswith(f"{PHONE_URL}/phone/{WANG}/")
    return found.removeprefix(PHONE_URL)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_rates_once_by_the_code(visitor: Come, demo: DemoHall, scripts: bool):
    tablet = visitor().page
    tablet.goto(f"{demo.station.url('lobby')}/clerks/{WANG}")
    tablet.get_by_text("用手机评价").click()
    path = leads(tablet)
    phone = visitor(
        viewport={"width": 390, "height": 844},
        java_script_enabled=scripts,
        extra_http_headers=ELSEWHERE,
    )
    page = phone.page
    page.goto(demo.station.url("lobby") + path)
    page.wait_for_timeout(600)  # a page takes no tap in its first half second
    page.get_by_text("不满意", exact=True).click()
    expect(page.get_by_text("需要答复的，请在厅里的平板上提意见")).to_be_visible()
    page.locator("[name=comment]").fill("排队太久")
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_text("您补充的内容也收到了")).to_be_visible()
    page.goto(demo.station.url("lobby") + path)
    expect(page.get_by_text("您补充的内容也收到了")).to_be_visible()
    other = visitor(java_script_enabled=scripts, extra_http_headers=ELSEWHERE)
    other.forgive("Failed to load resource: the server responded with a status of 409")
    other.page.goto(demo.station.url("lobby") + path)
    expect(other.page.get_by_text("这个二维码已用过")).to_be_visible()


def test_the_tablet_changes_the_code(visitor: Come, demo: DemoHall):
    page = visitor().page
    page.clock.install()
    page.goto(f"{demo.station.url('lobby')}/clerks/{WANG}/phone")
    before = leads(page)
    page.clock.run_for(31_000)
    expect(page.locator(f"[data-leads='{PHONE_URL}{before}']")).to_have_count(0)
    assert leads(page) != before
