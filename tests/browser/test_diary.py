"""A clerk begins a diary, writes in it, closes it and opens it again with the words on paper; with
and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import choose, press, sign_in_at_desk


@pytest.mark.parametrize(
    ("language", "scripts", "badge"), [("zh", True, "0104"), ("en", False, "0105")]
)
def test_a_diary_is_begun_written_closed_and_opened_again(
    visitor: Callable[..., Visitor], demo: DemoHall, language: str, scripts: bool, badge: str
):
    desk = visitor(java_script_enabled=scripts)
    choose(desk.context, language)
    demo.forget_tries()
    page, words = desk.page, f"今天解释了十几遍，嗓子哑了 {language}"
    sign_in_at_desk(page, demo, badge)
    page.goto(demo.station.url("desk") + "/diary")
    expect(page.locator("form[action$='/diary/words']")).to_be_visible()
    press(page, "form[action$='/diary/words'] button")
    expect(page.locator(".drawn-words li")).to_have_count(5)
    drawn = page.locator(".drawn-words strong").all_inner_texts()
    letters = page.locator(".drawn-words li span").all_inner_texts()
    page.fill("[name=passphrase]", "".join(drawn))
    press(page, ".write .primary")
    expect(page.locator("textarea[name=text]")).to_be_visible()
    assert page.locator("body").inner_text().find(drawn[0]) == -1, "shown once"

    page.check("[value=difficulty]")
    page.fill("[name=text]", words)
    press(page, ".write .primary")
    expect(page.locator(".prose")).to_have_text(words)
    press(page, "form[action$='/diary/shut'] button")
    expect(page.locator("[name=passphrase]")).to_be_visible()
    expect(page.locator(".prose")).to_have_count(0)
    page.fill("[name=passphrase]", " ".join(letters).upper())
    press(page, ".write .primary")
    expect(page.locator(".prose")).to_have_text(words)
    expect(page).to_have_url(re.compile(r"/diary$"))
