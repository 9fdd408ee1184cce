"""What head office publishes is read in the hall, with the office gone too."""

import datetime
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from kiosk.rules.ledger.time import local_date
from tests.browser.conftest import Visitor
from tests.browser.demo_hall import LONELY, DemoHall, Machine
from tests.browser.screens import at_desk, press, sign_in_at_office

HEADER = "编号,标题,文号,项目,计价单位,价格,计费公式,生效日期\n"
LINE = "locker,储物柜,皇姑〔2026〕1号,大号柜,元/小时,{price},flat {price},{day}\n"


def publish(page: Page, demo: DemoHall, table: str) -> None:
    """As somebody at head office does: hand in, look, release."""
    sign_in_at_office(page, demo)
    page.goto(f"{demo.office.url('office')}/documents/fees")
    file = {"name": "locker.csv", "mimeType": "text/csv", "buffer": table.encode("gb18030")}
    page.set_input_files("[name=file]", file)  # type: ignore[arg-type]
    press(page, ".filters .primary")
    page.wait_for_selector("#changes")
    press(page, ".next .primary")
    page.wait_for_selector("form[action$=withdraw], .page:not(:has(form[action$=publish]))")


def test_fees_published_at_the_office_are_in_the_hall_with_the_office_gone(
    visitor: Callable[..., Visitor], demo: DemoHall
):
    today = local_date(int(datetime.datetime.now().timestamp() * 1000), "Asia/Shanghai")
    later = today + datetime.timedelta(30)
    table = HEADER + LINE.format(price="2.00", day=today) + LINE.format(price="3.50", day=later)
    publish(visitor().page, demo, table)
    demo.station.run("sync")
    demo.office.stop()
    try:
        lobby = visitor(java_script_enabled=False).page
        lobby.goto(f"{demo.station.url('lobby')}/fees?q=cwg")
        lobby.click(".choice[href$=locker]")
        expect(lobby.locator(".price")).to_have_text("2.00")
        assert str(later) in lobby.inner_text(".versions")
        lobby.click(".fees .button")
        lobby.fill("[name=amount]", "4")
        lobby.click(".reckon button")
        expect(lobby.locator("tfoot .price")).to_have_text("8.00")
    finally:
        demo.office.start()


def test_a_hall_that_stands_alone_publishes_to_itself(
    visitor: Callable[..., Visitor], demo: DemoHall
):
    today = local_date(int(datetime.datetime.now().timestamp() * 1000), "Asia/Shanghai")
    desk = visitor(java_script_enabled=False).page
    at_desk("alone", LONELY, "/documents/fees")(desk, demo)
    table = HEADER + LINE.format(price="2.00", day=today)
    file = {"name": "locker.csv", "mimeType": "text/csv", "buffer": table.encode("gb18030")}
    desk.set_input_files("[name=file]", file)  # type: ignore[arg-type]
    desk.click(".filters .primary")
    desk.click(".next .primary")
    lobby = visitor().page
    lobby.goto(f"{demo.alone.url('lobby')}/fees?q=cwg")
    lobby.click(".choice[href$=locker]")
    expect(lobby.locator(".price")).to_have_text("2.00")
    assert str(today) in lobby.inner_text(".date") and lobby.locator(".stale").count() == 0


def test_a_hall_that_stood_alone_joins_over_the_wire(demo: DemoHall, tmp_path: Path):
    hall = Machine(tmp_path / "joining", "station", "sync_seconds = 86400\n")
    hall.run("found", "np09", "--organisation", "宁浦邮政", "--name", "一支局", "--hall", "一厅",
             "--badge", "0133", "--manager", "周雪", "--since", "2014-01-01")  # fmt: skip
    box = tmp_path / "box.csv"
    box.write_text("date,badge,kind,giver,comment\n2014-03-05,0133,polite,customer,\n", "utf-8")
    hall.run("import", "cards", str(box))
    hall.start()
    try:
        code = demo.office.run("code", "sb05").strip()
        before = demo.office.cards("branch").get("sb05", 0)
        hall.run("enrol", "--yes", demo.office.url("office"), code)
        assert "1 known, 0 new" in hall.run("import", "cards", str(box))
        assert hall.run("sync").startswith("2 sent")  # the card, and that a PIN was drawn
        assert "as it was written" in hall.run("verify")
        assert hall.cards("branch")["sb05"] == demo.office.cards("branch")["sb05"] == before + 1
        assert "np09" not in hall.cards("branch")
    finally:
        hall.stop()
