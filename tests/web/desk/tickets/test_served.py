"""A clerk counts customers by a button."""

import re

from flask.testing import FlaskClient

from tests.cast import HERE, LI, WANG, Machine, Time
from tests.records.feedback.cast import rate
from tests.tickets import kinds, report
from tests.web.cast import words


def test_a_customer_is_counted_by_one_press_and_taken_back(
    hall: Machine, clerk: FlaskClient, time: Time
):
    assert "办完一位" not in clerk.get("/").text, "off duty"
    clerk.post("/duty", data={"state": "on", "window": "3"})
    assert clerk.post("/served").status_code == 303
    page = clerk.get("/").text
    assert "今天 1 位" in page
    undo = re.search(r'action="(/served/\w+/undo)"', page)
    assert undo is not None
    assert "您刚在3号窗口由" in words(hall.browser("lobby").get("/").text)
    assert clerk.post(undo.group(1)).status_code == 303
    assert "今天 0 位" in clerk.get("/").text and kinds(hall).count("served") == 1
    clerk.post("/served")
    time.pass_by(30_000)
    page = clerk.get("/").text
    assert "今天 1 位" in page and "撤销刚才这一位" not in page


def test_no_one_counts_without_signing_in(hall: Machine):
    browser = hall.browser("desk")
    assert browser.post("/served").location.startswith("/sign-in")
    assert kinds(hall) == []


def test_the_manager_reads_the_rated_share_in_a_sentence(hall: Machine, manager: FlaskClient):
    assert "办理与评价" not in manager.get("/ratings").text
    for number in range(4):
        report(hall, f"A{number}", WANG if number else LI)
    rate(hall, 1, "5")
    page = manager.get("/ratings").text
    assert "该时段办理4人次，收到评价1次（25%），其中0次绑定号票。" in words(page)
    assert "王芳 3 1 0 33% 李敏 1 0 0 0%" in words(page)
    assert "未绑定号票" in manager.get(f"/feedback/{HERE}/{1:032x}").text
    one = words(manager.get(f"/ratings?clerk={WANG}").text)
    assert "该时段办理3人次，收到评价1次（33%）" in one and "按窗口人员" not in one
    for number in range(2, 7):
        rate(hall, number, "5")
    assert "办理记录可能不全" in manager.get("/ratings").text
