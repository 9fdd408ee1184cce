"""A hall of its trade: its manager starts with a preset, and a customer reports what can't wait."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kiosk.ground.db import Database
from kiosk.records.cases.state import CaseNow
from tests.browser.conftest import Visitor
from tests.browser.demo_hall import Machine
from tests.browser.screens import LANGUAGES, SCRIPTS, choose, press
from tests.browser.test_every_screen import AXE, RUN_AXE

MANAGER = "0801"
CLERKS = (
    "工号,名称,英文名称,网点,岗位,星级,负责人,生效日期\n"
    "0801,周雪,Zhou Xue,pw08,咨询,0,是,2014-01-01\n"
    "0802,何平,He Ping,pw08,业扩报装,4,,2014-01-01\n"
    "0803,欧阳海燕,Ouyang Haiyan,pw08,客户经理,5,,2014-01-01\n"
    "0804,方芳,Fang Fang,pw08,收费,0,,2014-01-01\n"
)
WINDOWS = "网点,窗口号,名称,英文名称,生效日期\npw08,3,高压业务,High voltage,2014-01-01\n"


class PowerHall:
    """A hall of a power company, without an office."""

    def __init__(self, folder: Path) -> None:
        self.machine = Machine(folder / "hall", "station")
        said = self.machine.run(
            "found", "pw08", "--organisation", "宁浦供电", "--name", "江心洲供电所", "--hall",
            "江心洲供电营业厅", "--badge", MANAGER, "--manager", "周雪", "--organisation-en",
            "Ningpu Power", "--name-en", "Jiangxinzhou", "--hall-en", "Jiangxinzhou power hall",
            "--manager-en", "Zhou Xue", "--since", "2014-01-01",
        )  # fmt: skip
        self.pin = said.split()[-1]
        self.folder = folder
        self.machine.start()

    def publish(self, kind: str, table: str) -> None:
        file = self.folder / f"{kind}.csv"
        file.write_text(table, "utf-8")
        self.machine.run("import", kind, str(file), "--mostly-new")

    def cases(self) -> list[tuple[int, str]]:
        db = Database(self.machine.folder / "station.db")
        found = [(row.urgent, row.topics) for row in db.rows(CaseNow.select())]
        db.close()
        return found

    def sign_in(self, page: Page) -> None:
        page.goto(f"{self.machine.url('desk')}/sign-in")
        page.fill("[name=badge]", MANAGER)
        page.fill("[name=pin]", self.pin)
        press(page, ".sign-in button")
        page.wait_for_selector(".tallies, [name=new]")
        if page.locator("[name=new]").count():  # a PIN that was issued is replaced first
            self.pin = "482915"
            page.fill("[name=new]", self.pin)
            page.fill("[name=again]", self.pin)
            press(page, ".sign-in button")
            page.wait_for_selector(".tallies")

    def start_with_preset(self, page: Page) -> str:
        """What the manager reads before publishing it."""
        self.sign_in(page)
        page.goto(f"{self.machine.url('desk')}/documents")
        page.select_option("[name=trade]", "power")
        page.click("form[action$=preset] button")
        page.wait_for_selector("form[action$=publish] button")
        read = page.inner_text("main")
        page.click("form[action$=publish] button")
        self.publish("clerks", CLERKS)
        self.publish("windows", WINDOWS)
        return read


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[PowerHall]:
    """Its manager has no scripts."""
    made = PowerHall(Path(tmp_path_factory.mktemp("power")))
    try:
        page = browser.new_page(java_script_enabled=False)
        assert "触电隐患" in made.start_with_preset(page)
        page.goto(f"{made.machine.url('desk')}/documents")
        assert page.locator("form[action$=preset]").count() == 0
        page.close()
        yield made
    finally:
        made.machine.stop()


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN_AXE, {"strict": False, "scripts": True})
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scripts", SCRIPTS)
def test_a_customer_reports_what_cannot_wait(
    visitor: Callable[..., Visitor], hall: PowerHall, language: str, scripts: bool
):
    word = {"zh": "触电隐患", "en": "Risk of electric shock"}[language]
    known = len(hall.cases())
    came = visitor(java_script_enabled=scripts)
    choose(came.context, language)
    page = came.page
    page.goto(f"{hall.machine.url('lobby')}/feedback/praise")
    assert word not in page.inner_text("main")
    page.goto(f"{hall.machine.url('lobby')}/feedback/complaint")
    if scripts:
        assert violations(page) == []
    page.locator(".chip", has_text=word).click()
    page.wait_for_timeout(600)
    page.click(".filing .primary")
    page.wait_for_selector(".code output")
    filed = hall.cases()
    assert len(filed) == known + 1
    assert all(urgent and "shock_hazard" in topics for urgent, topics in filed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_group_and_star_are_shown_where_they_are_published(
    visitor: Callable[..., Visitor], hall: PowerHall, language: str
):
    came = visitor()
    choose(came.context, language)
    page = came.page
    page.goto(hall.machine.url("lobby"))
    tile = page.inner_text("#clerk-0802")
    group, star = {"zh": ("业扩报装", "4星级"), "en": ("Supply applications", "4-star")}[language]
    assert group in tile and star in tile
    assert "星级" not in page.inner_text("#clerk-0804")
    assert violations(page) == []
    page.goto(f"{hall.machine.url('lobby')}/clerks/0803")
    assert violations(page) == []
