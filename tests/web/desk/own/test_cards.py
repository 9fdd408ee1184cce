"""The picture of a card: for its clerk alone, without the customer's words, found by its number."""

import io

from flask.testing import FlaskClient
from PIL import Image

from kiosk.records.feedback import cards
from kiosk.rules.recognition.serials import serial
from tests.cast import LI, WANG, Machine, by_visit
from tests.files.sheets.cast import decoded
from tests.records.cases.cast import k
from tests.web.cast import at_desk, rows_of, words

CARD = "5e" * 16


def test_a_clerk_downloads_it_and_anyone_of_the_staff_checks_it(hall: Machine, clerk: FlaskClient):
    visit = by_visit(hall.db, hall.time(), "v")
    cards.give(hall.db, visit, CARD, WANG, "patient", "很耐心")
    assert 'href="/own/cards"' in clerk.get("/").text
    (row,) = rows_of(clerk.get("/own/cards").text, "cards")
    assert row == ["2026-11-21", "耐心", serial(CARD), "下载图片"]
    answer = clerk.get(f"/own/cards/{CARD}.png")
    assert answer.mimetype == "image/png" and answer.data == clerk.get(answer.request.path).data
    lines = decoded(Image.open(io.BytesIO(answer.data))).splitlines()
    assert lines[:4] == [f"卡片编号 {serial(CARD)}", "沈北燃气", "皇姑营业厅", f"耐心 王芳 {WANG}"]
    assert "很耐心" not in "".join(lines), "the customer was not asked"
    li = at_desk(hall, LI)
    page = words(li.get(f"/certificates?serial={serial(CARD)}").text)
    assert f"有效 姓名 王芳 工号 {WANG}" in page and "5P卡 耐心" in page
    assert lines[-1].removeprefix("校验码 ") in page


def test_no_one_else_gets_it(hall: Machine, clerk: FlaskClient):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), CARD, WANG, "patient", "")
    path = f"/own/cards/{CARD}.png"
    assert at_desk(hall, LI).get(path).status_code == 404
    assert clerk.get(f"/own/cards/{k(9)}.png").status_code == 404
    assert hall.browser("desk").get(path).location == "/sign-in"
    assert hall.browser("lobby").get(path).status_code == 404
