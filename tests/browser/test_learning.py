"""A clerk answers the question of the day within half a minute and reads at once whether that was
right; a note is verified, and its author reads that, without scripts."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import MANAGER, WANG, press, sign_in_at_desk

Come = Callable[..., Visitor]


def test_a_question_is_answered_once_and_explained_at_once(visitor: Come, demo: DemoHall):
    page, desk = visitor().page, demo.station.url("desk")
    sign_in_at_desk(page, demo, WANG)
    page.goto(desk)
    with page.expect_navigation(url="**/learning"):
        page.get_by_role("link", name="作答").click()
    expect(page.locator("input:checked")).to_have_count(0)
    page.check("[name=answer][value='0']")
    with page.expect_navigation(url="**/learning"):
        press(page, ".question-form .primary")
    expect(page.locator(".question :is(.right, .wrong) strong")).to_have_text(
        re.compile("答[对错]")
    )
    expect(page.locator(".question-form")).to_have_count(0)
    page.goto(desk)
    expect(page.get_by_role("link", name="作答")).to_have_count(0)


def test_a_note_is_verified_and_its_author_reads_that(visitor: Come, demo: DemoHall):
    desk = demo.station.url("desk")
    clerk, manager = visitor(java_script_enabled=False).page, visitor().page
    sign_in_at_desk(clerk, demo, WANG)
    clerk.goto(f"{desk}/notebook/new")
    clerk.fill("[name=title]", "表号看不清时怎样登记")
    clerk.fill("[name=text]", "先拍照\n再按户号查询")
    with clerk.expect_navigation(url="**/notebook"):
        clerk.locator(".write .primary").click()
    row = clerk.locator("tr", has_text="表号看不清")
    expect(row).to_contain_text("未核实")
    with clerk.expect_navigation():
        row.locator("a").click()
    expect(clerk.locator("article")).to_contain_text("仅供参考")
    sign_in_at_desk(manager, demo, MANAGER)
    manager.goto(clerk.url)
    manager.check("[name=mark][value=verified]")
    with manager.expect_navigation():
        press(manager, ".write .primary")
    expect(manager.locator("article")).to_contain_text("已核实")
    clerk.reload()
    expect(clerk.locator("article")).to_contain_text("待定是否列入办事流程")
