"""A clerk checks herself at the desk within half a minute; what she did not do, and a facility that
ran out, are read by those who must know."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import HELPFUL, MANAGER, press, sign_in_at_desk

Come = Callable[..., Visitor]


def test_a_self_check_and_a_facility_that_ran_out_are_read(visitor: Come, demo: DemoHall):
    desk, lobby = visitor(), visitor(java_script_enabled=False)
    page, desk_url = desk.page, demo.station.url("desk")
    sign_in_at_desk(page, demo, HELPFUL)
    page.goto(f"{desk_url}/standards/check/attentive")
    expect(page.locator("input:checked")).to_have_count(0)
    for item in ("first", "second", "sentence"):
        page.check(f"[name=result-{item}][value=done]")
    page.check("[name=result-third][value=not_done]")
    page.fill("[name=note-third]", "人太多，没有顾上")
    with page.expect_navigation(url="**/standards"):
        press(page, ".checklist .primary")
    mine = page.locator("tr", has_text="接一待二招呼三")
    expect(mine).to_contain_text("招呼三：向再后面的顾客点头招呼（人太多，没有顾上）")

    page.goto(f"{desk_url}/standards/check/facilities")
    for group in page.locator(".checklist fieldset").all():
        group.locator("[value=done]").check()
    for field in page.locator("[name^=stock]").all():
        field.fill("2")
    page.fill("[name=stock-umbrella]", "0")
    with page.expect_navigation(url="**/standards"):
        press(page, ".checklist .primary")
    lobby.page.goto(demo.station.url("lobby"))
    lobby.page.click("a[href='/facilities']")
    expect(lobby.page.locator(".there > div", has_text="雨伞")).to_contain_text("已用完")
    expect(lobby.page.locator(".there > div", has_text="打气筒")).to_contain_text("现有 2 件")

    sign_in_at_desk(page, demo, MANAGER)
    expect(page.locator("#today")).to_contain_text("便民设施待补充或修理 1 项")
    page.click("#today a[href='/team']")
    expect(page.locator("tr", has_text="人太多，没有顾上")).to_contain_text("未做到")
    expect(page.locator("tr", has_text="雨伞")).to_contain_text("已用完 · 待补充或修理")
