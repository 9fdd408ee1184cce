"""A call for help is seen on the wall and at the desk with no one signed in, and the customer sees
who is coming, or that no one is: in both languages, with and without scripts, in both modes."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.browser import help_calls
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
    sign_in_at_desk,
    to_manager,
)

Come = Callable[..., Visitor]
SOON = 6_000
"""Milliseconds until a page that asks every two seconds, or is loaded again every five, shows what
is new."""


class Way(NamedTuple):
    language: str
    scripts: bool
    mode: str

    def __str__(self) -> str:
        return f"{self.language}-{'scripts' if self.scripts else 'plain'}-{self.mode}"


WAYS = [Way(*values) for values in cases(LANGUAGES, SCRIPTS, MODES)]
NAMES = {"zh": "周敏", "en": "Zhou"}


@pytest.fixture(params=WAYS, ids=str)
def way(request: pytest.FixtureRequest) -> Way:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def guest(visitor: Come, way: Way, demo: DemoHall) -> Iterator[Callable[[], Visitor]]:
    """Opens a browser of this way; no call waits before or after."""

    def come() -> Visitor:
        one = visitor(java_script_enabled=way.scripts)
        choose(one.context, way.language, way.mode)
        return one

    help_calls.answer_all(demo)
    yield come
    help_calls.answer_all(demo)


def paired_wall(one: Visitor, manager: Page, demo: DemoHall) -> Page:
    """A wall screen, paired as a manager does it."""
    to_manager("/screens")(manager, demo)
    manager.fill("[name=name]", "大厅东墙")
    manager.select_option("[name=shows]", "wall")
    manager.click(".filters button")
    code = manager.inner_text(".code output")
    one.page.goto(f"{demo.station.url('desk')}/wall")
    one.page.fill("[name=code]", code.lower())
    one.page.click(".wall-pairing button")
    expect(one.page.locator(".wall-quiet")).to_be_visible()
    return one.page


def test_a_call_is_heard_on_the_wall_taken_at_the_desk_and_answered_at_the_lobby(
    guest: Callable[[], Visitor], visitor: Come, demo: DemoHall, way: Way
):
    manager = visitor().page
    wall = paired_wall(guest(), manager, demo)
    door, customer = guest().page, guest().page
    door.goto(f"{demo.station.url('desk')}/sign-in")
    customer.goto(f"{demo.station.url('lobby')}/")
    customer.click(".bar .help")
    customer.click(".helping .primary")
    expect(wall.locator(".wall-call")).to_have_count(1, timeout=SOON)
    if not way.scripts:
        door.reload()
    expect(door.locator("#rung .waiting")).to_have_count(1, timeout=SOON)
    desk = visitor().page
    sign_in_at_desk(desk, demo)
    desk.click(".call.waiting .primary")
    expect(desk.locator(".call.waiting.going")).to_have_count(1)
    expect(customer.locator(".helping h1")).to_contain_text(NAMES[way.language], timeout=SOON)
    expect(customer.locator(".helping .portrait")).to_be_visible()
    expect(wall.locator(".wall-answer")).to_contain_text(NAMES[way.language], timeout=SOON)
    desk.click(".call.waiting .primary")
    expect(desk.locator(".call.waiting")).to_have_count(0)
    expect(wall.locator(".wall-quiet")).to_be_visible(timeout=SOON)
    expect(customer.locator(".helping h1")).to_contain_text(NAMES[way.language], timeout=SOON)
    expect(customer.locator(".helping form")).to_have_count(1)
    manager.goto(f"{demo.station.url('desk')}/screens")
    for _ in range(manager.locator("form[action$='/end']").count()):
        manager.locator("form[action$='/end'] button").first.click()
    help_calls.call(demo, "", ago=5)
    expect(wall.locator(".wall-pairing")).to_be_visible(timeout=SOON)
    assert wall.locator(".wall-call").count() == 0


def test_a_call_that_no_one_answers_is_filed_in_one_tap(
    guest: Callable[[], Visitor], demo: DemoHall
):
    customer = guest().page
    customer.goto(f"{demo.station.url('lobby')}/help")
    help_calls.call(demo, help_calls.visit_of(customer), ago=58)
    customer.reload()
    expect(customer.locator("form[action$='/case']")).to_be_visible(timeout=SOON + 3_000)
    press(customer, "form[action$='/case'] button")
    expect(customer.locator(".code output")).to_be_visible()
    code = customer.inner_text(".code output")
    customer.go_back()
    customer.goto(f"{demo.station.url('lobby')}/help")
    expect(customer.locator("form[action$='/case']")).to_have_count(0)
    customer.click(".helping a[href*='/receipts/']")
    assert customer.inner_text(".code output") == code


def test_a_wall_whose_station_is_gone_says_so_and_comes_back(visitor: Come, demo: DemoHall):
    one = visitor()
    one.forgive(*NETWORK)
    help_calls.answer_all(demo)
    help_calls.pair(demo, one.context)
    wall = one.page
    wall.goto(f"{demo.station.url('desk')}/wall")
    expect(wall.locator(".wall-quiet")).to_be_visible()
    for status in (0, 503):
        answer = (lambda route: route.abort()) if not status else (
            lambda route: route.fulfill(status=503, body="")
        )  # fmt: skip
        wall.route("**/wall/calls*", answer)
        expect(wall.locator("#away")).to_be_visible(timeout=SOON)
        expect(wall.locator(".wall-quiet")).to_be_hidden()
        wall.unroute("**/wall/calls*")
        expect(wall.locator("#away")).to_be_hidden(timeout=SOON)
        expect(wall.locator(".wall-quiet")).to_be_visible()


def test_a_station_that_takes_requests_and_says_nothing_is_gone_too(visitor: Come, demo: DemoHall):
    one = visitor()
    one.forgive(*NETWORK)
    help_calls.pair(demo, one.context)
    one.page.goto(f"{demo.station.url('desk')}/wall")
    held = []
    one.page.route("**/wall/calls*", lambda route: held.append(route))
    expect(one.page.locator("#away")).to_be_visible(timeout=9_000)
    for route in held:
        route.abort()
    one.page.unroute("**/wall/calls*")
    expect(one.page.locator("#away")).to_be_hidden(timeout=SOON)


COUNT_TONES = """() => {
  window.tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    window.tones += 1;
    start.apply(this, when);
  };
}"""


def test_the_sound_is_off_until_it_is_asked_for_and_can_be_switched_off(
    visitor: Come, demo: DemoHall
):
    one = visitor()
    wall = one.page
    help_calls.answer_all(demo)
    help_calls.pair(demo, one.context)
    wall.add_init_script(f"({COUNT_TONES})()")
    wall.goto(f"{demo.station.url('desk')}/wall")
    button = wall.locator("#sound")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(wall.locator("#silent [data-when=off]")).to_be_visible()
    help_calls.call(demo, "", ago=1)
    expect(wall.locator(".wall-call")).to_have_count(1, timeout=SOON)
    wall.wait_for_timeout(1_200)
    assert wall.evaluate("tones") == 0, "silence, and the page says so"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(wall.locator("#silent [data-when=on]")).to_be_visible()
    for _ in range(50):
        if wall.evaluate("tones") < 2:
            wall.wait_for_timeout(100)
    assert wall.evaluate("tones") >= 2
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    rung = wall.evaluate("tones")
    wall.wait_for_timeout(1_200)
    assert wall.evaluate("tones") == rung
    help_calls.answer_all(demo)


def test_the_wall_stores_nothing_but_whether_it_rings(visitor: Come, demo: DemoHall):
    one = visitor()
    help_calls.pair(demo, one.context)
    one.page.goto(f"{demo.station.url('desk')}/wall")
    one.page.click("#sound")
    stored = one.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert stored == '[{"wall-sound":"on"},{}]'
    assert WANG not in re.findall(r"\w+", one.page.content())  # a random key may hold it
