"""Every screen, in both languages and modes, with and without scripts: for everyone,
and nothing out of sight.

Each case is reached once and measured at every size; the tests read what was measured.
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Error

from tests.browser.conftest import NETWORK, Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.pairs import cases
from tests.browser.screens import LANGUAGES, MODES, SCREENS, SCRIPTS, SIZES, Screen, choose

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text("utf-8")
TARGET = {"normal": 64, "elder": 72}
BETWEEN = 16
TEXT_IN_ELDER = 24
CONTRAST = {"normal": 4.5, "elder": 7}
NO_SCROLL = ("1280x800", "800x1280")
SLACK = 0.02

LEFT_BY_ITSELF = ("ERR_ABORTED", "is interrupted by another navigation")

RUN_AXE = """async ({strict, scripts}) => {
  const rules = {"color-contrast-enhanced": {enabled: strict}, "meta-refresh": {enabled: scripts}};
  const found = await axe.run(document, {resultTypes: ["violations"], rules});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target).join(" ")}`);
}"""
"""Without scripts a refresh ends the visit that was left alone; axe minds any refresh."""
WITHOUT_TIMERS = """() => {
  window.setTimeout = (run, ms) => { if (!(ms > 100)) Promise.resolve().then(run); };
}"""
"""Where no scripts run, timers don't either, and axe would wait for its own for ever."""
LOOK = """() => {
  window.scrollTo(0, 0);
  const all = selector => [...document.querySelectorAll(selector)].filter(one =>
    one.checkVisibility() && one.type !== "hidden" && !one.matches(".skip"));
  const place = one => {
    const {left, top, right, bottom} = one.getBoundingClientRect();
    return {says: one.innerText || one.name || one.className, left, top, right, bottom,
            fixed: one.closest(".bar") !== null};
  };
  const scaled = one => {  // a chart's text; some of it is turned
    const to = one.getScreenCTM ? one.getScreenCTM() : {a: 1, b: 0};
    return Math.hypot(to.a, to.b);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const sizes = [];
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement, says = texts.currentNode.data.trim();
    if (says && parent.checkVisibility() && !parent.closest("template, script, [aria-hidden=true]"))
      sizes.push([scaled(parent) * parseFloat(getComputedStyle(parent).fontSize), says]);
  }
  const ways = {home: ".bar a[href='/']", language: ".bar [name=language]",
                mode: ".bar [name=mode]", help: ".bar .help", back: ".back"};
  return {
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    targets: all("a[href], button, input, select, textarea").map(place),
    answers: all(".person, .card, .grade, .choice, .turn .button, .next .primary").map(place),
    cards: all(".card").map(place),
    grounds: all(".card").map(one => getComputedStyle(one).backgroundColor),
    bar: all(".bar").map(place),
    ways: Object.fromEntries(Object.entries(ways).map(([way, at]) => [way, all(at).map(place)])),
    faces: all("img.portrait").map(one => one.clientWidth / one.clientHeight),
    sizes,
  };
}"""


class Shown(NamedTuple):
    """A screen as somebody sees it: what axe says, and what stands where at each size."""

    violations: list[str]
    at: dict[str, dict[str, Any]]


class Case(NamedTuple):
    screen: Screen
    language: str
    mode: str
    scripts: bool

    def __str__(self) -> str:
        plain = "" if self.scripts else "-plain"
        return f"{self.screen.name}-{self.language}-{self.mode}{plain}"


Look = Callable[[Case], Shown]
AXES = (SCREENS, LANGUAGES, MODES, SCRIPTS)


def fits(screen: Screen, language: str, mode: str, scripts: bool) -> bool:
    return scripts or not screen.by_scripts


ALL = [Case(*values) for values in cases(*AXES, fits=fits)]
LOBBY = [case for case in ALL if case.screen.audience == "lobby"]


@pytest.fixture(scope="module")
def guests(browser: Browser) -> Iterator[dict[bool, Visitor]]:
    """One browser with scripts and one without for all these screens, so that each
    signs in once."""
    both = {}
    for scripts in SCRIPTS:
        context = browser.new_context(reduced_motion="reduce", java_script_enabled=scripts)
        both[scripts] = Visitor(context)
        both[scripts].forgive(*NETWORK)
    yield both
    for one in both.values():
        one.context.close()
    assert [one.wrong for one in both.values()] == [[], []]


@pytest.fixture(scope="module")
def look(guests: dict[bool, Visitor], demo: DemoHall) -> Callable[[Case], Shown]:
    """Brings a guest to a screen, once however many tests ask for it."""

    @cache
    def reach(case: Case) -> Shown:
        screen, language, mode, scripts = case
        guest = guests[scripts]
        choose(guest.context, language, mode)
        page = guest.page
        try:
            screen.reach(page, demo)
        except Error as error:  # the page before left at that moment, by its own clock
            if not any(sign in error.message for sign in LEFT_BY_ITSELF):
                raise
            page.wait_for_load_state("load")  # it leaves in two steps
            screen.reach(page, demo)
        page.wait_for_load_state("load")  # its styles, too
        at = {}
        for size, (width, height) in reversed(SIZES.items()):
            page.set_viewport_size({"width": width, "height": height})
            at[size] = page.evaluate(LOOK)
        if not scripts:
            page.evaluate(WITHOUT_TIMERS)
        page.evaluate(AXE)
        strict = mode == "elder" and screen.audience in ("lobby", "keys")
        return Shown(page.evaluate(RUN_AXE, {"strict": strict, "scripts": scripts}), at)

    return reach


def each(some: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", some, ids=str)


@pytest.fixture(scope="module")
def places() -> dict[tuple[str, ...], Any]:
    """Where each way stood on the first screen that had it."""
    return {}


@each(ALL)
def test_axe_finds_no_violation(look: Look, case: Case):
    assert look(case).violations == []


@each(ALL)
def test_nothing_scrolls_sideways(look: Look, case: Case):
    wider = {size: seen["wider"] for size, seen in look(case).at.items()}
    assert wider == dict.fromkeys(SIZES, 0)


LONG = ("lobby-refused-case", "lobby-elsewhere")
"""Where the focus is at the field that is wrong, in a form that is unfolded; and where the page
first says that this browser can only read."""


@each([case for case in LOBBY if case.screen.name not in LONG])
def test_the_main_answer_is_in_sight_without_scrolling(look: Look, case: Case):
    for size in NO_SCROLL:
        seen = look(case).at[size]
        (bar,) = seen["bar"]
        assert bar["bottom"] == SIZES[size][1]
        for answer in seen["answers"]:
            assert answer["top"] >= 0, (size, answer)
            assert answer["bottom"] <= bar["top"] + SLACK, (size, answer)


@each(LOBBY)
def test_targets_are_large_and_apart(look: Look, case: Case):
    least = TARGET[case.mode] - SLACK
    for size, seen in look(case).at.items():
        for one in seen["targets"]:
            assert one["right"] - one["left"] >= least, (size, one)
            assert one["bottom"] - one["top"] >= least, (size, one)
        for one, other in combinations(seen["targets"], 2):
            if one["fixed"] != other["fixed"]:
                continue  # the bar floats over what scrolls beneath it
            aside = max(other["left"] - one["right"], one["left"] - other["right"])
            above = max(other["top"] - one["bottom"], one["top"] - other["bottom"])
            assert max(aside, above) >= BETWEEN - SLACK, (size, one["says"], other["says"])


@each([case for case in ALL if case.mode == "elder"])
def test_text_is_large_in_elder_mode(look: Look, case: Case):
    for seen in look(case).at.values():
        assert [says for size, says in seen["sizes"] if size < TEXT_IN_ELDER] == []


@each(LOBBY)
def test_the_ways_home_and_back_are_always_at_the_same_place(
    look: Look, case: Case, places: dict[tuple[str, ...], Any]
):
    for size, seen in look(case).at.items():
        for way, found in seen["ways"].items():
            if way == "back" and not found:
                continue  # the first page, and pages whose way on is the only way
            (place,) = found
            known = places.setdefault((size, case.language, case.mode, way), place)
            assert place == known, (size, way)


@each(LOBBY)
def test_faces_are_shown_whole(look: Look, case: Case):
    for seen in look(case).at.values():
        assert all(abs(ratio - 0.8) < SLACK for ratio in seen["faces"]), seen["faces"]


def luminance(colour: list[float]) -> float:
    parts = [part / 255 for part in colour]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@each([case for case in ALL if case.screen.name == "lobby-clerk"])
def test_the_five_cards_are_equal_and_legible(look: Look, case: Case):
    shown = look(case)
    for size, seen in shown.at.items():
        cards = seen["cards"]
        areas = [(c["right"] - c["left"]) * (c["bottom"] - c["top"]) for c in cards]
        assert len(cards) == 5 and max(areas) - min(areas) <= max(areas) * 0.01, (size, areas)
        assert len({card["top"] for card in cards}) == 5 and len({c["left"] for c in cards}) == 1
    for colour in shown.at["1280x800"]["grounds"]:
        ground = [int(part) for part in colour[4:-1].split(",")]
        lightest = [part + (255 - part) * 0.06 for part in ground]  # a ring of the pattern
        assert 1.05 / (luminance(lightest) + 0.05) >= CONTRAST[case.mode]
