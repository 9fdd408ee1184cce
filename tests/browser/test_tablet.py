"""On a paired tablet whose diagonal is known, letters and targets are measured in millimetres."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.rules.hall.sizes import CAPITAL, CAPITAL_MM, TARGET_MM
from tests.browser import help_calls
from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import LANGUAGES, choose
from tests.browser.test_every_screen import LOOK

Come = Callable[..., Visitor]
TABLETS = {
    "10 inches wide": (1280, 800, 257),
    "10 inches tall": (800, 1280, 257),
    "10 inches of a tablet of 4:3": (1080, 810, 259),
    "22 inches": (1920, 1080, 546),
}
PAGES = ("/", "/clerks/0101", "/fees", "/feedback", "/feedback/complaint", "/look-up", "/help")


def looked(page: Any, url: str) -> dict[str, Any]:
    page.goto(url)
    page.wait_for_load_state("load")
    return dict(page.evaluate(LOOK))


@pytest.mark.parametrize("tablet", TABLETS)
@pytest.mark.parametrize("mode", ["normal", "elder"])
def test_letters_and_targets_have_their_millimetres(
    visitor: Come, demo: DemoHall, tablet: str, mode: str
):
    wide, high, diagonal = TABLETS[tablet]
    density = math.hypot(wide, high) / diagonal
    one = visitor(viewport={"width": wide, "height": high})
    help_calls.pair(demo, one.context, "tablet", diagonal=diagonal, wide=wide, high=high)
    for language in LANGUAGES:
        choose(one.context, language, mode)
        for path in PAGES:
            seen = looked(one.page, f"{demo.station.url('lobby')}{path}")
            assert seen["wider"] == 0, (path, language)
            small = [
                (says, size)
                for size, says in seen["sizes"]
                if mode == "elder" and size * CAPITAL / density < CAPITAL_MM
            ]
            assert small == [], (path, language)
            for target in seen["targets"]:
                sides = target["right"] - target["left"], target["bottom"] - target["top"]
                assert min(sides) / density >= TARGET_MM - 0.05, (path, language, target)


def test_a_tablet_is_paired_and_measured_by_finger(visitor: Come, demo: DemoHall):
    one = visitor(viewport={"width": 1080, "height": 810}, screen={"width": 1080, "height": 810})
    help_calls.pair(demo, one.context, "tablet")
    page = one.page
    page.goto(f"{demo.station.url('lobby')}/pair")
    assert not page.locator("[name=wide]").is_visible(), "the browser knows it"
    page.fill("[name=diagonal]", "25.9")
    page.click("label:has-text('厘米')")
    page.wait_for_timeout(600)
    page.click("text=保存")
    page.wait_for_selector(".person")
    assert "/styles/site.css" in page.content(), "large enough as it is"
    page.click("text=长辈模式")
    page.wait_for_selector("[data-mode=elder]")
    assert "/styles/site/185.css" in page.content()
