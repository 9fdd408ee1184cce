"""A price for one region: proposed, read again by a second person, shown in that region's halls
alone, and withdrawn everywhere."""

import datetime
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.rules.ledger.time import local_date
from tests.browser.conftest import Visitor
from tests.browser.demo_hall import Machine
from tests.browser.screens import choose, press

HALLS = {"north": "城北", "south": "城南"}
RARELY = "sync_seconds = 86400\n"


class Town:
    """An office where a release takes two persons, and a hall in each of two regions."""

    def __init__(self, folder: Path) -> None:
        self.office = Machine(folder / "office", "office")
        self.passwords = {name: self.office.run("user", name).strip() for name in ("anna", "bert")}
        self._publish(folder)
        alone = self.office.config.read_text("utf-8")
        self.office.config.write_text("two_person_release = true\n" + alone, "utf-8")
        self.office.start()
        self.halls = {hall: Machine(folder / hall, "station", RARELY) for hall in HALLS}
        for hall, machine in self.halls.items():
            code = self.office.run("code", hall).strip()
            machine.run("enrol", self.office.url("office"), code)
            machine.run("sync")
            machine.start()

    def _publish(self, folder: Path) -> None:
        branches = [f"{key},{name}支局,{name}营业厅,沈北燃气,{name},2014-01-01\n"
                    for key, name in HALLS.items()]  # fmt: skip
        tables = {
            "branches": "编号,名称,营业厅,单位,区域,生效日期\n" + "".join(branches),
            "fees": "编号,标题,英文标题,文号,项目,英文项目,计价单位,计费方式,单价或费率,生效日期\n"
                    "locks,换锁收费,Locks,〔2026〕1号,换锁,New lock,元/把,单价,20,2014-01-01\n",
        }  # fmt: skip
        for kind, table in tables.items():
            file = folder / f"{kind}.csv"
            file.write_text(table, "utf-8")
            self.office.run("import", kind, str(file))

    def sync(self) -> None:
        for machine in self.halls.values():
            machine.run("sync")

    def stop(self) -> None:
        for machine in (*self.halls.values(), self.office):
            machine.stop()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = Town(Path(tmp_path_factory.mktemp("town")))
    yield made
    made.stop()


def sign_in(visitor: Callable[..., Visitor], town: Town, name: str, language: str) -> Page:
    came = visitor()
    choose(came.context, language)
    came.page.goto(f"{town.office.url('office')}/sign-in")
    came.page.fill("[name=name]", name)
    came.page.fill("[name=password]", town.passwords[name])
    press(came.page, ".sign-in button")
    came.page.wait_for_selector(".figures")
    return came.page


def cells(page: Page) -> list[str]:
    page.wait_for_load_state()
    return page.locator(".document-change tbody tr").all_inner_texts()


def shown(visitor: Callable[..., Visitor], town: Town, hall: str, language: str) -> tuple[str, str]:
    """The price in force in a hall, and which other versions it names."""
    came = visitor()
    choose(came.context, language)
    came.page.goto(f"{town.halls[hall].url('lobby')}/fees/locks")
    versions = came.page.locator(".versions")
    return came.page.inner_text(".price"), versions.inner_text() if versions.count() else ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_price_for_a_region_is_read_by_two_and_shown_there_alone(
    visitor: Callable[..., Visitor], town: Town, language: str
):
    today = local_date(int(datetime.datetime.now().timestamp() * 1000), "Asia/Shanghai")
    later = (today + datetime.timedelta(30)).isoformat()
    anna = sign_in(visitor, town, "anna", language)
    anna.goto(f"{town.office.url('office')}/documents/fees/edit/locks")
    anna.select_option("[name=region]", "城北")
    anna.fill("[name=rate]", "25")
    anna.fill("[name=in_force]", later)
    press(anna, ".next .primary")
    anna.wait_for_selector("#changes")
    read = cells(anna)
    assert any(re.search(r"\b20\s+25$", one) for one in read), "old beside new"
    assert "25.00" in anna.inner_text(".samples")
    assert anna.locator("form[action$=publish]").count() == 0, "it takes another person"
    release = anna.url

    bert = sign_in(visitor, town, "bert", language)
    bert.goto(release)
    assert cells(bert) == read
    press(bert, "form[action$=publish] button")
    bert.wait_for_selector("form[action*=withdraw]")
    assert cells(bert) == read, "and for ever"

    town.sync()
    price, versions = shown(visitor, town, "north", language)
    assert price == "20.00" and later in versions
    assert shown(visitor, town, "south", language) == ("20.00", "")
    coming = visitor()
    coming.page.goto(f"{town.halls['north'].url('lobby')}/fees/locks")
    coming.page.click(f".versions a:has-text('{later}')")
    expect(coming.page.locator(".price")).to_have_text("25.00")

    press(bert, "form[action$='/withdrawal'] button")
    bert.wait_for_selector("form[action$='/withdrawal/drop']")
    anna.goto(release)
    with anna.expect_navigation():
        press(anna, "form[action$='/withdraw'] button")
    assert anna.locator("form[action*=withdraw]").count() == 0
    town.sync()
    assert shown(visitor, town, "north", language) == ("20.00", "")
    assert cells(anna) == read
