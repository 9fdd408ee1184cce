"""Fees and guides on A4, with scripts and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.pairs import cases
from tests.browser.screens import MODES, SCRIPTS, WANG, at_desk, choose

A4 = (210, 297)
"""Millimetres."""
SHEETS = {"/print/fees/gas": 1, "/print/guide/transfer": 1, "/print/fees": 3}
"""How many pages each fills."""
AXES = (tuple(SHEETS), MODES, SCRIPTS)
PRINTED = cases(*AXES)
OF_THE_SCREEN = (".top", ".before", ".bar", ".refusal", ".calls")


def pages(pdf: bytes) -> list[tuple[int, int]]:
    """The size of each page, in mm."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(boxes) == len(re.findall(rb"/Type /Page\b(?!s)", pdf))
    return [
        (round(float(wide) / 72 * 25.4), round(float(high) / 72 * 25.4)) for wide, high in boxes
    ]


def on_paper(page: Page) -> list[tuple[int, int]]:
    """Prints the page; what is not of the sheet stays on the screen."""
    page.emulate_media(media="print")
    for selector in OF_THE_SCREEN:
        assert page.locator(selector).filter(visible=True).count() == 0, selector
    return pages(page.pdf(prefer_css_page_size=True))


@pytest.mark.parametrize("path, mode, scripts", PRINTED)
def test_a_sheet_is_a_page_of_a4(
    visitor: Callable[..., Visitor], demo: DemoHall, path: str, mode: str, scripts: bool
):
    one = visitor(java_script_enabled=scripts)
    choose(one.context, mode=mode)
    at_desk("station", WANG, path)(one.page, demo)
    assert one.page.locator("#print").is_visible() == scripts
    assert on_paper(one.page) == [A4] * SHEETS[path]


def test_the_button_prints(visitor: Callable[..., Visitor], demo: DemoHall):
    one = visitor()
    one.page.add_init_script("window.print = () => { window.printed = true; }")
    at_desk("station", WANG, "/print/fees/gas")(one.page, demo)
    one.page.click("#print")
    assert one.page.evaluate("window.printed") is True


def test_the_lobbys_own_page_prints_without_its_bar(
    visitor: Callable[..., Visitor], demo: DemoHall
):
    page = visitor(java_script_enabled=False).page
    page.goto(f"{demo.station.url('lobby')}/fees/gas")
    page.emulate_media(media="print")
    for selector in (".bar", ".back", ".fees .button"):
        assert page.locator(selector).filter(visible=True).count() == 0, selector
    assert pages(page.pdf(format="A4")) == [A4]
