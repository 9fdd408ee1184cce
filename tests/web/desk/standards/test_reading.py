"""A clerk reads a rulebook and confirms it."""

import re

from kiosk.records.ledger.ledger import Ledger
from tests.cast import WANG, Machine
from tests.records.standards.cast import publish, rules
from tests.web.cast import at_desk, words


def receipts(hall: Machine) -> int:
    return len(hall.db.rows(Ledger.select().where(Ledger.kind == "rulebook_read")))


def test_paragraphs_are_read_and_confirmed_once(hall: Machine, office: Machine):
    publish(office, hall, "ban", rules("第一条 <b>不得</b>离岗\n\n第二条"))
    desk = at_desk(hall, WANG)
    page = desk.get("/rulebooks/ban").text
    assert "<p>第一条 &lt;b&gt;不得&lt;/b&gt;离岗</p>" in page and "<p>第二条</p>" in page
    version = re.search(r'name="version" value="(\w+)"', page)
    assert version is not None
    for _ in range(2):
        answer = desk.post("/rulebooks/ban", data={"version": version.group(1)})
        assert answer.location == "/standards"
    assert receipts(hall) == 1
    page = desk.get("/rulebooks/ban").text
    assert "您已于11月21日 星期六确认阅读" in page and "<form" not in page.split("<article")[1]
    assert "待阅读" not in words(desk.get("/").text)


def test_only_the_text_on_the_screen_is_confirmed(hall: Machine, office: Machine):
    publish(office, hall, "ban", rules())
    desk = at_desk(hall, WANG)
    answer = desk.post("/rulebooks/ban", data={"version": "0" * 64})
    assert answer.status_code == 409 and "不得擅自离岗" in answer.text
    assert desk.get("/rulebooks/nothing").status_code == 404
    assert desk.post("/rulebooks/nothing", data={"version": ""}).status_code == 404
    assert receipts(hall) == 0
    assert hall.browser("desk").get("/rulebooks/ban").location == "/sign-in"
