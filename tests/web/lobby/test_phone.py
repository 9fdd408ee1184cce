"""A customer scans the tablet's code and rates on a phone."""

import csv
import io
import re

import pytest

from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.vocabulary.facts import AnyFact
from tests.cast import LI, MANAGER, WANG, Machine, Time, refusal_in
from tests.records.feedback.cast import by_phone, rate
from tests.tickets import open_now, report
from tests.web.cast import give_pin, rows_of, sign_in, words
from tests.web.lobby.test_tablet import tablet, visitor

URL = "https://rate.example.com"


@pytest.fixture
def hall(hall: Machine) -> Machine:
    hall.config.phone_url = URL
    hall.config.lobby.hosts = ["rate.example.com"]
    return hall


def scanned(page: str) -> str:
    found = re.search(r'data-leads="([^"]+)"', page)
    assert found is not None
    return found[1].removeprefix(URL).replace("&amp;", "&")


def invitation(hall: Machine, served: str = "") -> str:
    """The path of the code that a tablet shows."""
    return scanned(tablet(hall).get(f"/clerks/{WANG}/phone?served={served}").text)


def facts(hall: Machine) -> list[AnyFact]:
    rows = hall.db.rows(Ledger.select().where(Ledger.kind.in_(["rating", "remark", "voided"])))
    return [fact for row in rows if (fact := ledger.read(row)) is not None]


def test_the_tablet_leads_to_a_code_where_phones_can_reach_the_hall(hall: Machine):
    there = f'href="/clerks/{WANG}/phone"'
    assert there in hall.browser("lobby").get(f"/clerks/{WANG}").text
    assert there not in visitor(hall).get(f"/clerks/{WANG}").text
    hall.config.phone_url = ""
    assert there not in hall.browser("lobby").get(f"/clerks/{WANG}").text
    assert hall.browser("lobby").get(f"/clerks/{WANG}/phone").status_code == 404


def test_only_a_paired_tablet_shows_codes(hall: Machine):
    answer = visitor(hall).get(f"/clerks/{WANG}/phone")
    assert answer.status_code == 403 and "没有与本厅配对" in answer.text
    assert "data-leads" not in answer.text


def test_the_code_changes_every_half_minute(hall: Machine):
    browser = tablet(hall)
    page = browser.get(f"/clerks/{WANG}/phone").text
    assert 'hx-trigger="every 30s"' in page
    part = browser.get(f"/clerks/{WANG}/phone", headers={"HX-Request": "true"}).text
    assert part.startswith('<div id="invitation"') and scanned(part) != scanned(page)


def test_a_phone_rates_adds_words_and_takes_back(hall: Machine):
    path, phone = invitation(hall), visitor(hall)
    page = phone.get(path).text
    assert "王" in page and page.count('name="grade"') == 5 and "这台设备只能查看" not in page
    answer = phone.post(path, data={"grade": "2"})
    assert answer.status_code == 303
    thanks = phone.get(answer.location).text
    assert "感谢您的评价" in thanks and "请工作人员联系我" not in thanks
    assert "需要答复的，请在厅里的平板上提意见" in thanks
    event_id = answer.location.rpartition("/")[2]
    said = {"key": "a" * 32, "reason": "waited", "comment": "排队一小时", "then": "case"}
    ended = phone.post(f"/thanks/{event_id}/remark", data=said)
    assert (ended.status_code, ended.location) == (303, f"/thanks/{event_id}")
    ended_page = phone.get(ended.location).text
    assert "您补充的内容也收到了" in ended_page
    for shown in (page, thanks, ended_page):
        assert "idle-seconds" not in shown and "/pair" not in shown, "nothing of a hall's tablet"
    phone.post(f"/thanks/{event_id}/undo", data={"key": "b" * 32})
    rating, remark, voided = facts(hall)
    assert (rating.entry, rating.mark, rating.clerk) == ("phone", "2", WANG)
    assert (remark.comment, remark.reasons) == ("排队一小时", ("waited",))
    assert (voided.subject, voided.entry) == (rating.event_id, "phone")


def test_no_other_visit_adds_to_it(hall: Machine):
    path, phone = invitation(hall), visitor(hall)
    phone.get(path)
    event_id = phone.post(path, data={"grade": "5"}).location.rpartition("/")[2]
    for action in ("remark", "undo"):
        answer = visitor(hall).post(f"/thanks/{event_id}/{action}", data={"key": "c" * 32})
        assert answer.status_code == 403
    assert [type(one).__name__ for one in facts(hall)] == ["Rated"]


def test_a_used_and_an_old_code_say_so(hall: Machine, time: Time):
    used, late = invitation(hall), invitation(hall)
    phone = visitor(hall)
    phone.get(used)
    assert phone.post(used, data={"grade": "5"}).status_code == 303
    assert "感谢您的评价" in phone.get(used, follow_redirects=True).text
    answer = visitor(hall).get(used)
    assert answer.status_code == 409 and "这个二维码已用过" in answer.text
    time.pass_by(300_000)
    answer = visitor(hall).get(late)
    assert answer.status_code == 410 and "这个二维码已失效" in answer.text
    answer = visitor(hall).post(late, data={"grade": "5"}, headers={"HX-Request": "true"})
    assert refusal_in(answer.text) == "invitation_over"
    assert len(facts(hall)) == 1


def test_a_code_for_a_service_rates_its_ticket(hall: Machine):
    report(hall, "A001")
    (offer,) = open_now(hall)
    path, phone = invitation(hall, offer.event_id), visitor(hall)
    page = phone.get(path).text
    assert f'name="served" value="{offer.event_id}"' in page
    phone.post(path.partition("?")[0], data={"grade": "5", "served": offer.event_id})
    (rating,) = facts(hall)
    assert rating.ticket != "" and open_now(hall) == []


def test_the_code_of_one_clerk_rates_no_other(hall: Machine):
    path, phone = invitation(hall).replace(WANG, LI), visitor(hall)
    assert phone.get(path).status_code == 410
    phone.post(path, data={"grade": "1"})
    assert facts(hall) == []


def test_the_manager_sees_ratings_from_phones_apart(hall: Machine):
    give_pin(hall, MANAGER)
    desk = hall.browser("desk")
    sign_in(desk, MANAGER)
    rate(hall, 1, "5")
    assert "手机评价" not in desk.get("/ratings").text
    for n, grade in ((201, "1"), (202, "5")):
        by_phone(hall, n, grade)
    page = desk.get("/ratings").text
    assert rows_of(page, "by-clerk")[0][6] == "1", "those at the screens alone"
    assert "手机评价 逐条查看 共 2 次评价，样本不足" in words(page)
    assert rows_of(page, "sources")[0] == ["评价", "1", "2", "0"]
    listed = words(desk.get("/ratings/list?entry=phone").text)
    assert "共 2 条" in listed and "手机" in listed
    assert "共 1 条" in words(desk.get("/ratings/list?entry=screen&mark=rating").text)
    assert desk.get("/ratings/list?entry=fax").status_code == 400
    table = desk.get("/ratings/table.csv?entry=phone").data.decode("utf-8-sig")
    assert [row["来源"] for row in csv.DictReader(io.StringIO(table))] == ["手机", "手机"]
