"""Head office goes from the list of flags to one of them, says what was found out, and reads both
counts; without scripts as well."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import sign_in_at_office, tick
from tests.browser.test_ratings_desk import violations


@pytest.mark.parametrize("scripts", [True, False])
def test_a_flag_is_looked_into_and_both_counts_stay(
    visitor: Callable[..., Visitor], demo: DemoHall, scripts: bool
):
    page, office = visitor(java_script_enabled=scripts).page, demo.office.url("office")
    sign_in_at_office(page, demo)
    page.goto(f"{office}/flags?kind=burst")
    assert violations(page, scripts) == []
    page.click("tbody a")
    page.wait_for_url("**/flags/sb02/**")
    assert violations(page, scripts) == []
    found = page.locator(".trail li")
    before = found.count()
    tick(page, "[value=upheld]")
    page.fill("[name=text]", "录像里当时没有顾客")
    page.click(".outcome .primary")
    expect(found).to_have_count(before + 1)
    expect(found.last).to_contain_text("录像里当时没有顾客")
    page.goto(f"{office}/figures?branch=sb02")
    expect(page.locator("section[aria-labelledby=by]")).to_contain_text("不含存疑")
