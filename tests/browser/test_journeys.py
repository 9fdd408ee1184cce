"""Every journey of a customer and of a clerk at the lobby: in both languages,
with and without scripts, in both modes."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from kiosk.vocabulary.facts import CASE_KINDS
from tests.browser.conftest import NETWORK, Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.pairs import cases
from tests.browser.screens import (
    LANGUAGES,
    MODES,
    SCRIPTS,
    WANG,
    choose,
    press,
    rate,
    sign_in_at_desk,
    tick,
)

Come = Callable[..., Visitor]


class Way(NamedTuple):
    language: str
    scripts: bool
    mode: str

    def __str__(self) -> str:
        return f"{self.language}-{'scripts' if self.scripts else 'plain'}-{self.mode}"


AXES = (LANGUAGES, SCRIPTS, MODES)
WAYS = [Way(*values) for values in cases(*AXES)]
FILED = [(Way(*values), kind) for *values, kind in cases(*AXES, CASE_KINDS)]


@pytest.fixture(params=WAYS, ids=str)
def way(request: pytest.FixtureRequest) -> Way:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def customer(visitor: Come, way: Way) -> Iterator[Page]:
    language, scripts, mode = way
    one = visitor(java_script_enabled=scripts)
    choose(one.context, language, mode)
    yield one.page
    assert one.page.locator("html").get_attribute("lang") == {"zh": "zh-Hans", "en": "en"}[language]
    assert one.page.locator("html").get_attribute("data-mode") == mode


def test_a_card_is_given_in_two_taps_and_taken_back_by_a_third(
    customer: Page, demo: DemoHall, way: Way
):
    customer.goto(f"{demo.station.url('lobby')}/")
    before = demo.station.cards("clerk")["0107"]
    customer.click(".person[href$='0107']")
    press(customer, "button.professional")
    customer.wait_for_url("**/thanks/*")
    name = {"zh": "徐天宇", "en": "Xu\u00a0Tianyu"}[way.language]
    expect(customer.locator(".words h1")).to_contain_text(name)
    expect(customer.locator(".postcard img")).to_be_visible()
    assert demo.station.cards("clerk")["0107"] == before + 1
    press(customer, "form[action$=undo] button")
    expect(customer.locator(".undone h1")).to_be_visible()
    assert demo.station.cards("clerk")["0107"] == before


def test_a_bad_rating_may_ask_to_be_called(customer: Page, demo: DemoHall):
    rate(customer, demo, 2)
    customer.click("button[value=case]")
    customer.fill("[name=phone]", "024 8888 0000")
    press(customer, "[name=consent]")
    press(customer, "[name=age]")
    press(customer, ".filing .primary")
    expect(customer.locator(".code output")).to_be_visible()
    expect(customer.locator(".promise")).to_have_count(2)


def test_a_low_rating_is_explained_by_chips_and_words(customer: Page, demo: DemoHall):
    rate(customer, demo, 1)
    thanks = customer.url
    tick(customer, ".remark [value=waited]")
    tick(customer, ".remark [value='3-card']")
    customer.fill(".remark [name=comment]", "等了一个小时")
    customer.click("button[value=case]")
    for said in ("Waited too long|等得太久", "等了一个小时"):
        expect(customer.locator(".carried")).to_contain_text(re.compile(said))
    customer.click(".back")
    assert customer.url == thanks
    expect(customer.locator(".rated .lead")).to_be_visible()
    assert customer.locator(".remark").count() == 0, "once is enough"


@pytest.mark.parametrize("way, kind", FILED, ids=str)
def test_something_filed_by_one_chip_is_found_by_its_code(
    customer: Page, demo: DemoHall, way: Way, kind: str
):
    lobby = demo.station.url("lobby")
    customer.goto(f"{lobby}/")
    customer.click(".errands a[href='/feedback']")
    customer.click(f".choice[href$={kind}]")
    tick(customer, ".chip [value=waiting]")
    customer.click(".filing .primary")
    code = customer.inner_text(".code output")
    expect(customer.locator(".qr path")).to_have_count(2)
    if "/receipts/" in customer.url:
        customer.reload()
        assert customer.inner_text(".code output") == code
    assert look_up(customer, lobby, code.lower()) == ["done", "waiting"]
    if (way, kind) == FILED[0]:
        demo.station.run("sync")
        assert look_up(customer, lobby, code) == ["done", "done"]


def look_up(page: Page, lobby: str, code: str) -> list[str]:
    """How far the lobby says that a case has come."""
    page.goto(f"{lobby}/look-up")
    page.fill("#code", code)
    page.click(".filing .primary")
    page.wait_for_selector(".stages")
    page.wait_for_load_state()
    return [str(one.get_attribute("class")) for one in page.locator(".stages li").all()]


@pytest.mark.parametrize("code", ["ABCD-EFGH", "x"])
def test_a_code_that_is_none_is_said_so(visitor: Come, demo: DemoHall, code: str):
    demo.forget_tries()
    for scripts in (True, False):
        one = visitor(java_script_enabled=scripts)
        one.forgive(*NETWORK)
        one.page.goto(f"{demo.station.url('lobby')}/look-up")
        one.page.fill("#code", code)
        one.page.click(".filing .primary")
        expect(one.page.locator("#refusal p, .refused h1").first).to_be_visible()
        if scripts:
            assert one.page.input_value("#code") == code, "what was typed stays"


def test_a_clerk_who_comes_on_duty_stands_first_with_the_window(
    customer: Page, visitor: Come, demo: DemoHall, way: Way
):
    demo.staff()
    customer.goto(f"{demo.station.url('lobby')}/")
    desk = visitor().page
    sign_in_at_desk(desk, demo)
    desk.fill(".duty-form [name=window]", "3")
    desk.click(".duty-form [value=on]")
    expect(desk.locator(".duty-form [value=off]")).to_be_visible()
    if not way.scripts:
        customer.reload()
    first = customer.locator(".person").first
    expect(first.locator(".duty.on")).to_contain_text("3")
    assert str(first.get_attribute("href")).endswith(WANG)
    desk.click(".duty-form [value=off]")
    expect(desk.locator(".duty-form [value=on]")).to_be_visible()
    if not way.scripts:
        customer.reload()
    expect(customer.locator(".duty.on")).to_have_count(0)
    demo.staff(*demo.clerks)


@pytest.mark.parametrize(
    "shelf, one, content", [("fees", "gas", ".fees .priced"), ("guides", "transfer", ".steps li")]
)
def test_what_is_published_is_read_in_three_taps_and_so_is_what_held_before(
    customer: Page, demo: DemoHall, shelf: str, one: str, content: str
):
    customer.goto(f"{demo.station.url('lobby')}/")
    customer.click(f".errands a[href='/{shelf}']")
    customer.click(f".choice[href$='{one}']")
    customer.wait_for_load_state()
    assert customer.locator(content).count() >= 3
    assert customer.locator(".standing.past").count() == 0
    if shelf == "fees":
        customer.click(".versions a")
        expect(customer.locator(".standing.past")).to_be_visible()
    customer.click(".back")
    assert customer.url.endswith(f"/{shelf}")


def test_a_clerk_glances_at_own_cards_and_leaves_no_session(customer: Page, demo: DemoHall):
    lobby = demo.station.url("lobby")
    customer.goto(f"{lobby}/")
    customer.click("a.staff[href='/mine']")
    customer.fill("[name=badge]", WANG)
    customer.fill("[name=pin]", demo.pins[WANG])
    customer.click(".filing .primary")
    expect(customer.locator(".mine-cards li")).to_have_count(5)
    customer.goto(f"{lobby}/mine")
    expect(customer.locator("[name=pin]")).to_be_visible()
    press(customer, ".back")
