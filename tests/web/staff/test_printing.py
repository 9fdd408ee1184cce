"""Sheets of A4: the page is the sheet, on the desk and at the office."""

import datetime

import pytest
from flask.testing import FlaskClient

from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Ended, Publication
from tests.cast import Machine, Time, sync_round


def test_a_clerk_finds_what_to_print_and_prints_it(clerk: FlaskClient):
    listed = clerk.get("/print").text
    assert 'href="/print/fees/gas"' in listed and 'href="/print/guide/transfer"' in listed
    sheet = clerk.get("/print/fees/gas").text
    for word in (
        "沈北燃气",
        "皇姑营业厅",
        "居民用气价格",
        "2.75",
        "现行",
        "演示数据",
        "2026-11-21",
    ):
        assert word in sheet
    assert "2.60" not in sheet and 'id="print"' in sheet and "Ctrl+P" in sheet
    guide = clerk.get("/print/guide/transfer").text
    for word in ("过户更名", "核对表底数", "房屋产权证明", "当场办结"):
        assert word in guide


def test_all_fees_are_one_print(clerk: FlaskClient):
    page = clerk.get("/print/fees").text
    assert page.count('class="sheet"') == 3 and "国内信函资费" in page


def test_a_version_to_come_is_printed_in_time_for_its_day(head: FlaskClient):
    page = head.get("/print/fees/gas?version=1").text
    assert "2.60" in page and "已由新版本代替" in page and "沈北燃气" in page
    assert 'href="/print/fees/gas?version=2"' in head.get("/documents/fees/versions/gas").text


def test_a_sheet_says_when_it_may_be_out_of_date(clerk: FlaskClient, hall: Machine, time: Time):
    assert "可能有更新" not in clerk.get("/print/fees/gas").text
    time.utc += 8 * 86_400_000  # the session lives by the other clock
    hall.db.sql("UPDATE identity SET anchor_boot = 'another'")
    assert "可能有更新" in clerk.get("/print/fees/gas").text


@pytest.mark.parametrize(
    "path",
    ["/print/clerk", "/print/clerk/0317", "/print/fees/rocket", "/print/fees/gas?version=9",
     "/print/guide/gas"],
)  # fmt: skip
def test_what_is_not_there_is_not_printed(clerk: FlaskClient, head: FlaskClient, path: str):
    assert clerk.get(path).status_code == head.get(path).status_code == 404


def test_what_has_ended_is_not_on_the_list(clerk: FlaskClient, hall: Machine, office: Machine):
    ended = Publication("gas", Ended(), datetime.date(2026, 11, 21), kind="fees")
    documents.publish(office.db, [ended], "t", office.time.utc)
    sync_round(hall, office)
    assert "/print/fees/gas" not in clerk.get("/print").text
    assert clerk.get("/print/fees/gas").status_code == 404
    assert "居民用气价格" not in clerk.get("/print/fees").text


@pytest.mark.parametrize("screen", ["desk", "office"])
def test_who_is_not_signed_in_prints_nothing(hall: Machine, office: Machine, screen: str):
    browser = (hall if screen == "desk" else office).browser(screen)
    for path in ("/print", "/print/fees", "/print/fees/gas"):
        assert browser.get(path).headers["Location"] == "/sign-in"
