"""The list of clerks under a finger: nothing moves, and the clerk aimed at opens."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import CDPSession, Page, Route

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import MANAGER, sign_in_at_desk

Come = Callable[..., Visitor]
POLLS_MS = 5_000
"""Two refreshes of the list, and a little more."""
LAST = "0107"
"""Shown last but one, until on duty."""


@pytest.fixture(scope="module", autouse=True)
def _nobody_on_duty(demo: DemoHall) -> Iterator[None]:
    demo.staff()
    yield
    demo.staff(*demo.clerks)


@pytest.fixture
def duty(visitor: Come, demo: DemoHall) -> Iterator[Callable[[str], None]]:
    """Lets the clerk with a badge come on duty at a window, and all leave in the end."""
    gone_on: list[tuple[Page, str]] = []

    def come_on(badge: str) -> None:
        page = visitor().page
        sign_in_at_desk(page, demo, badge)
        gone_on.append((page, badge))
        page.fill("[name=window]", "6")
        page.click(".duty-form .primary")
        page.wait_for_selector(".duty-form .duty")

    yield come_on
    for page, _ in gone_on:
        page.click(".duty-form button:not(.primary)")


def order(page: Page) -> list[str]:
    return page.locator(".who .badge").all_inner_texts()


def tile(page: Page, badge: str) -> tuple[float, float]:
    box = page.locator(f"#clerk-{badge}").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def count_swaps(page: Page) -> None:
    page.evaluate("""() => { window.swaps = 0;
      document.addEventListener("htmx:after:swap", () => swaps++); }""")


def swaps(page: Page) -> int:
    return int(page.evaluate("swaps"))


def test_the_order_is_fixed_while_the_page_is_open(
    visitor: Come, demo: DemoHall, duty: Callable[[str], None]
):
    page = visitor().page
    page.goto(demo.station.url("lobby"))
    before = order(page)
    duty(LAST)
    page.wait_for_selector(f"#clerk-{LAST} .duty.on")
    assert order(page) == before
    page.reload()
    assert order(page)[0].endswith(LAST)


def test_no_swap_while_a_tile_is_pressed_and_the_click_opens_that_clerk(
    visitor: Come, demo: DemoHall, duty: Callable[[str], None]
):
    page = visitor().page
    page.goto(demo.station.url("lobby"))
    count_swaps(page)
    page.click(f"#clerk-{MANAGER}", trial=True)
    page.mouse.move(*tile(page, MANAGER))
    page.mouse.down()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    duty(LAST)
    page.wait_for_timeout(POLLS_MS)
    assert swaps(page) == 0 and asked == []
    assert page.locator(f"#clerk-{LAST} .duty.on").count() == 0
    page.mouse.up()
    page.wait_for_url(f"**/clerks/{MANAGER}")


def test_what_is_on_its_way_when_a_finger_comes_down_is_dropped(
    visitor: Come, demo: DemoHall, duty: Callable[[str], None]
):
    page = visitor().page
    pressed, moved, before = [], [], []

    def press_first(route: Route) -> None:
        if not moved or pressed:  # the first answer with the changed list alone is on its way
            return route.fulfill(status=204)
        pressed.append(route)
        answer = route.fetch()
        page.mouse.down()
        before.append(swaps(page))  # an empty answer counts as one
        return route.fulfill(response=answer)

    page.route("**/people?*", press_first)
    page.goto(demo.station.url("lobby"))
    count_swaps(page)
    page.click(f"#clerk-{MANAGER}", trial=True)
    page.mouse.move(*tile(page, MANAGER))
    duty(LAST)
    moved.append(LAST)
    page.wait_for_timeout(POLLS_MS)
    assert before == [swaps(page)]
    page.mouse.up()
    page.wait_for_url(f"**/clerks/{MANAGER}")


def test_a_finger_that_slides_off_lets_the_list_go_on(
    visitor: Come, demo: DemoHall, duty: Callable[[str], None]
):
    page = visitor(has_touch=True).page
    page.goto(demo.station.url("lobby"))
    page.click(f"#clerk-{MANAGER}", trial=True)
    touch: CDPSession = page.context.new_cdp_session(page)
    x, y = tile(page, MANAGER)
    touch.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    duty(LAST)
    page.wait_for_timeout(POLLS_MS)
    assert page.locator(f"#clerk-{LAST} .duty.on").count() == 0
    touch.send("Input.dispatchTouchEvent", {"type": "touchCancel", "touchPoints": []})
    page.wait_for_selector(f"#clerk-{LAST} .duty.on")


def test_the_focus_of_a_key_stays_through_a_refresh(
    visitor: Come, demo: DemoHall, duty: Callable[[str], None]
):
    page = visitor().page
    page.goto(demo.station.url("lobby"))
    page.focus(f"#clerk-{MANAGER}")
    page.evaluate("window.focused = document.activeElement")
    duty(LAST)
    page.wait_for_selector(f"#clerk-{LAST} .duty.on")
    assert page.evaluate("document.activeElement === focused && focused.isConnected")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/clerks/{MANAGER}")


def test_without_scripts_the_list_is_as_it_was_loaded(visitor: Come, demo: DemoHall):
    page = visitor(java_script_enabled=False).page
    page.goto(demo.station.url("lobby"))
    page.click(f"#clerk-{MANAGER}")
    assert page.url.endswith(f"/clerks/{MANAGER}")
