"""What an unhappy customer says is heard: the grade, the reasons and the words reach the manager,
who acts; head office finds them by a word, exports them, and was told by webhook and by mail, once
each. With and without scripts, in both languages."""

import csv
import io
import json
import re
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import HERE, DemoHall
from tests.browser.screens import (
    LANGUAGES,
    MANAGER,
    choose,
    press,
    rate,
    sign_in_at_desk,
    sign_in_at_office,
    tick,
)
from tests.sync.alerts.cast import MailServer, outside, until

Come = Callable[..., Visitor]
DONE = "已退还20元并补开收据"


def add_receiver(page: Page, demo: DemoHall, **fields: str) -> None:
    """As a person at head office adds who gets messages about low grades."""
    page.goto(f"{demo.office.url('office')}/receivers/new")
    page.select_option("[name=way]", fields.pop("way"))
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=events][value=low_grade]")
    page.click(".write .primary")
    page.wait_for_selector("#test")


def complain(page: Page, demo: DemoHall, words: str) -> None:
    """非常不满意, two reasons, words, and 完成."""
    rate(page, demo, 1)
    for reason in ("waited", "fee"):
        tick(page, f".page [value='{reason}']")
    page.fill(".remark textarea", words)
    press(page, "button[value=end]")
    expect(page.locator(".person").first).to_be_visible()


def handle(page: Page, demo: DemoHall, words: str) -> None:
    """The manager reads the words and says what was done."""
    sign_in_at_desk(page, demo, MANAGER)
    page.click(".call a[href*='/ratings/list']")
    page.locator(".heard li", has_text=words).locator(".what a").click()
    expect(page.locator(".words")).to_contain_text(words)
    tick(page, "[value=contacted]")
    page.fill("[name=note]", DONE)
    page.click(".outcome .primary")
    expect(page.locator(".trail li")).to_contain_text(DONE)


def exported(page: Page) -> list[dict[str, str]]:
    """The rows of the CSV that the list offers as it is narrowed."""
    href = page.locator("a[href*='table.csv']").get_attribute("href")
    answer = page.context.request.get(f"{page.url.split('/lists')[0]}{href}")
    assert answer.ok
    return list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))


@pytest.mark.parametrize("language, scripts", [*zip(LANGUAGES, (True, False), strict=True)])
def test_an_unhappy_customers_words_reach_people_who_act(
    visitor: Come, demo: DemoHall, post: MailServer, language: str, scripts: bool
):
    customer, desk, head = (visitor(java_script_enabled=scripts) for _ in range(3))
    for one in (customer, desk, head):
        choose(one.context, language)
    words = f"多收了20元，没有给收据 {language}"
    sign_in_at_office(head.page, demo)
    with outside() as there:
        add_receiver(head.page, demo, way="webhook", name=f"hook {language}", address=there.url,
                     secret="whsec-0123456789")  # fmt: skip
        add_receiver(head.page, demo, way="email", name=f"mail {language}",
                     address=f"duty-{language}@example.com")  # fmt: skip
        complain(customer.page, demo, words)
        handle(desk.page, demo, words)
        demo.station.run("sync")
        until(lambda: bool(there.asked and mails_to(post, language)))
        demo.station.run("sync")  # a round more repeats no message
        page = head.page
        page.goto(f"{demo.office.url('office')}/lists/feedback")
        page.fill("[name=words]", "没有给收据")
        page.select_option("[name=branch]", HERE)
        page.click(".filters .primary")
        expect(page.locator(".heard li", has_text=words)).to_have_count(1)
        (row,) = [one for one in exported(page) if words in one.values()]
        assert {"0101"} <= set(row.values()), "the clerk's badge"
        page.locator(".heard li", has_text=words).locator(".what a").click()
        expect(page.locator(".words")).to_contain_text(words)
        expect(page.locator(".trail li")).to_contain_text(DONE)
        hooks = [json.loads(one.body) for one in there.asked]
        check_messages(hooks, mails_to(post, language), words)
        switch_off(page, demo, language)


def mails_to(post: MailServer, language: str) -> list[EmailMessage]:
    return [mail for mail in list(post.got) if f"duty-{language}@" in str(mail["to"])]


def check_messages(hooks: list[dict[str, Any]], mails: list[EmailMessage], words: str) -> None:
    """One message by each way, without the customer's words or the clerk's name."""
    assert [said["event"] for said in hooks] == ["low_grade"]
    assert len(mails) == 1
    text = mails[0].get_content() + str(hooks)
    assert words not in text and "0101" not in re.findall(r"\w+", text)


def switch_off(page: Page, demo: DemoHall, language: str) -> None:
    """The receivers of this test hear of no other one's grades."""
    for name in (f"hook {language}", f"mail {language}"):
        page.goto(f"{demo.office.url('office')}/receivers")
        page.click(f"tbody a:has-text('{name}')")
        page.click("button[value=off]")
        expect(page.locator("button[value=on]")).to_be_visible()
