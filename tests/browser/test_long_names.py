"""A hall of long names: nothing is cut, and nothing breaks the layout.

Twice: with the longest names that people have, where everything is in sight as usual; and with all
names at the most that a table takes, where pages may scroll.
"""

import datetime
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page

from kiosk.files.pinyin import findable
from kiosk.ground.db import Database
from kiosk.records.publishing import documents
from kiosk.rules.spreadsheets.cells import LIMIT
from kiosk.vocabulary.documents import (
    Clerk,
    FeeItem,
    Fees,
    Flat,
    Guide,
    Notice,
    Publication,
    Said,
    Service,
)
from tests.browser.conftest import Visitor
from tests.browser.demo_hall import Machine
from tests.browser.pairs import cases
from tests.browser.screens import LANGUAGES, MODES, SIZES, choose, press
from tests.browser.test_every_screen import LOOK, NO_SCROLL, SLACK

Come = Callable[..., Visitor]
DAY = datetime.date(2014, 1, 1)
FIRST = "0900"
CUT = """() => {
  const wrong = [];
  const unseen = ".unseen, .skip, svg, select, template, .find button, .fees thead";
  const boxes = ".person, .button, button, .chip span, .choice, .card, .grade, .top, td, th, "
    + "summary";
  const name = one => one.className || one.tagName;
  for (const one of document.querySelectorAll("body *")) {
    if (!one.checkVisibility() || one.closest(unseen)) continue;
    const style = getComputedStyle(one), clips = /hidden|clip/;
    if (clips.test(style.overflowX) && one.scrollWidth > one.clientWidth + 3
        || clips.test(style.overflowY) && one.scrollHeight > one.clientHeight + 3)
      wrong.push(`${name(one)} cuts ${one.innerText.slice(0, 20)}`);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, parent = text.parentElement;
    if (!text.data.trim() || !parent.checkVisibility() || parent.closest(unseen)) continue;
    const inside = parent.closest(boxes)?.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const at of range.getClientRects()) {
      if (at.left < -1 || at.right > innerWidth + 1)
        wrong.push(`outside the page: ${text.data.slice(0, 20)}`);
      if (inside && (at.left < inside.left - 1 || at.right > inside.right + 1
          || at.top < inside.top - 8 || at.bottom > inside.bottom + 8))
        wrong.push(`outside ${name(parent.closest(boxes))}: ${text.data.trim().slice(0, 20)}`);
    }
  }
  return wrong;
}"""
"""What is clipped, and text that leaves its box or the page; a line's room above and below its
letters is not counted."""


class Names(NamedTuple):
    """How long names are in this hall, and how many clerks it has."""

    zh: str
    en: str
    title: str
    title_en: str
    clerks: int


USUAL = Names(
    "阿卜杜热合曼江买买提阿吉", "Maximiliana-Konstantina Featherstonehaugh"[:40],
    "沈北新区道义街道蒲河新城营业厅", "Puhe New Town service hall, Daoyi subdistrict", 6,
)  # fmt: skip
LONGEST = Names(
    "欧阳阿卜杜热合曼" * (LIMIT // 8), ("Wolfeschlegelsteinhausenbergerdorff " * 6)[:LIMIT],
    "沈北新区蒲河新城" * (LIMIT // 8), ("Puhe-New-Town-Service-Hall Daoyi " * 7)[:LIMIT], 12,
)  # fmt: skip


def publications(names: Names) -> Iterator[Publication]:
    title = Said(names.title, names.title_en)
    for number in range(names.clerks):
        clerk = Clerk(name=names.zh, name_en=names.en, branch="np07")
        yield Publication(f"{int(FIRST) + number:04}", clerk, DAY)
    for number in range(4):
        yield Publication(f"s{number}", Service(name=title), DAY)
    lines = [FeeItem(title, title, Said("12"), Flat("12")), FeeItem(title, Said("元"), title)]  # type: ignore[arg-type]
    yield Publication("k", Fees(title=title, basis=title, items=tuple(lines)), DAY)
    guide = Guide(title=title, steps=(title,) * 2, papers=(title,), limit=title, fee=title,
                  window=title)  # fmt: skip
    yield Publication("g", guide, DAY)
    yield Publication("n", Notice(title=title, text=title), DAY)


@pytest.fixture(scope="module", params=[USUAL, LONGEST], ids=["usual", "longest"])
def hall(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Names, Machine]]:
    names: Names = request.param
    machine = Machine(Path(tmp_path_factory.mktemp("long")), "station", "sync_seconds = 86400\n")
    machine.run(
        "found", "np07", "--organisation", names.title, "--name", names.title, "--hall",
        names.title, "--badge", FIRST, "--manager", names.zh, "--organisation-en", names.title_en,
        "--name-en", names.title_en, "--hall-en", names.title_en, "--manager-en", names.en,
        "--since", str(DAY),
    )  # fmt: skip
    db = Database(machine.folder / "station.db")
    documents.publish(db, map(findable, publications(names)), FIRST, int(time.time() * 1000))
    db.close()
    machine.start()
    yield names, machine
    machine.stop()


def thanks(page: Page) -> None:
    press(page, "button.polite")
    page.wait_for_selector(".thanks h1")


def rated(page: Page) -> None:
    press(page, ".grade[value='1']")
    page.wait_for_selector(".rated h1")


def opened(page: Page) -> None:
    for summary in page.locator("summary").all():
        summary.click()


PAGES: dict[str, tuple[str, str, Callable[[Page], None]]] = {
    "hall": ("lobby", "/", lambda _: None),
    "clerk": ("lobby", f"/clerks/{FIRST}", lambda _: None),
    "thanks": ("lobby", f"/clerks/{FIRST}", thanks),
    "rated": ("lobby", f"/clerks/{FIRST}", rated),
    "complaint": ("lobby", "/feedback/complaint", opened),
    "fees": ("lobby", "/fees", lambda _: None),
    "one fee": ("lobby", "/fees/k", lambda _: None),
    "cost": ("lobby", "/fees/k/cost/0?amount=2", lambda _: None),
    "guides": ("lobby", "/guides", lambda _: None),
    "guide": ("lobby", "/guides/g", lambda _: None),
    "notices": ("lobby", "/notices", lambda _: None),
    "mine": ("lobby", "/mine", lambda _: None),
    "help": ("lobby", "/help", lambda _: None),
    "desk": ("desk", "/sign-in", lambda _: None),
}
FITS = ("hall", "clerk", "thanks")
"""Pages whose answers are in sight without scrolling, with names as people have them."""


@pytest.mark.parametrize(("name", "language", "mode"), cases(PAGES, LANGUAGES, MODES))
def test_long_names_are_whole_and_break_nothing(
    visitor: Come, hall: tuple[Names, Machine], name: str, language: str, mode: str
):
    names, machine = hall
    one = visitor(reduced_motion="reduce")
    choose(one.context, language, mode)
    screen, path, reach = PAGES[name]
    one.page.goto(machine.url(screen) + path)
    reach(one.page)
    for size, (width, height) in reversed(SIZES.items()):
        one.page.set_viewport_size({"width": width, "height": height})
        seen: dict[str, Any] = one.page.evaluate(LOOK)
        assert (size, seen["wider"], one.page.evaluate(CUT)) == (size, 0, [])
        assert all(abs(ratio - 0.8) < SLACK for ratio in seen["faces"])
        if names is USUAL and name in FITS and size in NO_SCROLL:
            (bar,) = seen["bar"]
            below = [a["says"] for a in seen["answers"] if a["bottom"] > bar["top"] + SLACK]
            assert (size, below) == (size, [])


def test_a_name_is_on_the_page_in_full(visitor: Come, hall: tuple[Names, Machine]):
    names, machine = hall
    page = visitor().page
    page.goto(machine.url("lobby"))
    assert page.locator(".who strong").first.inner_text() == names.zh
    page.goto(f"{machine.url('lobby')}/clerks/{FIRST}")
    assert names.zh in page.locator("h1").inner_text()
