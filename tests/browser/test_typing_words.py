"""A customer writes words with a finger: letters become Chinese, and nothing of it is kept."""

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import NETWORK, Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import choose
from tests.browser.test_idle import IDLE_S, idle_hall, tablet
from tests.browser.test_typing import at, step, tap, touch
from tests.faults.machines import Machine

Come = Callable[..., Visitor]
RIME_DATA = Path("/usr/share/rime-data")
SCHEMA = Path(__file__).parents[2] / "kiosk" / "files" / "typing" / "schema"
COMPLAINT = "态度很差，账单不对。"


def compose(page: Page, letters: str, choice: int = 0) -> None:
    tap(page, letters)
    expect(page.locator(".composed")).to_have_text(re.compile(" ?".join(letters)))
    page.locator(f"#keys [data-choice='{choice}']").tap()
    expect(page.locator(".composed")).to_have_count(0)


def test_a_complaint_is_typed_in_pinyin_and_filed(visitor: Come, demo: DemoHall):
    page = at(visitor, demo, "/feedback/complaint")
    field = touch(page, "[name=text]")
    compose(page, "taiduhencha")
    tap(page, "，")
    tap(page, "zhangdanbuduii")
    step(page, "delete")
    page.wait_for_selector("[data-choice='0']:text-is('账单不对')")
    tap(page, "。")
    expect(field).to_have_value(COMPLAINT)
    step(page, "done")
    page.locator(".filing .primary").tap()
    page.wait_for_selector(".code output")


def test_a_sentence_is_chosen_in_parts_and_a_choice_taken_back(visitor: Come, demo: DemoHall):
    page = at(visitor, demo, "/feedback/complaint")
    field = touch(page, "[name=text]")
    tap(page, "tousuruhe")
    page.locator("[data-choice]:text-is('投诉')").tap()
    page.wait_for_selector(".composed:text-is('投诉ru he')")
    step(page, "delete")
    page.wait_for_selector(".composed:text-is('tou su ru he')")
    page.locator("[data-choice]:text-is('投诉如何')").tap()
    expect(field).to_have_value("投诉如何")


def test_rare_characters_are_on_the_next_pages(visitor: Come, demo: DemoHall):
    page = at(visitor, demo, "/feedback/complaint")
    field = touch(page, "[name=text]")
    tap(page, "shi")
    page.wait_for_selector(".composed:text-is('shi')")
    page.locator("#keys [data-page='1']").tap()
    page.locator("#keys [data-choice='8']").wait_for()
    wanted = page.locator("#keys [data-choice='9']").inner_text()
    page.locator("#keys [data-choice='9']").tap()
    expect(field).to_have_value(wanted)


def test_letters_capitals_and_signs_are_typed_as_they_are(visitor: Come, demo: DemoHall):
    page = at(visitor, demo, "/feedback/complaint")
    field = touch(page, "[name=text]")
    step(page, "latin")
    step(page, "shift")
    tap(page, "ok ")
    step(page, "signs")
    tap(page, "12")
    step(page, "delete")
    assert field.input_value() == "Ok 1"


def test_in_english_letters_are_letters(visitor: Come, demo: DemoHall):
    one = visitor(has_touch=True)
    choose(one.context, "en")
    one.page.goto(demo.station.url("lobby") + "/feedback/complaint")
    field = touch(one.page, "[name=text]")
    tap(one.page, "slow, sorry.")
    assert field.input_value() == "slow, sorry."
    assert one.page.locator("#candidates").count() == 0


def test_where_no_candidates_come_the_letters_stay(visitor: Come, demo: DemoHall):
    one = visitor(has_touch=True)
    one.forgive(*NETWORK)
    choose(one.context)
    one.page.goto(demo.station.url("lobby") + "/feedback/complaint")
    one.page.route("**/typing/candidates", lambda route: route.abort())
    field = touch(one.page, "[name=text]")
    tap(one.page, "ab")
    expect(field).to_have_value("ab")


def test_letters_that_were_not_chosen_stay_in_the_field(visitor: Come, demo: DemoHall):
    page = at(visitor, demo, "/feedback/complaint")
    field = touch(page, "[name=text]")
    tap(page, "wifi")
    step(page, "done")
    assert field.input_value() == "wifi"


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    yield from idle_hall(tmp_path_factory.mktemp("idle"))


def test_nothing_typed_is_on_disk_after_the_visit(
    playwright: Playwright, station: Machine, tmp_path: Path
):
    """Neither in the browser's profile nor in the station's data, nor where librime could keep
    what it learns."""
    profile = tmp_path / "profile"
    with tablet(playwright, station, profile) as page:
        page.goto(f"http://127.0.0.1:{station.port}/feedback/complaint")
        page.click("[name=text]")
        page.wait_for_selector("#keys")
        for key in "shanhumimi":
            page.click(f"#keys [data-key='{key}']")
        page.locator("[data-choice]:text-is('珊瑚秘密')").click()
        expect(page.locator("[name=text]")).to_have_value("珊瑚秘密")
        page.wait_for_url(f"http://127.0.0.1:{station.port}/", timeout=2000 * IDLE_S)
    folders = [profile, station.file.parent, RIME_DATA, SCHEMA]
    assert [found for folder in folders for found in holding(folder)] == []
    planted = tmp_path / "planted"
    planted.write_text("珊瑚秘密")
    assert holding(tmp_path) == ["planted"], "it would be seen"
    assert not Path("/nonexistent").exists() and not list(Path("/tmp").glob("rime.*"))


def holding(folder: Path) -> list[str]:
    """Files that hold what was typed or chosen, in UTF-8 or UTF-16."""
    words = [word.encode(code) for word in ("shanhumimi", "shan hu mi mi", "珊瑚秘密")
             for code in ("utf-8", "utf-16-le")]  # fmt: skip
    found = []
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file() and any(word in path.read_bytes() for word in words):
                found.append(str(path.relative_to(folder)))
    return found
