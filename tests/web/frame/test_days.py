"""By which day and clock a page goes, and when it says that it may be old."""

import datetime

import pytest
from flask.testing import FlaskClient

from kiosk.records.ledger import identity, times
from kiosk.records.people import clock_confirmation, pins
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Branch, Publication
from tests.cast import ALONE, NOON, WANG, Machine, Time, by_machine, sync_round
from tests.web.staff.cast import release


def test_after_a_week_without_word_from_the_office_the_page_says_so(
    customer: FlaskClient, hall: Machine, time: Time
):
    assert "可能有更新" not in customer.get("/fees/gas").text
    time.pass_by(8 * 86_400_000)
    assert "可能有更新" in customer.get("/fees/gas").text
    assert 'class="date stale"' in customer.get("/fees").text


def test_unplugged_for_a_year_no_fee_flips_until_the_office_says_what_time_it_is(
    customer: FlaskClient, hall: Machine, office: Machine, time: Time
):
    found = documents.read(office.db, "fees", "counter", office.today())
    dear = Publication("gas", found, datetime.date(2027, 1, 1))  # type: ignore[arg-type]
    documents.publish(office.db, [dear], "t", NOON)
    sync_round(hall, office)
    times.note_time(hall.db, time())
    time.step(365 * 86_400_000)
    assert "2.75" in customer.get("/fees/gas").text, "the wall clock jumped while running"
    time.reboot()
    page = customer.get("/fees/gas").text
    assert "2.75" in page and "可能有更新" in page
    desk = hall.browser("desk")
    pins.set_pin(hall.db, by_machine(hall.db, time()), hall.keys, hall.new_id(), WANG, "482915")
    desk.post("/sign-in", data={"badge": WANG, "pin": "482915"})
    assert "系统时间可能有误" in desk.get("/").text, "the desk is told"
    times.note_time(hall.db, time())
    assert "2.75" in customer.get("/fees/gas").text
    clock_confirmation.confirm_at_office(office.db, time.utc, time())
    sync_round(hall, office)
    page = customer.get("/fees/gas").text
    assert "2.75" not in page and "可能有更新" not in page


@pytest.mark.parametrize("years", [-1, 1])
def test_a_clock_set_wrong_while_it_runs_flips_fees_by_the_other_clock(
    customer: FlaskClient, hall: Machine, office: Machine, time: Time, years: int
):
    """Set back or forward by a year, run on past midnight, put right again,
    and through a power cut: what has come into force stays."""
    found = documents.read(office.db, "fees", "counter", office.today())
    dear = Publication("gas", found, datetime.date(2026, 11, 22))  # type: ignore[arg-type]
    documents.publish(office.db, [dear], "t", NOON)
    sync_round(hall, office)
    time.reboot()  # from here on the office's time is of an earlier boot
    times.note_time(hall.db, time())
    time.step(years * 365 * 86_400_000)
    assert "2.75" in customer.get("/fees/gas").text
    time.pass_by(13 * 3_600_000)
    times.note_time(hall.db, time())
    page = customer.get("/fees/gas").text
    assert "IC卡补卡" in page and "可能有更新" in page
    time.reboot("boot3")
    assert "IC卡补卡" in customer.get("/fees/gas").text, "nothing is taken back"
    times.note_time(hall.db, time())
    time.step(-years * 365 * 86_400_000)
    page = customer.get("/fees/gas").text
    assert "IC卡补卡" in page and "可能有更新" not in page


DAY_MS = 86_400_000


def test_after_years_on_its_own_nothing_is_stale(
    alone: Machine, alone_manager: FlaskClient, time: Time
):
    release(alone_manager, "12.00", alone.today())
    time.pass_by(700 * DAY_MS)
    page = alone.browser("lobby").get("/fees/box").text
    assert "可能有更新" not in page and f"资料截至 {alone.today()}" in page


def test_a_hall_in_another_zone_goes_by_its_own_date(alone: Machine, alone_manager: FlaskClient):
    hall = documents.read(alone.db, "branch", ALONE, alone.today())
    assert isinstance(hall, Branch)
    cells = {"key": ALONE, "name": hall.name, "hall": hall.hall, "zone": "Asia/Urumqi",
             "organisation": hall.organisation, "in_force": alone.today().isoformat()}  # fmt: skip
    shown = alone_manager.post("/documents/branch/new", data=cells, follow_redirects=True)
    alone_manager.post(f"{shown.request.path}/publish")
    assert identity.me(alone.db).zone == "Asia/Urumqi"
