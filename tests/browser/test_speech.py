"""Reading aloud: offered only with a voice for the page's language, and silent when the page goes.

The browser's voices are stubbed: what the machine that runs the tests can say does not matter.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import WANG, choose, press

Come = Callable[..., Visitor]
STUB = """
const heard = JSON.parse(sessionStorage.heard || "[]");
const keep = what => { heard.push(what); sessionStorage.heard = JSON.stringify(heard); };
const voices = VOICES.map(said => said.split("|")).map(([lang, name]) =>
  ({ lang, name, localService: !lang.startsWith("!") }));
const speech = Object.assign(new EventTarget(), {
  getVoices: () => speech.late ? [] : voices,
  speak: said => { sessionStorage.voice = said.voice.name; keep("says: " + said.text); },
  cancel: () => keep("silent"),
});
Object.defineProperty(window, "speechSynthesis", { value: speech });
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
REFRESH = r"""() => {
  const list = document.getElementById("people");
  list.setAttribute("hx-get", list.getAttribute("hx-get").replace(/seen=\w+/, "seen=x"));
}"""
"""Lets the list believe that something has changed."""


def hall(
    visitor: Come, demo: DemoHall, *voices: str, language: str = "zh", path: str = "/"
) -> Page:
    one = visitor()
    choose(one.context, language)
    one.context.add_init_script(STUB.replace("VOICES", str(list(voices))))
    one.page.goto(demo.station.url("lobby") + path)
    return one.page


def heard(page: Page) -> list[str]:
    return list(page.evaluate("JSON.parse(sessionStorage.heard || '[]')"))


@pytest.mark.parametrize(
    ("language", "voices", "offered"),
    [
        ("zh", ["zh-CN"], True),
        ("zh", ["zh_CN"], True),
        ("zh", ["cmn"], True),
        ("zh", ["en-US", "zh-HK", "yue"], False),
        ("zh", ["!zh-CN"], False),
        ("zh", [], False),
        ("en", ["zh-CN"], False),
        ("en", ["zh-CN", "en-GB"], True),
    ],
)
def test_it_is_offered_only_with_a_voice_of_this_machine(
    visitor: Come, demo: DemoHall, language: str, voices: list[str], offered: bool
):
    page = hall(visitor, demo, *voices, language=language)
    assert page.locator("#speak").is_visible() == offered


def test_nothing_that_is_hidden_is_shown(visitor: Come, demo: DemoHall):
    """`hidden` beats every `display` of a class."""
    page = hall(visitor, demo)
    assert page.locator("[hidden]").count() > 1
    assert (
        page.locator("[hidden]").evaluate_all(
            "all => all.map(one => getComputedStyle(one).display)"
        )
        == ["none"] * page.locator("[hidden]").count()
    )


GARBLED = "cmn|Chinese (Mandarin, latin as English) espeak-ng"
CLEAR = "cmn-LATN-PINYIN|Chinese (Mandarin, latin as Pinyin) espeak-ng"


def test_the_voice_that_reads_chinese_as_english_is_not_used(visitor: Come, demo: DemoHall):
    page = hall(visitor, demo, GARBLED)
    assert not page.locator("#speak").is_visible()
    page = hall(visitor, demo, GARBLED, CLEAR)
    page.locator("#speak").click()
    assert page.evaluate("sessionStorage.voice") == CLEAR.split("|")[1]


def test_voices_that_come_later_are_offered_later(visitor: Come, demo: DemoHall):
    page = hall(visitor, demo, "zh-CN")
    page.evaluate("""() => { speechSynthesis.late = true;
      speechSynthesis.dispatchEvent(new Event("voiceschanged")); }""")
    assert page.locator("#speak").is_hidden()
    page.evaluate("""() => { speechSynthesis.late = false;
      speechSynthesis.dispatchEvent(new Event("voiceschanged")); }""")
    assert page.locator("#speak").is_visible()


def test_it_reads_the_page_and_falls_silent_on_the_next(visitor: Come, demo: DemoHall):
    page = hall(visitor, demo, "zh-CN")
    page.click("#speak")
    assert heard(page)[0] == "silent" and heard(page)[1].startswith("says: 今天是谁为您服务")
    page.click(f"#clerk-{WANG}")
    page.wait_for_selector(".tiles")
    assert heard(page)[2:] == ["silent"]


def test_it_falls_silent_when_a_tap_brings_another_page(visitor: Come, demo: DemoHall):
    page = hall(visitor, demo, "zh-CN", path=f"/clerks/{WANG}")
    page.click("#speak")
    press(page, "button.polite")
    page.wait_for_selector(".thanks")
    assert heard(page)[2:] == ["silent"]


def test_it_falls_silent_when_the_visit_ends(visitor: Come, demo: DemoHall):
    one = visitor()
    choose(one.context)
    one.context.add_init_script(STUB.replace("VOICES", "['zh-CN']"))
    one.page.clock.install()
    one.page.goto(f"{demo.station.url('lobby')}/clerks/{WANG}")
    one.page.click("#speak")
    one.page.clock.fast_forward(61_000)
    one.page.wait_for_url(demo.station.url("lobby") + "/")
    assert heard(one.page)[2:] == ["silent"]


def test_a_refresh_of_the_list_does_not_interrupt(visitor: Come, demo: DemoHall):
    page = hall(visitor, demo, "zh-CN")
    page.click("#speak")
    with page.expect_response("**/people?*"):
        page.evaluate(REFRESH)
    page.wait_for_timeout(300)
    assert heard(page)[2:] == []
