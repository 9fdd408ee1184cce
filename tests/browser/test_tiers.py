"""From cards to a tier: head office looks at the year's results and locks them; after the next sync
the clerk reads it at the desk and customers see it on the tile; the certificate is
read back and found by its serial. With and without scripts."""

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser import tiers
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import HELPFUL, choose, sign_in_at_desk, sign_in_at_office
from tests.browser.test_heard import Come
from tests.files.sheets.cast import qr_of, text_of


@pytest.mark.parametrize(
    "scripts, badge, each, scheme, name",
    [(True, "0106", 8, "tier-2", "5P银牌"), (False, HELPFUL, 11, "tier-3", "5P金牌")],
)  # the first tier is locked by screens of the same demo
def test_a_tier_that_head_office_locks_is_seen_at_desk_and_lobby(
    visitor: Come, demo: DemoHall, scripts: bool, badge: str, each: int, scheme: str, name: str
):
    head, desk, lobby = (visitor(java_script_enabled=scripts) for _ in range(3))
    tiers.earn(demo, badge, each)
    sign_in_at_office(head.page, demo)
    page = head.page
    page.goto(f"{demo.office.url('office')}/schemes")
    page.click(f"tbody a[href$='{scheme}']")
    row = page.locator("tbody tr", has_text=badge)
    expect(row.locator(".reckoned li").first).to_contain_text(f"{each * 5} × 1 = {each * 5}分")
    page.click("form[action$=lock] .primary")
    expect(page.locator(".locking")).to_contain_text("重新计算，结果相同")
    page.click(f"tbody a[href$='/clerks/{badge}']")
    expect(page.locator("tbody tr")).to_contain_text([name])
    lobby.page.goto(demo.station.url("lobby"))
    tile = lobby.page.locator(f"#clerk-{badge}")
    expect(tile).not_to_contain_text(name)
    demo.station.run("sync")
    lobby.page.goto(demo.station.url("lobby"))
    expect(tile.locator(".badge .award")).to_have_text(name)
    choose(lobby.context, "en")
    lobby.page.goto(demo.station.url("lobby"))
    expect(tile.locator(".badge .award")).to_contain_text("5P ")
    sign_in_at_desk(desk.page, demo, badge)
    expect(desk.page.locator("section[aria-labelledby=awards] tbody th")).to_contain_text([name])
    number = check_certificate(desk.page, name)
    desk.page.goto(f"{demo.station.url('desk')}/print")
    desk.page.click("a[href='/certificates']")
    desk.page.fill("[name=serial]", number.lower())
    with desk.page.expect_navigation():
        desk.page.click(".filters .primary")
    expect(desk.page.locator(".checked")).to_contain_text("有效")
    expect(desk.page.locator(".checked")).to_contain_text(name)


def check_certificate(page: Page, name: str) -> str:
    """The clerk opens the certificate; its code is read back. Returns the serial."""
    link = page.locator("section[aria-labelledby=awards] tbody a").first
    address = urljoin(page.url, link.get_attribute("href") or "")
    pdf = page.request.get(address).body()
    assert page.request.get(address).body() == pdf
    head, *lines = qr_of(pdf).splitlines()
    assert head == f"荣誉证书 {link.inner_text()}"
    assert any(line.startswith(f"{name} {tiers.FIRST}") for line in lines)
    assert name in text_of(pdf) and link.inner_text() in text_of(pdf)
    return link.inner_text()
