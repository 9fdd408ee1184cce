"""A low grade given in the hall reaches a person at head office, on the page and by a signed
message, once each: set up, followed and read without scripts too."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kiosk.rules.alerts import robots
from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import LANGUAGES, choose, rate, sign_in_at_office
from tests.sync.alerts.cast import outside, until

SECRET = "whsec-0123456789"
TITLES = {"zh": "低分评价", "en": "Low rating"}


def set_up(page: Page, demo: DemoHall, name: str, address: str, language: str) -> None:
    """As a person at head office adds who gets messages about low grades."""
    sign_in_at_office(page, demo)
    page.goto(f"{demo.office.url('office')}/receivers/new")
    page.fill("[name=name]", name)
    page.select_option("[name=way]", "webhook")
    page.fill("[name=address]", address)
    page.fill("[name=secret]", SECRET)
    page.select_option("select[name=language]", language)
    page.check("[name=events][value=low_grade]")
    page.click(".write .primary")
    page.wait_for_selector("#test")
    assert SECRET not in page.content() and address not in page.content()


def unread(page: Page) -> int:
    """How many alerts the list says there are."""
    return int("".join(filter(str.isdigit, page.locator(".number").first.inner_text())))


@pytest.mark.parametrize("language, scripts", [*zip(LANGUAGES, (False, True), strict=True)])
def test_a_low_grade_reaches_head_office_by_page_and_message(
    visitor: Callable[..., Visitor], demo: DemoHall, language: str, scripts: bool
):
    head = visitor(java_script_enabled=scripts)
    choose(head.context, language)
    page, name = head.page, f"duty {language}"
    with outside() as there:
        set_up(page, demo, name, there.url, language)
        page.click("form[action$=test] button")
        until(lambda: len(there.asked) == 1)
        rate(visitor().page, demo, 1)
        demo.station.run("sync")
        until(lambda: len(there.asked) == 2)
        alert = there.asked[1]
    said = json.loads(alert.body)
    assert (said["event"], said["kind"], said["urgent"]) == ("low_grade", "alert", False)
    signed = robots.generic_signature(SECRET, int(alert.headers["tingsheng-timestamp"]), alert.body)
    assert alert.headers["tingsheng-signature"] == f"sha256={signed}"
    page.goto(f"{demo.office.url('office')}/alerts?event=low_grade")
    before = unread(page)
    assert before >= 1
    first = page.locator(".alarm-list li", has_text=TITLES[language]).first
    first.locator("[name=alert]").check()
    page.click("button[value=chosen]")
    expect(page.locator(".number").first).to_contain_text(str(before - 1))

    def noted() -> bool:
        page.goto(f"{demo.office.url('office')}/deliveries?state=sent")
        return page.locator("tbody tr", has_text=name).count() == 2

    until(noted)
    assert len(there.asked) == 2, "once each"
    page.goto(f"{demo.office.url('office')}/receivers")
    page.click(f"tbody a:has-text('{name}')")
    page.click("button[value=off]")
    expect(page.locator("button[value=on]")).to_be_visible()
