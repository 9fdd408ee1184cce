"""A clerk thanks a colleague at the desk; the colleague reads it and gives a card back; the manager
sees the pair marked; head office counts their cards apart from customers'. With and without
scripts, in both languages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import HERE, DemoHall
from tests.browser.screens import (
    LANGUAGES,
    MANAGER,
    choose,
    choose_card,
    press,
    sign_in_at_desk,
    sign_in_at_office,
)

Come = Callable[..., Visitor]
PAIRS = (("0103", "0104"), ("0105", "0106"))


def confirm(page: Page, pin: str) -> None:
    page.fill("[name=pin]", pin)
    press(page, ".write .primary")


def between(page: Page, by: str, to: str) -> Locator:
    """The line of the cards that one clerk gave another."""
    named = re.compile(rf"\b{by}\b.*\b{to}\b")
    return page.locator(".heard li", has=page.locator(".what a", has_text=named))


def counted(page: Page, demo: DemoHall, giver: str) -> int:
    """How many cards head office counts of this kind of giver today, in the first hall."""
    page.goto(f"{demo.office.url('office')}/cards?giver={giver}&branch={HERE}")
    return int(re.findall(r"\d+", page.inner_text("#kinds"))[0])


@pytest.mark.parametrize(
    "language, scripts, pair", [*zip(LANGUAGES, (True, False), PAIRS, strict=True)]
)
def test_a_card_for_a_colleague_is_read_given_back_and_looked_at(
    visitor: Come, demo: DemoHall, language: str, scripts: bool, pair: tuple[str, str]
):
    desk, head = (visitor(java_script_enabled=scripts) for _ in range(2))
    for one in (desk, head):
        choose(one.context, language)
    demo.forget_tries()
    page, (giver, receiver), words = desk.page, pair, f"替我顶了一个午班 {language}"
    demo.station.run("sync")
    sign_in_at_office(head.page, demo)
    before = {who: counted(head.page, demo, who) for who in ("customer", "colleague")}

    choose_card(page, demo, giver, receiver, words)
    confirm(page, "000000")
    expect(page.locator("#refusal p")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value(words)
    expect(page.locator("[name=tag]:checked")).to_have_count(2)
    confirm(page, demo.pins[giver])
    expect(page.locator(".said", has_text=words)).to_be_visible()

    sign_in_at_desk(page, demo, receiver)
    section = page.locator("section:has(#from-colleagues)")
    expect(section.locator("li", has_text=words)).to_contain_text(giver)
    choose_card(page, demo, receiver, giver, "也谢谢你")
    confirm(page, demo.pins[receiver])
    expect(page.locator(".said", has_text="也谢谢你")).to_be_visible()

    sign_in_at_desk(page, demo, MANAGER)
    page.goto(f"{demo.station.url('desk')}/ratings")
    page.click("a[href^='/colleagues']")
    for line in (between(page, giver, receiver), between(page, receiver, giver)):
        expect(line.locator(".contact.late")).to_be_visible()
    between(page, giver, receiver).locator(".what a").click()
    expect(page.locator(".heard li", has_text=words)).to_have_count(1)

    demo.station.run("sync")
    after = {who: counted(head.page, demo, who) for who in before}
    assert after == {"customer": before["customer"], "colleague": before["colleague"] + 2}
    head.page.click("a[href='/colleagues']")
    head.page.select_option("[name=branch]", HERE)
    press(head.page, ".filters .primary")
    expect(between(head.page, giver, receiver).locator(".contact.late")).to_be_visible()
    demo.forget_tries()
