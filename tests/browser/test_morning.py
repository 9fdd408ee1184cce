"""The morning meeting: yesterday's card and a case due today are on one page; who took part is
ticked by the manager and read by the clerk. With and without scripts."""

import io
import re
from collections.abc import Callable

import pypdf
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from kiosk.records.recognition import morning
from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.mornings import WORDS, bring_morning
from tests.browser.screens import HELPFUL, MANAGER, choose, press, sign_in_at_desk
from tests.browser.test_print import A4, on_paper
from tests.browser.test_ratings_desk import violations
from tests.cast import MANAGER as OTHER_MANAGER
from tests.cast import Machine, Time
from tests.web.cast import at_desk
from tests.web.desk.meetings.cast import crowded, yesterday

WAYS = [("zh", "normal", True), ("en", "elder", False)]


def text_of(pdf: bytes) -> str:
    """The text of a PDF of one page, without its blanks."""
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join(page.extract_text().split())


def the_pdf(page: Page) -> bytes:
    link = page.locator("a[href*='/morning/sheet.pdf']").get_attribute("href") or ""
    return page.request.get(link if "://" in link else page.url.split("/morning")[0] + link).body()


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_sheet_is_read_printed_and_its_meeting_recorded(
    visitor: Callable[..., Visitor], demo: DemoHall, way: tuple[str, str, bool]
):
    language, mode, scripts = way
    number = bring_morning(demo, HELPFUL, MANAGER)
    one = visitor(java_script_enabled=scripts)
    choose(one.context, language, mode)
    page = one.page
    sign_in_at_desk(page, demo, MANAGER)
    page.click(".menu a[href='/morning']")
    sheet = page.locator(".morning")
    expect(sheet.locator("[data-part=story]")).to_contain_text(WORDS)
    due = "今日到期" if language == "zh" else "Due today"
    expect(sheet.locator("[data-part=due] tr", has_text=number)).to_contain_text(due)
    assert violations(page, scripts) == []
    said = text_of(the_pdf(page))
    assert WORDS in said and number in said
    page.locator(f"[name=present][value='{HELPFUL}']").check()
    page.fill("[name=note]", f"今天多开一个窗口 {language}")
    press(page, ".after .primary")
    expect(page.locator(".held li").first).to_contain_text(f"今天多开一个窗口 {language}")
    page.click("a[href='/morning/meetings']")
    said_last = page.locator("[role=group][aria-labelledby=mornings] tbody tr").first
    expect(said_last).to_contain_text(f"今天多开一个窗口 {language}")
    assert violations(page, scripts) == []
    page.go_back()
    assert on_paper(page) == [A4]
    page.emulate_media(media="screen")
    sign_in_at_desk(page, demo, HELPFUL)
    expect(page.locator("a[href='/morning']", has_text="1").first).to_be_visible()
    page.click(".menu a[href='/morning']")
    expect(page.locator("[data-part=story]")).to_contain_text(WORDS)
    assert page.locator(".after").count() == 0 and number in text_of(the_pdf(page))


def with_styles(desk: FlaskClient, path: str) -> str:
    """A page with its stylesheets in it, and without scripts."""
    page = re.sub(r"<script.*?</script>", "", desk.get(path).text, flags=re.DOTALL)
    link = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
    return link.sub(lambda found: f"<style>{desk.get(found[1]).text}</style>", page)


@pytest.mark.parametrize("letter", ["字", "W"])
def test_the_printed_page_is_one_sheet_whatever_is_on_it(
    visitor: Callable[..., Visitor],
    request: pytest.FixtureRequest,
    time: Time,
    monkeypatch: pytest.MonkeyPatch,
    letter: str,
):
    """200 low grades and cases, 90 clerks, each with the longest words."""
    monkeypatch.setattr("kiosk.ground.clock.read", time)
    hall: Machine = request.getfixturevalue("hall")
    yesterday(hall, time)
    found = crowded(hall, letter)
    monkeypatch.setattr(morning, "of_day", lambda *_: found)
    page = visitor().page
    desk = at_desk(hall, OTHER_MANAGER)
    for language, mode, query in (("zh", "elder", ""), ("en", "normal", "?copy=shared")):
        desk.post("/language", data={"language": language})
        desk.post("/mode", data={"mode": mode})
        page.set_content(with_styles(desk, f"/morning{query}"))
        assert page.locator("[data-part=due] tbody tr").count() >= 3
        assert on_paper(page) == [A4]
        page.emulate_media(media="screen")
