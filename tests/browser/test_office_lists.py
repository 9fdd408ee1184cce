"""Head office goes from the first page's number to the list, and from the list to the item with its
words; searches by a piece of text and exports. With and without scripts, in both languages, normal
and in 长辈模式."""

import csv
import io
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import choose, say, sign_in_at_office, tick
from tests.browser.test_ratings_desk import violations

Come = Callable[..., Visitor]
WAYS = [("zh", "normal", True), ("en", "elder", False), ("zh", "elder", False)]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_from_the_number_to_the_words_and_into_a_table(
    visitor: Come, demo: DemoHall, way: tuple[str, str, bool]
):
    language, mode, scripts = way
    customer, head = visitor(), visitor(java_script_enabled=scripts, accept_downloads=True)
    for one in (customer, head):
        choose(one.context, language, mode)
    words = f"多收20元没开收据 {language} {mode}"
    say(customer.page, demo, 1, words)
    demo.station.run("sync")
    page, office = head.page, demo.office.url("office")
    sign_in_at_office(page, demo)
    page.goto(f"{office}/")
    assert violations(page, scripts) == []
    low = page.locator(".figure a").nth(1)
    number = low.locator("strong").inner_text()
    low.click()
    page.wait_for_url("**grade=low**")
    expect(page.locator("#found")).to_contain_text(number)

    page.fill("[name=words]", words[:8])
    page.click(".filters .primary")
    expect(page.locator(".heard blockquote").first).to_contain_text(words[:8])
    assert violations(page, scripts) == []
    with page.expect_download() as download:
        page.click("a[href*='table.csv']")
    table = csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig")))
    assert any(words in cell for row in table for cell in row)

    page.fill("[name=words]", words)
    page.click(".filters .primary")
    expect(page.locator(".heard blockquote").first).to_contain_text(words)
    page.click(".heard .what a")
    expect(page.locator(".words")).to_contain_text(words)
    tick(page, "[value=noted]")
    page.click(".outcome .primary")
    expect(page.locator(".trail li")).to_have_count(1)


def test_each_list_can_be_read_with_a_screen_reader(visitor: Come, demo: DemoHall):
    page = visitor().page
    sign_in_at_office(page, demo)
    for name in ("feedback", "praise", "cases", "help", "boxes", "withdrawn"):
        page.goto(f"{demo.office.url('office')}/lists/{name}")
        assert violations(page, True) == [], name
