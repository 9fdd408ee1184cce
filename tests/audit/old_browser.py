"""The last part of `make audit`: every page of the lobby in Chromium 92, of 2021, as a hall's old
tablet has it.

    python -m tests.audit.old_browser

At three sizes, in both languages and modes: nothing scrolls sideways, the tiles are inside the
viewport, targets are large enough, faces are whole, the console is silent. Then what scripts add:
htmx puts the thanks into the page, and the list of clerks is refreshed in place; without scripts
the same tap works by a plain form. Pictures are left in .venv/audit/chromium-92/. Ends with 1
where anything is wrong.
"""

import itertools
import sys
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.audit.run import running_demo
from tests.browser.conftest import NETWORK, Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import (
    LANGUAGES,
    MODES,
    SCREENS,
    SIZES,
    WANG,
    choose,
    sign_in_at_desk,
    to_clerk,
    to_thanks,
)
from tests.browser.test_every_screen import LONG, LOOK, NO_SCROLL, SLACK, TARGET
from tests.test_old_browsers import NEWER, STYLES, declarations

HERE = Path(__file__).parents[2] / ".venv" / "audit"
PROGRAM = HERE / "chromium" / "chromium"
PICTURES = HERE / "chromium-92"
CHECK_VISIBILITY = """Element.prototype.checkVisibility = function () {
  return this.getClientRects().length > 0 && getComputedStyle(this).visibility !== "hidden";
};"""
"""What tests and Playwright ask elements is younger than this browser."""
FOR_PLAYWRIGHT = f"(() => {{ {CHECK_VISIBILITY} return {{ queryAll: () => [] }}; }})()"
"""Playwright looks from a world of its own, which init scripts do not reach; a selector engine,
which nothing selects by, does."""
REFUSED = "all => all.filter(([name, value]) => !CSS.supports(name, value))"


def main() -> None:
    with running_demo() as demo, sync_playwright() as playwright:
        browser = _launch(playwright)
        click.echo(f"Chromium {browser.version}")
        wrong = [*_looks(browser, demo), *_works(browser, demo), *_ignored(browser, demo)]
        browser.close()
    for one in wrong:
        click.echo(f"WRONG  {one}")
    sys.exit(1 if wrong else 0)


def _launch(playwright: Playwright) -> Browser:
    playwright.selectors.register("old", FOR_PLAYWRIGHT, content_script=True)
    return playwright.chromium.launch(
        executable_path=PROGRAM, args=["--no-sandbox", "--no-zygote", "--disable-gpu"]
    )


def _come(browser: Browser, **options: bool) -> Visitor:
    one = Visitor(browser.new_context(reduced_motion="reduce", **options))  # type: ignore[arg-type]
    one.forgive(*NETWORK)
    one.context.add_init_script(CHECK_VISIBILITY)
    return one


def _looks(browser: Browser, demo: DemoHall) -> list[str]:
    """What is out of place on any page of the lobby."""
    PICTURES.mkdir(exist_ok=True)
    wrong = []
    lobby = [screen for screen in SCREENS if screen.audience == "lobby"]
    guest = _come(browser)
    for language, mode, screen in itertools.product(LANGUAGES, MODES, lobby):
        choose(guest.context, language, mode)
        screen.reach(guest.page, demo)
        for size, (width, height) in SIZES.items():
            guest.page.set_viewport_size({"width": width, "height": height})
            name = f"{screen.name}-{size}-{language}-{mode}"
            whole = size in NO_SCROLL and screen.name not in LONG
            faults = _faults(guest.page, size, TARGET[mode], whole)
            wrong += [f"{name}: {fault}" for fault in faults]
            guest.page.screenshot(path=PICTURES / f"{name}.png")
    guest.context.close()
    click.echo(f"{len(lobby)} pages, 2 languages, 2 modes, 3 sizes: {len(wrong)} faults")
    return wrong + guest.wrong


def _faults(page: Page, size: str, least: int, whole: bool) -> list[str]:
    """What is out of place at this size; targets are at least `least` px, and where the page is
    seen as a `whole`, its main answer must not need scrolling."""
    seen = page.evaluate(LOOK)
    wrong = []
    if seen["wider"]:
        wrong.append(f"scrolls sideways by {seen['wider']} px")
    for one in seen["targets"]:
        across, down = one["right"] - one["left"], one["bottom"] - one["top"]
        if min(across, down) < least - SLACK:
            wrong.append(f"{one['says']!r} is {across:.0f} × {down:.0f} px")
        if one["left"] < 0 or one["right"] > SIZES[size][0] + SLACK:
            wrong.append(f"{one['says']!r} is outside")
    if whole:
        (bar,) = seen["bar"]
        for one in seen["answers"]:
            if one["top"] < 0 or one["bottom"] > bar["top"] + SLACK:
                wrong.append(f"{one['says']!r} is not in sight")
    if any(abs(ratio - 0.8) >= SLACK for ratio in seen["faces"]):
        wrong.append("a face is cut")
    return wrong


def _works(browser: Browser, demo: DemoHall) -> list[str]:
    """What a tap and the list of clerks do wrong."""
    wrong = []
    guest, plain, clerk = _come(browser), _come(browser, java_script_enabled=False), _come(browser)
    to_clerk(guest.page, demo)
    guest.page.evaluate("window.same = true")
    guest.page.click("button.polite")
    guest.page.wait_for_selector(".thanks h1")
    if not guest.page.evaluate("window.same"):
        wrong.append("htmx did not put the thanks into the page")
    to_thanks(plain.page, demo)
    guest.page.goto(demo.station.url("lobby"))
    tile = guest.page.query_selector(f"#clerk-{WANG}")
    sign_in_at_desk(clerk.page, demo)
    clerk.page.click(".duty-form [value=off]")
    guest.page.wait_for_selector(f"#clerk-{WANG} .duty.off")
    if tile is None or not tile.evaluate("one => one.isConnected"):
        wrong.append("the list of clerks was not refreshed in place")
    for one in (guest, plain, clerk):
        wrong += one.wrong
        one.context.close()
    click.echo(f"a card with and without scripts, the list refreshed in place: {len(wrong)} faults")
    return wrong


def _ignored(browser: Browser, demo: DemoHall) -> list[str]:
    """Declarations that this browser ignores, but for those known to be newer."""
    said = {one for path in STYLES for one in declarations(path.read_text("utf-8"))}
    asked = [
        [name, value.removesuffix("!important").strip()]
        for name, value in sorted(said)
        if not name.startswith("--")
    ]
    guest = _come(browser)
    guest.page.goto(demo.station.url("lobby"))
    refused = guest.page.evaluate(REFUSED, asked)
    guest.context.close()
    known = [one for one in refused if any(newer in " ".join(one) for newer in NEWER)]
    click.echo(f"{len(asked)} declarations, {len(known)} known to be newer than this browser")
    return [f"ignored: {name}: {value}" for name, value in refused if [name, value] not in known]


if __name__ == "__main__":
    main()
