"""A complaint by chips alone is answered, and the customer reads it with the
code: in both languages, with and without scripts."""

import datetime
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from kiosk.rules.ledger.time import local_date
from tests.browser.conftest import NETWORK, Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import LANGUAGES, MANAGER, WANG, choose, press, sign_in_at_desk, tick
from tests.browser.test_idle import tablet
from tests.faults.machines import BADGES, Machine, make_office, make_station

Come = Callable[..., Visitor]
PHONE = "13998887766"
FORMS = [PHONE.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]


@pytest.fixture(params=product(LANGUAGES, (True, False)), ids=lambda w: f"{w[0]}-{w[1]}")
def scripts(request: pytest.FixtureRequest) -> tuple[str, bool]:
    return tuple(request.param)  # type: ignore[return-value]


def opened(visitor: Come, way: tuple[str, bool]) -> Page:
    one = visitor(java_script_enabled=way[1])
    choose(one.context, way[0])
    return one.page


def file_by_chips(page: Page, demo: DemoHall) -> str:
    """Two taps on the form, no word; returns the receipt code."""
    page.goto(f"{demo.station.url('lobby')}/feedback/complaint")
    tick(page, ".chip [value=process]")
    page.click(".filing .primary")
    expect(page.locator(".promise")).to_be_visible()
    return page.inner_text(".code output")


def look_up(page: Page, demo: DemoHall, code: str) -> None:
    page.goto(f"{demo.station.url('lobby')}/look-up")
    page.fill("#code", code)
    page.click(".filing .primary")
    page.wait_for_selector(".stages")


def to_case(page: Page, demo: DemoHall, says: str) -> None:
    """To the first new complaint whose page says so."""
    desk = demo.station.url("desk")
    page.goto(f"{desk}/cases?state=opened&kind=complaint")
    for link in [one.get_attribute("href") for one in page.locator("tbody a").all()]:
        page.goto(f"{desk}{link}")
        told = f"#case header:has-text('{says}'), [aria-labelledby=told]:has-text('{says}')"
        if page.locator(told).count():
            return
    raise AssertionError(f"no case says {says}")


def _now() -> int:
    return int(datetime.datetime.now().timestamp() * 1000)


def take(page: Page, step: str, **fields: str) -> None:
    """Opens a step of the case, fills it in and takes it."""
    page.wait_for_load_state()  # a form that has not come yet looks like a folded one
    form = page.locator(f"form[action$='/{step}']")
    if not form.is_visible():
        page.locator(f".move:has(form[action$='/{step}']) summary").click()
    for name, value in fields.items():
        box = form.locator(f"[name={name}]")
        if box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    form.locator("button").click()


def test_a_complaint_by_chips_is_answered_and_read_with_the_code(
    visitor: Come, demo: DemoHall, scripts: tuple[str, bool]
):
    customer, desk = opened(visitor, scripts), opened(visitor, scripts)
    code = file_by_chips(customer, demo)
    sign_in_at_desk(desk, demo, MANAGER)
    to_case(desk, demo, {"zh": "办事流程", "en": "Procedures"}[scripts[0]])
    until = local_date(_now(), "Asia/Shanghai") + datetime.timedelta(14)
    take(desk, "extend", until=str(until), reason="要等厂家回信")
    expect(desk.locator(".trail li")).to_have_count(2)
    look_up(customer, demo, code)
    expect(customer.locator(".stages")).to_contain_text("要等厂家回信")
    take(desk, "accept", responsible=WANG)
    expect(desk.locator(".state")).to_have_class("state accepted")
    take(desk, "reply", template="fixed", text="流程单已经改了")
    expect(desk.locator(".state")).to_have_class("state replied")
    look_up(customer, demo, code)
    expect(customer.locator(".reply")).to_contain_text("流程单已经改了")
    customer.click(".found summary")
    customer.fill(".again textarea", "还没有")
    customer.click(".again button")
    expect(customer.locator(".stages")).to_contain_text("还没有")
    desk.reload()
    expect(desk.locator(".state")).to_have_class("state accepted")
    take(desk, "reply", text="现在好了")
    expect(desk.locator(".state")).to_have_class("state replied")
    take(desk, "close", cause="standard", level="branch", text="改流程单")
    expect(desk.locator(".state")).to_have_class("state closed")


def test_a_step_that_makes_no_sense_is_refused_and_nothing_typed_is_lost(
    visitor: Come, demo: DemoHall
):
    one = visitor()
    one.forgive(*NETWORK)
    desk = one.page
    file_by_chips(desk, demo)
    sign_in_at_desk(desk, demo, MANAGER)
    to_case(desk, demo, "办事流程")
    form = desk.locator("form[action$='/accept']")
    form.locator("[name=special]").check()
    form.locator("button").click()
    expect(desk.locator("#refusal p")).to_be_visible()
    assert form.locator("[name=special]").is_checked()
    take(desk, "accept", responsible=WANG, reason="要上门")
    expect(desk.locator(".state")).to_have_class("state accepted")


def test_the_desk_sees_a_new_case_within_two_seconds(visitor: Come, demo: DemoHall):
    desk, customer = visitor().page, visitor().page
    sign_in_at_desk(desk, demo, MANAGER)
    before = desk.locator("#calls").inner_text()
    assert desk.locator("#calls").get_attribute("hx-trigger") == "every 2s"
    file_by_chips(customer, demo)
    expect(desk.locator("#calls")).not_to_have_text(before, timeout=6_000)


def test_wrong_codes_shut_nothing_and_say_what_is_wrong(visitor: Come, demo: DemoHall):
    for scripts in (True, False):
        one = visitor(java_script_enabled=scripts)
        one.forgive(*NETWORK)
        for typed, says in (("2222-2223", "请再核对一次"), ("2222-2222", "没有这个回执码")):
            for _ in range(6):
                one.page.goto(f"{demo.crowded.url('lobby')}/look-up")
                one.page.fill("#code", typed)
                press(one.page, ".filing .primary")
                one.page.wait_for_selector("#refusal p, .refused")
            said = one.page.locator("#refusal p, .refused h1").first.inner_text()
            assert says in said


def test_a_bad_rating_leaves_a_number_that_only_the_manager_reads(visitor: Come, demo: DemoHall):
    customer, desk = visitor().page, visitor().page
    customer.goto(f"{demo.station.url('lobby')}/clerks/0106")
    press(customer, ".grade[value='2']")
    customer.wait_for_url("**/thanks/*")
    customer.click("button[value=case]")
    customer.fill("[name=phone]", "139 1111 2222")
    tick(customer, "[value=yes]")
    tick(customer, "[value='14']")
    customer.click(".filing .primary")
    expect(customer.locator(".promise")).to_have_count(2)
    sign_in_at_desk(desk, demo, MANAGER)
    to_case(desk, demo, "0106")
    assert "139 1111 2222" not in desk.content()
    desk.fill("[name=passphrase]", demo.passphrase)
    desk.click("form.inline button")
    expect(desk.locator(".contact-line strong")).to_contain_text("139 1111 2222")
    desk.goto(desk.url.split("?")[0])
    assert "139 1111 2222" not in desk.inner_text("#case")
    assert desk.locator(".trail li").count() == 2, "that it was read is a fact"


def traces(*folders: Path) -> list[str]:
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and any(form in path.read_bytes() for form in FORMS):
                found.append(str(path))
    return found


def test_a_planted_number_is_on_no_disk_of_the_hall(
    playwright: Playwright, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Database, WAL, logs, temporary files, a backup and the browser's profile,
    with Chromium as deploy/ starts it: before sync and after."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    office, code = make_office(tmp_path)
    office.start()
    office.until_served()
    hall: Machine = make_station(tmp_path, office, code, sync_seconds=86_400)
    hall.start()
    hall.until_served()
    monkeypatch.undo()  # Chromium's sockets need a short path
    profile = tmp_path / "profile"
    try:
        with tablet(playwright, hall, profile) as page:
            page.goto(f"http://127.0.0.1:{hall.port}/clerks/{BADGES[0]}")
            press(page, ".grade[value='1']")
            page.wait_for_url("**/thanks/*")
            page.goto(f"{page.url}/case")
            page.fill("[name=phone]", PHONE)
            press(page, "[value=yes]")
            press(page, "[value='14']")
            press(page, ".filing .primary")
            page.wait_for_selector(".code output")
            press(page, ".receipt .primary")
            assert traces(tmp_path) == []
            hall.run("backup", "--plain", str(tmp_path / "backups"))
            hall.run("sync")
            office.run("backup", "--plain", str(tmp_path / "backups"))
        assert traces(tmp_path) == []
        assert len(list((tmp_path / "backups").glob("*.db"))) == 2
    finally:
        hall.stop()
        office.stop()
