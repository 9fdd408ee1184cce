"""Language and 长辈模式: one tap, and gone with the visit."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import to_clerk, to_thanks

Come = Callable[..., Visitor]
BODY_SIZE = "() => parseFloat(getComputedStyle(document.body).fontSize)"


def test_a_customer_switches_to_english_and_back_on_the_same_page(visitor: Come, demo: DemoHall):
    page = visitor().page
    to_clerk(page, demo)
    here = page.url
    page.click("text=English")
    assert page.url == here
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text().startswith("How did Zhou")
    page.click("text=中文")
    assert page.url == here
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_the_thanks_stay_when_the_language_is_switched(visitor: Come, demo: DemoHall):
    page = visitor().page
    to_thanks(page, demo)
    page.click("text=English")
    expect(page.locator(".thanks h1")).to_contain_text("Thank you")


def test_one_tap_makes_everything_large_and_another_small_again(visitor: Come, demo: DemoHall):
    page = visitor().page
    page.goto(demo.station.url("lobby"))
    assert page.evaluate(BODY_SIZE) == 20
    button = page.locator("button[name=mode]")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(BODY_SIZE) == 24
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(BODY_SIZE) == 20


def test_both_go_with_the_visit(visitor: Come, demo: DemoHall):
    page = visitor().page
    page.goto(demo.station.url("lobby"))
    page.click("text=English")
    page.click("text=Large type")
    to_thanks(page, demo)
    page.click(".next .primary")
    page.wait_for_selector(".person")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.evaluate(BODY_SIZE) == 20


def test_the_idle_page_forgets_what_somebody_chose_and_left(visitor: Come, demo: DemoHall):
    page = visitor().page
    page.clock.install()
    page.goto(demo.station.url("lobby"))
    assert page.locator("meta[name=idle-seconds]:not([data-quiet])").count() == 0
    page.click("text=English")
    page.clock.fast_forward(61_000)
    page.wait_for_selector("html[lang=zh-Hans]")
    page.goto(f"{demo.crowded.url('lobby')}/?page=2")
    page.clock.fast_forward(61_000)
    page.wait_for_selector("a[rel=next]")


def test_a_page_left_alone_goes_home_a_touched_one_stays(visitor: Come, demo: DemoHall):
    page = visitor().page
    page.clock.install()
    to_clerk(page, demo)
    for _ in range(3):
        page.clock.fast_forward(50_000)
        page.keyboard.press("Tab")
    assert page.url.endswith("/clerks/0101")
    page.clock.fast_forward(61_000)
    page.wait_for_url(demo.station.url("lobby") + "/")


def test_without_scripts_a_page_left_alone_goes_home_too(visitor: Come, demo: DemoHall):
    page = visitor(java_script_enabled=False).page
    to_clerk(page, demo)
    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "60;url=/idle"


def test_more_than_twelve_clerks_are_paged(visitor: Come, demo: DemoHall):
    page = visitor().page
    page.goto(demo.crowded.url("lobby"))
    seen = page.locator(".who .badge").all_inner_texts()
    assert len(seen) == 12 and page.locator("a[rel=prev]").count() == 0
    page.click("a[rel=next]")
    page.wait_for_load_state()
    seen += page.locator(".who .badge").all_inner_texts()
    assert len(set(seen)) == 13 and page.locator("a[rel=next]").count() == 0
    page.click("a[rel=prev]")
    expect(page.locator(".person")).to_have_count(12)
    for odd in ("0", "-3", "99", "x", "9" * 1_500):
        answer = page.goto(f"{demo.crowded.url('lobby')}/?page={odd}")
        assert answer is not None and answer.status == 200
        assert page.locator(".person").count() in (1, 12)
