"""The queue is worked: what can't wait is seen at once, one goes from case to case, praise takes
one step; and what was typed outlives the session, with and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import (
    MANAGER,
    NEWCOMER,
    WANG,
    choose,
    enter,
    file_case,
    file_smell,
    issue_pin,
    press,
    sign_in_at_desk,
)
from tests.browser.test_cases import look_up, take

Come = Callable[..., Visitor]
SAID = "已与顾客沟通，退还20元"


def to_queue(page: Page, demo: DemoHall, filters: str = "") -> None:
    sign_in_at_desk(page, demo, MANAGER)
    page.goto(f"{demo.station.url('desk')}/cases{filters}")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_smell_of_gas_is_in_the_first_row_and_the_receipt_has_its_number(
    visitor: Come, demo: DemoHall, scripts: bool
):
    customer, desk = visitor(java_script_enabled=scripts).page, visitor(java_script_enabled=scripts)
    number = file_smell(customer, demo)
    file_case(customer, demo)
    to_queue(desk.page, demo)
    first = desk.page.locator("tbody tr").first
    expect(first).to_contain_text("紧急")
    expect(first).to_contain_text("楼道里闻到煤气味")
    desk.page.fill("[name=find]", number.lower())
    press(desk.page, "form[action$='/cases/find'] button")
    expect(desk.page.locator("#case header")).to_contain_text(number)
    expect(desk.page.locator(".state-line")).to_contain_text("紧急")


@pytest.mark.parametrize("scripts", [True, False])
def test_one_goes_from_case_to_case_and_back_to_the_list(
    visitor: Come, demo: DemoHall, scripts: bool
):
    page, filed = visitor(java_script_enabled=scripts).page, []
    for _ in range(3):
        file_case(page, demo)
        filed.insert(0, page.inner_text(".slip-note").split()[-1])  # the newest is listed first
    to_queue(page, demo, "?kind=complaint&state=opened")
    page.locator("tbody a", has_text=filed[0]).click()
    for number in filed[:2]:
        expect(page.locator("#case header code")).to_have_text(number)
        page.click("a[rel=next]")
    expect(page.locator("#case header code")).to_have_text(filed[2])
    page.wait_for_load_state()  # a step counted while the page comes is one too few
    steps = page.locator(".trail li").count()
    take(page, "contacted", note="已致电")
    expect(page.locator(".trail li")).to_have_count(steps + 1)
    page.click("a[rel=prev]")
    expect(page.locator("#case header code")).to_have_text(filed[1])
    page.click(".before a.button >> nth=0")
    expect(page.locator("[name=kind]")).to_have_value("complaint")


@pytest.mark.parametrize("way", [("zh", True), ("en", False)], ids=str)
def test_praise_takes_one_step(visitor: Come, demo: DemoHall, way: tuple[str, bool]):
    customer, desk = visitor(java_script_enabled=way[1]), visitor(java_script_enabled=way[1])
    for one in (customer, desk):
        choose(one.context, way[0])
    customer.page.goto(f"{demo.station.url('lobby')}/feedback/praise")
    customer.page.fill("[name=text]", "谢谢您")
    press(customer.page, ".filing .primary")
    code = customer.page.inner_text(".code output")
    to_queue(desk.page, demo)
    desk.page.fill("[name=find]", code)
    press(desk.page, "form[action$='/cases/find'] button")
    press(desk.page, "form[action$='/thank'] button")
    expect(desk.page.locator(".state")).to_have_class("state closed")
    look_up(customer.page, demo, code)
    said = {"zh": "感谢您的表扬", "en": "Thank you for your praise"}[way[0]]
    expect(customer.page.locator(".reply")).to_contain_text(said)


def to_new_case(page: Page, demo: DemoHall) -> str:
    """A new complaint that the manager can answer; returns its address."""
    code = file_case(page, demo)
    to_queue(page, demo)
    page.fill("[name=find]", code)
    press(page, "form[action$='/cases/find'] button")
    page.wait_for_selector("#case")
    take(page, "accept", responsible=MANAGER)
    expect(page.locator(".state")).to_have_class("state accepted")
    return page.url


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_typed_is_there_after_the_session_has_ended(
    visitor: Come, demo: DemoHall, scripts: bool
):
    one = visitor(java_script_enabled=scripts)
    page, box = one.page, "form[action$='/reply'] textarea"
    address = to_new_case(page, demo).split("?")[0]
    if scripts:
        with page.expect_response("**/drafts"):
            page.locator(box).press_sequentially(SAID)
        demo.expire(MANAGER)  # the page notices by itself
    else:
        page.locator(box).press_sequentially(SAID)
        demo.expire(MANAGER)
        page.locator("form[action$='/reply'] button").click()
    page.wait_for_url("**/sign-in?ended=kept")
    expect(page.locator(".sign-in")).to_contain_text("您填写的文字已保留")
    enter(page, MANAGER, demo.pins[MANAGER])
    page.wait_for_url(f"{address}**")
    expect(page.locator(box)).to_have_value(SAID)
    expect(page.locator(".restored")).to_be_visible()
    other = visitor(java_script_enabled=scripts).page
    sign_in_at_desk(other, demo, WANG)
    other.goto(f"{demo.station.url('desk')}/counter")
    assert SAID not in other.content()
    page.locator("form[action$='/reply'] button").click()
    expect(page.locator(".state")).to_have_class("state replied")
    page.goto(address)
    expect(page.locator(".restored")).to_have_count(0)


def test_the_end_of_a_session_is_announced_and_put_off_with_one_press(
    visitor: Come, demo: DemoHall
):
    page = visitor().page
    page.clock.install()
    to_queue(page, demo)
    page.route("**/left", lambda route: route.fulfill(body="25", content_type="text/plain"))
    expect(page.locator("#ending")).to_be_hidden()
    page.clock.fast_forward(151_000)
    expect(page.locator("#ending")).to_be_visible()
    page.click("#ending a")
    expect(page.locator("#ending")).to_be_hidden()
    assert page.url.endswith("/cases"), "the page stayed, with all that was typed"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_clerk_replaces_the_pin_that_the_manager_issued(
    visitor: Come, demo: DemoHall, scripts: bool
):
    manager, clerk = visitor(java_script_enabled=scripts), visitor(java_script_enabled=scripts)
    pin, mine = issue_pin(manager.page, demo, NEWCOMER), "482915"
    desk = demo.station.url("desk")
    clerk.page.goto(f"{desk}/sign-in")
    enter(clerk.page, NEWCOMER, pin)
    clerk.page.wait_for_selector("[name=new]")
    clerk.page.goto(f"{desk}/cases")
    expect(clerk.page).to_have_url(f"{desk}/pin")
    for new, says in (("111111", "太容易被猜到"), (pin, "不能与原来的相同"), (mine, "")):
        clerk.page.fill("[name=new]", new)
        clerk.page.fill("[name=again]", new)
        press(clerk.page, ".sign-in button")
        if says:
            expect(clerk.page.locator("#refusal")).to_contain_text(says)
    clerk.page.wait_for_selector(".tallies")
    press(clerk.page, "form[action$=sign-out] button")
    clerk.page.wait_for_url("**/sign-in")
    enter(clerk.page, NEWCOMER, pin)
    expect(clerk.page.locator("#refusal")).to_contain_text("工号或密码有误")
    enter(clerk.page, NEWCOMER, mine)
    clerk.page.wait_for_selector(".tallies")
    demo.forget_tries()
