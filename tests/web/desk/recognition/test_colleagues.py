"""A clerk gives a colleague a card at the desk, with the own PIN, and reads those received."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import cards
from kiosk.records.hall import duty
from kiosk.records.people import authors
from kiosk.records.people.drafts import Draft
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Clerk
from tests.cast import HERE, LI, MANAGER, WANG, ZHAO, Machine, by_visit
from tests.records.recognition.gifts import allow, give, publish, written
from tests.web.cast import PIN, at_desk, give_pin, rows_of, sign_in, words

SAID = {"card": "patient", "tag": ["warm", "noticing"], "text": "替我顶了一个午班", "pin": PIN}


@pytest.fixture
def desk(hall: Machine) -> FlaskClient:
    return at_desk(hall, WANG)


def test_colleagues_are_chosen_by_face_name_badge_and_window(desk: FlaskClient, hall: Machine):
    duty.change(hall.db, authors.at_desk(hall.db, LI, hall.time()), "d" * 32, True, "3")
    page = desk.get("/colleagues/give").text
    assert f"/colleagues/give/{LI}" in page and f"/colleagues/give/{WANG}" not in page
    assert f"/colleagues/give/{ZHAO}" not in page and ZHAO not in words(page)
    assert "李敏 工号 0318 3号窗口" in words(page) and "孙静 工号 0320 网点负责人" in words(page)
    assert "今天还可以送 3 张，每人每天最多 3 张" in words(page)
    form = words(desk.get(f"/colleagues/give/{LI}").text)
    assert "送出后不能撤销" in form and "温情接待" in form and "恒心" in form
    assert desk.get(f"/colleagues/give/{WANG}").status_code == 422
    assert desk.get("/colleagues/give/9999").status_code == 404


def test_a_card_is_given_and_shown_to_its_giver(desk: FlaskClient, hall: Machine):
    page = words(desk.post(f"/colleagues/give/{LI}", data=SAID).text)
    assert "卡片已送给李敏。" in page and "今天还可以送 2 张" in page
    assert "我本月送出的卡（1 张）" in page and "替我顶了一个午班" in page
    assert "今天已送" in page and "温情接待、主动发现" in page
    (card,) = written(hall)
    assert (card.by, card.clerk, card.deeds) == (WANG, LI, ("warm", "noticing"))


def test_a_wrong_pin_keeps_all_that_was_chosen_and_typed(desk: FlaskClient, hall: Machine):
    answer = desk.post(f"/colleagues/give/{LI}", data=SAID | {"pin": "000000"})
    page = answer.text
    assert answer.status_code == 403 and written(hall) == []
    assert 'data-code="wrong_pin"' in page and "替我顶了一个午班" in page
    assert re.search(r'value="patient" required checked', page)
    assert re.findall(r'name="tag" value="(\w+)" checked', page) == ["warm", "noticing"]
    assert "000000" not in page and PIN not in page
    for _ in range(4):
        desk.post(f"/colleagues/give/{LI}", data=SAID | {"pin": "000000"})
    waiting = desk.post(f"/colleagues/give/{LI}", data=SAID)
    assert waiting.status_code == 429 and written(hall) == []
    assert "替我顶了一个午班" in waiting.text


@pytest.mark.parametrize(
    "change, code", [({"card": ""}, "unknown_card"), ({"tag": [], "text": " "}, "deed_or_words")]
)
def test_what_is_missing_is_named(desk: FlaskClient, change: dict[str, object], code: str):
    page = desk.post(f"/colleagues/give/{LI}", data=SAID | change).text
    assert f'data-code="{code}"' in page and 'class="fault"' in page


def test_the_days_limit_is_said_with_its_number(desk: FlaskClient, hall: Machine, office: Machine):
    allow(office, hall, 1)
    form = desk.get(f"/colleagues/give/{MANAGER}").text
    assert "最多 1 张" in form
    desk.post(f"/colleagues/give/{LI}", data=SAID)
    answer = desk.post(f"/colleagues/give/{MANAGER}", data=SAID)
    assert answer.status_code == 409 and "每人每天最多送 1 张。" in answer.text
    assert "已经送完" in desk.get("/colleagues/give").text
    allow(office, hall, 0)
    assert "没有开放同事送卡" in desk.get("/colleagues/give").text
    assert desk.post(f"/colleagues/give/{MANAGER}", data=SAID).status_code == 403


def test_words_that_came_after_the_session_are_kept(desk: FlaskClient, hall: Machine):
    hall.time.pass_by(3_600_000)
    desk.post(f"/colleagues/give/{LI}", data=SAID)
    assert written(hall) == []
    (draft,) = hall.db.rows(Draft.select())
    assert PIN not in draft.fields
    assert sign_in(desk).location.endswith(f"/colleagues/give/{LI}")
    assert "替我顶了一个午班" in desk.get(f"/colleagues/give/{LI}").text
    desk.post(f"/colleagues/give/{LI}", data=SAID)
    assert hall.db.rows(Draft.select()) == [] and len(written(hall)) == 1


def test_the_receiver_reads_them_apart_from_customers_cards(desk: FlaskClient, hall: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "f" * 32, WANG, "polite", "顾客的话")
    give_pin(hall, LI)
    give(hall, 1, LI, WANG, "patient", PIN, ("responsible",), "谢谢你教我开票")
    page = desk.get("/").text
    customers, colleagues = page.split('id="from-colleagues"')
    assert "顾客送我的5P卡 1 张" in words(customers) and "谢谢你教我开票" not in customers
    assert "顾客的话" in customers and "顾客的话" not in colleagues
    assert "谢谢你教我开票" in colleagues
    assert "耐心 · 李敏 0318 · 同事 · 责任第一" in words(colleagues)
    table = re.search(r"<table.*?</table>", colleagues, re.DOTALL)
    assert table is not None and "同事 0 1 0 0 0 1" in words(table.group())
    assert "顾客" not in words(table.group())
    assert "谢谢你教我开票" not in desk.get("/comments").text
    assert "谢谢你教我开票" in desk.get("/colleagues/received").text
    lobby = hall.browser("lobby")
    shown = lobby.post("/mine", data={"badge": WANG, "pin": PIN}).text
    assert "礼貌 1 本月 1 张" in words(shown) and "耐心 0 本月 0 张" in words(shown)
    assert lobby.get(f"/thanks/{1:032x}").status_code == 404


def test_a_clerk_without_a_session_gives_none(hall: Machine):
    answer = hall.browser("desk").post(f"/colleagues/give/{LI}", data=SAID)
    assert answer.status_code == 303 and "/sign-in" in answer.location
    assert written(hall) == []


def test_a_portrait_is_seen_at_the_desk(desk: FlaskClient, hall: Machine, office: Machine):
    face = documents.store_blob(office.db, b"RIFFxxxxWEBP")
    publish(office, hall, LI, Clerk(name="李敏", name_en="", branch=HERE, portrait=face))
    (shown,) = re.findall(r'src="(/colleagues/portraits/[^"]+)"', desk.get("/colleagues/give").text)
    assert desk.get(shown).data == b"RIFFxxxxWEBP"
    assert desk.get("/colleagues/portraits/0.webp").status_code == 404


def test_each_kind_of_giver_has_its_line(desk: FlaskClient, hall: Machine):
    give_pin(hall, MANAGER)
    give(hall, 1, MANAGER, WANG, pin=PIN)
    lines = rows_of(desk.get("/").text, "from-colleagues")
    assert [line[0] for line in lines] == ["同事", "上级", "下级"] and lines[1][-1] == "1"
