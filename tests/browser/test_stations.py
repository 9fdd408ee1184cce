"""A silent station is found from head office's first page, replaced, and the alarm about what it
had not sent is handled by name."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import revocation
from kiosk.records.stations import enrolment
from kiosk.vocabulary.wire import Enrol
from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import plant_broken_station, press, sign_in_at_office
from tests.browser.test_ratings_desk import violations

Come = Callable[..., Visitor]
NOTE = "主板烧毁，无法取出数据，已告知网点"


def enrol(demo: DemoHall, code: str) -> None:
    """A new machine enrols with the code, and calls for the first time."""
    office = Database(demo.office.folder / "office.db")
    keys = Keys.load(demo.office.folder / "office.key")
    secret, _ = enrolment.split_code(code)
    public, now = Keys.load(demo.office.folder / "replacement.key").public, clock.read().utc
    taken = enrolment.enrol(office, Enrol(secret, public), keys, b"r" * 32, now)
    new = enrolment.find(office, taken.station)
    assert new is not None
    revocation.retire_replaced(office, new, now)
    office.close()


def test_a_silent_station_is_found_replaced_and_its_alarm_handled(visitor: Come, demo: DemoHall):
    old, page = plant_broken_station(demo, revoked=False), visitor().page
    sign_in_at_office(page, demo)
    page.goto(demo.office.url("office"))
    page.click("a[href*='state=silent']")
    page.wait_for_url("**state=silent")
    page.click(f".machine a[href$='{old}']")
    page.wait_for_url(f"**/stations/{old}")
    expect(page.locator("main")).to_contain_text("比总部慢 7 分钟")
    assert violations(page, True) == []
    page.click("a[href*='replaces=']")
    page.wait_for_url("**/codes?**")
    press(page, ".filters button")
    enrol(demo, page.locator(".code output").inner_text())

    page.goto(f"{demo.office.url('office')}/stations/{old}")
    expect(page.locator("#unsent + p")).to_contain_text("第 1 至 3 条，共 3 条")
    page.click("a[href*='/alarms/unsent_tail']")
    page.wait_for_url("**/alarms/unsent_tail**")
    page.fill("[name=note]", NOTE)
    press(page, "[value=chosen]")
    page.wait_for_url(re.compile(r"/alarms$"))
    page.goto(f"{demo.office.url('office')}/alarms/unsent_tail?branch=sb02&state=settled")
    done = page.locator(".alarm-list.settled li").first
    expect(done).to_contain_text(NOTE)
    expect(done).to_contain_text("admin")
