"""Every screen, in both languages and modes: for everyone, and nothing out of sight."""

from collections.abc import Callable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import NETWORK, Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import LANGUAGES, MODES, SCREENS, SIZES, Screen, choose

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
TARGET = {"normal": 64, "elder": 72}
BETWEEN = 16
TEXT_IN_ELDER = 24
MAIN_ANSWER = ".person, .card, .turn .button, .next .primary"
NO_SCROLL = ("1280x800", "800x1280")

RUN_AXE = """async ([strict]) => {
  const rules = {"color-contrast-enhanced": {enabled: strict}};
  const found = await axe.run(document, {resultTypes: ["violations"], rules});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target).join(" ")}`);
}"""
TARGETS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea")]
  .filter(one => one.type !== "hidden" && one.checkVisibility() && !one.matches(".skip"))
  .map(one => {
    const {left, top, right, bottom} = one.getBoundingClientRect();
    return {says: one.innerText || one.name, left, top, right, bottom,
            fixed: one.closest(".bar") !== null};
  })"""
SMALL_TEXT = """smallest => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !parent.checkVisibility()) continue;
    if (parent.closest("template, script, [aria-hidden=true]")) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < smallest) found.push(`${size}px: ${texts.currentNode.data.trim()}`);
  }
  return found;
}"""


class Shown(NamedTuple):
    """A page that has come to a screen."""

    screen: Screen
    language: str
    mode: str
    page: Page


@pytest.fixture(scope="module")
def guest(browser: Browser) -> Iterator[Visitor]:
    """One browser for all these screens, so that it signs in once."""
    one = Visitor(browser.new_context())
    one.forgive(*NETWORK)
    yield one
    one.context.close()
    assert one.wrong == []


@pytest.fixture(
    scope="module",
    params=list(product(SCREENS, LANGUAGES, MODES)),
    ids=lambda one: f"{one[0].name}-{one[1]}-{one[2]}",
)
def shown(request: pytest.FixtureRequest, guest: Visitor, demo: DemoHall) -> Shown:
    screen, language, mode = request.param
    choose(guest.context, language, mode)
    guest.page.set_viewport_size({"width": 1280, "height": 800})
    screen.reach(guest.page, demo)
    return Shown(screen, language, mode, guest.page)


def resize(shown: Shown, size: str) -> None:
    width, height = SIZES[size]
    shown.page.set_viewport_size({"width": width, "height": height})


def at_every_size(shown: Shown, look: Callable[[Page], Any]) -> dict[str, Any]:
    found = {}
    for size in SIZES:
        resize(shown, size)
        found[size] = look(shown.page)
    return found


def test_axe_finds_no_violation(shown: Shown):
    resize(shown, "1280x800")
    shown.page.evaluate(AXE.read_text("utf-8"))
    strict = shown.mode == "elder" and shown.screen.audience == "lobby"
    shown.page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    assert shown.page.evaluate(RUN_AXE, [strict]) == []


def test_nothing_scrolls_sideways(shown: Shown):
    wider = at_every_size(
        shown,
        lambda page: page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        ),
    )
    assert wider == dict.fromkeys(SIZES, 0)


def test_the_main_answer_is_in_sight_without_scrolling(shown: Shown):
    if shown.screen.audience != "lobby":
        pytest.skip("of the lobby alone")
    for size in NO_SCROLL:
        resize(shown, size)
        shown.page.evaluate("window.scrollTo(0, 0)")
        bar = shown.page.locator(".bar").bounding_box()
        assert bar is not None and bar["y"] + bar["height"] == SIZES[size][1]
        for answer in shown.page.locator(MAIN_ANSWER).all():
            box = answer.bounding_box()
            assert box is not None and box["y"] >= 0, size
            assert box["y"] + box["height"] <= bar["y"], (size, answer.inner_text())


def test_targets_are_large_and_apart(shown: Shown):
    if shown.screen.audience != "lobby":
        pytest.skip("of the lobby alone")
    least = TARGET[shown.mode]
    for size, targets in at_every_size(shown, lambda page: page.evaluate(TARGETS)).items():
        for one in targets:
            width, height = one["right"] - one["left"], one["bottom"] - one["top"]
            assert min(width, height) >= least - 0.01, (size, one["says"], width, height)
        for one, other in combinations(targets, 2):
            if one["fixed"] != other["fixed"]:
                continue  # the bar floats over what scrolls beneath it
            aside = max(other["left"] - one["right"], one["left"] - other["right"])
            above = max(other["top"] - one["bottom"], one["top"] - other["bottom"])
            assert max(aside, above) >= BETWEEN - 0.01, (size, one["says"], other["says"])


def test_text_is_large_in_elder_mode(shown: Shown):
    if shown.mode != "elder":
        pytest.skip("of 长辈模式 alone")
    assert shown.page.evaluate(SMALL_TEXT, TEXT_IN_ELDER) == []


def test_the_ways_home_and_back_are_always_at_the_same_place(
    shown: Shown, places: dict[tuple[str, ...], Any]
):
    if shown.screen.audience != "lobby":
        pytest.skip("of the lobby alone")
    for size in SIZES:
        resize(shown, size)
        for way in (".bar a", ".bar button[name=language]", ".bar button[name=mode]", ".back"):
            if not shown.page.locator(way).count():
                assert way == ".back" and shown.screen.name.startswith("lobby-hall"), way
                continue
            box = shown.page.locator(way).bounding_box()
            known = places.setdefault((size, shown.language, shown.mode, way), box)
            assert box == known, (size, way)


@pytest.fixture(scope="module")
def places() -> dict[tuple[str, ...], Any]:
    return {}


def test_faces_are_shown_whole(shown: Shown):
    ratios = shown.page.locator("img.portrait").evaluate_all(
        "all => all.map(one => one.clientWidth / one.clientHeight)"
    )
    assert all(abs(ratio - 0.8) < 0.02 for ratio in ratios), ratios


def luminance(colour: tuple[float, ...]) -> float:
    parts = [part / 255 for part in colour]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_five_cards_are_equal_and_legible(shown: Shown):
    if shown.screen.name != "lobby-clerk":
        pytest.skip("where cards are given")
    for size in SIZES:
        resize(shown, size)
        boxes = [card.bounding_box() for card in shown.page.locator(".card").all()]
        areas = {round(box["width"] * box["height"]) for box in boxes if box}
        rows = {box["y"] for box in boxes if box}
        assert len(boxes) == 5 and max(areas) - min(areas) <= max(areas) * 0.01, (size, areas)
        assert len(rows) == (1 if size == "1280x800" else 5), size
    for colour in shown.page.locator(".card").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    ):
        ground = [int(part) for part in colour[4:-1].split(",")]
        lightest = tuple(part + (255 - part) * 0.06 for part in ground)  # a ring of the pattern
        assert 1.05 / (luminance(lightest) + 0.05) >= (7 if shown.mode == "elder" else 4.5)
