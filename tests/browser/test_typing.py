"""A customer types with a finger, on the keyboard of the screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import MODES, SIZES, choose

Come = Callable[..., Visitor]
MM_12 = 71
"""Pixels in 12 mm on a tablet of 10.1 inches with 1280 by 800."""
TABLETS = [SIZES["1280x800"], SIZES["800x1280"]]


def at(visitor: Come, demo: DemoHall, path: str, **options: object) -> Page:
    touched = {"has_touch": True, **options}
    one = visitor(**touched)
    choose(one.context)
    one.page.goto(demo.station.url("lobby") + path)
    return one.page


def touch(page: Page, field: str) -> Locator:
    page.locator(field).tap()
    page.wait_for_selector("#keys")
    return page.locator(field)


def tap(page: Page, keys: str) -> None:
    for key in keys:
        page.locator(f'#keys [data-key="{key}"]').tap()


def step(page: Page, name: str) -> None:
    page.locator(f"#keys [data-step={name}]:visible").tap()


def loaded(asked: list[str]) -> list[str]:
    """What belongs to the keyboard, of all that a page asked for."""
    return [url for url in asked if "/keyboard." in url or "/typing/" in url]


def box(one: Locator) -> dict[str, float]:
    found = one.bounding_box()
    assert found is not None
    return dict(found)


def test_a_receipt_code_is_typed_by_finger_and_looked_up(visitor: Come, demo: DemoHall):
    page = at(visitor, demo, "/feedback/complaint")
    page.locator(".chip:has([value=waiting])").tap()
    page.locator(".filing .primary").tap()
    code = page.inner_text(".code output").replace("-", "")
    page.goto(demo.station.url("lobby") + "/look-up")
    field = touch(page, "#code")
    tap(page, code[:3] + "ZZ")
    step(page, "delete")
    step(page, "delete")
    tap(page, code[3:])
    assert field.input_value() == code
    step(page, "done")
    assert page.locator("#keys").count() == 0
    page.locator(".filing .primary").tap()
    page.wait_for_selector(".stages")


def test_a_phone_number_is_typed_by_finger(visitor: Come, demo: DemoHall):
    page = at(visitor, demo, "/feedback/complaint")
    page.locator("details:has(#contact) summary").tap()
    field = touch(page, "[name=phone]")
    tap(page, "139-9888")
    assert field.input_value() == "139-9888"
    assert page.locator("#keys").get_attribute("data-pad") == "phone"


def test_a_mouse_presses_the_keys_as_well(visitor: Come, demo: DemoHall):
    page = at(visitor, demo, "/look-up", has_touch=False)
    page.click("#code")
    page.click('#keys [data-key="K"]')
    assert page.input_value("#code") == "K"


def test_what_is_typed_goes_where_the_caret_is_and_no_further_than_the_field(
    visitor: Come, demo: DemoHall
):
    page = at(visitor, demo, "/look-up")
    field = touch(page, "#code")
    tap(page, "AC")
    field.evaluate("one => one.setSelectionRange(1, 1)")
    tap(page, "B")
    assert field.input_value() == "ABC"
    field.evaluate("one => one.select()")
    step(page, "delete")
    assert field.input_value() == ""
    field.evaluate("one => { one.maxLength = 12; }")
    tap(page, "23456789ABCDEFG")
    assert len(field.input_value()) == 12, "maxlength"


def test_nothing_moves_unless_the_keys_would_cover_the_field(visitor: Come, demo: DemoHall):
    """And then only as far as that; whatever is pressed next is where it was seen."""
    for size in TABLETS:
        width, height = size
        page = at(visitor, demo, "/look-up", viewport={"width": width, "height": height})
        before = box(page.locator("#code"))
        field = touch(page, "#code")
        after, keys = box(field), box(page.locator("#keys"))
        assert after["y"] + after["height"] <= keys["y"]
        covered = before["y"] + before["height"] + 24 > keys["y"]
        assert (after["y"] == before["y"]) != covered
        assert after["x"] == before["x"] and after["width"] == before["width"]
        step(page, "done")
        assert box(page.locator("#code")) == before


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", TABLETS)
def test_keys_are_twelve_millimetres_on_a_tablet(
    visitor: Come, demo: DemoHall, size: tuple[int, int], mode: str
):
    one = visitor(has_touch=True, viewport={"width": size[0], "height": size[1]})
    choose(one.context, mode=mode)
    for path, field in (
        ("/look-up", "#code"),
        ("/mine", "[name=pin]"),
        ("/feedback/complaint", "[name=text]"),
    ):
        one.page.goto(demo.station.url("lobby") + path)
        touch(one.page, field)
        sizes = one.page.locator("#keys button:visible").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(r => [r.width, r.height])"
        )
        assert len(sizes) > 11 and min(min(pair) for pair in sizes) >= MM_12
        wide = one.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size[0], "no sideways scrolling"


def test_a_real_keyboard_sends_it_away(visitor: Come, demo: DemoHall):
    page = at(visitor, demo, "/look-up")
    touch(page, "#code")
    page.keyboard.press("k")
    page.wait_for_selector("#keys", state="detached")
    assert page.input_value("#code") == "k"
    assert page.locator("#code").get_attribute("inputmode") is None
    page.locator("#code").tap()
    page.wait_for_timeout(300)
    assert page.locator("#keys").count() == 0


@pytest.mark.parametrize(
    "device",
    [
        "Mozilla/5.0 (Linux; Android 13; Tab) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36",
        "Mozilla/5.0 (iPad; CPU OS 16_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0",
    ],
)
def test_it_stays_away_from_devices_with_a_keyboard_of_their_own(
    visitor: Come, demo: DemoHall, device: str
):
    page = at(visitor, demo, "/look-up", user_agent=device)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#code").tap()
    page.wait_for_timeout(300)
    assert page.locator("#keys").count() == 0 and loaded(asked) == []


def test_nothing_of_it_is_loaded_before_a_field_is_touched(visitor: Come, demo: DemoHall):
    one = visitor(has_touch=True)
    choose(one.context)
    asked: list[str] = []
    one.page.on("request", lambda request: asked.append(request.url))
    one.page.goto(demo.station.url("lobby") + "/look-up", wait_until="networkidle")
    assert loaded(asked) == []
    touch(one.page, "#code")
    assert len(loaded(asked)) == 3, "a script, a stylesheet, and the keys"


def test_without_scripts_there_is_the_plain_field(visitor: Come, demo: DemoHall):
    page = at(visitor, demo, "/look-up", java_script_enabled=False)
    page.locator("#code").tap()
    assert page.locator("#keys").count() == 0 and page.locator("#code").is_editable()


def test_a_key_is_a_touch_that_keeps_the_visit(visitor: Come, demo: DemoHall):
    one = visitor(has_touch=True)
    choose(one.context)
    one.page.clock.install()
    one.page.goto(demo.station.url("lobby") + "/look-up")
    touch(one.page, "#code")
    for _ in range(3):
        one.page.clock.fast_forward(50_000)
        assert one.page.locator("#still-there").is_visible()
        tap(one.page, "K")
        assert not one.page.locator("#still-there").is_visible()
    assert one.page.input_value("#code") == "KKK"


def test_a_pin_is_typed_by_finger_at_the_desk(visitor: Come, demo: DemoHall):
    one = visitor(has_touch=True)
    choose(one.context)
    one.page.goto(demo.station.url("desk") + "/sign-in")
    one.page.click("[name=badge]")
    one.page.wait_for_timeout(300)
    assert one.page.locator("#keys").count() == 0, "a desk has a mouse, and then a keyboard"
    touch(one.page, "[name=pin]")
    tap(one.page, "482915")
    assert one.page.input_value("[name=pin]") == "482915"
