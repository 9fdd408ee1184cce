"""A clerk objects to a low grade at the desk; head office rules, and both read both sides."""

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import handling
from kiosk.records.recognition.own import objections
from tests.cast import ALONE, HERE, LI, MANAGER, WANG, Machine, refusal_in, sync_round
from tests.records.cases.cast import desk as author
from tests.records.cases.cast import k
from tests.records.feedback.cast import rate, remark
from tests.web.cast import at_desk, rows_of, words

SAID = "顾客点错了窗口，电话13812345678"


def complain(hall: Machine, badge: str = WANG) -> str:
    """A low grade with words that the manager has handled; the page of its objection."""
    rate(hall, 1, "1", badge)
    remark(hall, 1, key=k(501), reasons=["fee"], service="1-pay", comment="多收20元")
    handling.handle(hall.db, author(hall), k(901), k(1), "talked", "")
    return f"/own/grades/{k(1)}"


def test_a_clerk_objects_and_both_sides_are_read(
    hall: Machine, office: Machine, clerk: FlaskClient, head: FlaskClient
):
    path = complain(hall)
    assert '/own/grades"' in clerk.get("/").text
    assert "提出申诉" in clerk.get("/own/grades").text and path in clerk.get("/own/grades").text
    page = words(clerk.get(path).text)
    assert "非常不满意 2026年11月21日" in page and "多收20元" in page and "12:00" not in page
    sent = clerk.post(path, data={"why": "mistaken", "text": SAID})
    assert sent.status_code == 303 and sent.location == path
    assert "申诉 · 误评" in words(clerk.get(path).text)
    assert "申诉：待总部复核" in words(clerk.get("/own/grades").text)
    sync_round(hall, office)
    (row,) = rows_of(head.get("/objections").text, "objections")
    assert row == ["2026-11-21", f"王芳 {WANG}", "皇姑分公司", "误评", "待总部复核", "2026-12-04"]
    item = f"/feedback/{HERE}/{k(1)}"
    read = words(head.get(item).text)
    assert "顾客点错了窗口，电话〔号码已隐去〕" in read and "多收20元" in read
    ruled = head.post(f"{item}/ruling", data={"upheld": "yes", "text": "确为误评"})
    assert ruled.status_code == 303 and "申诉成立 总部 admin 确为误评" in words(head.get(item).text)
    assert "/ruling" not in head.get(item).text
    sync_round(hall, office)
    assert "申诉成立 总部 admin 确为误评" in words(clerk.get(path).text)
    assert "其中 1 次低分评价申诉成立，仍计入以上数字。" in words(clerk.get("/").text)


def test_the_manager_reads_it_and_does_not_rule(hall: Machine, clerk: FlaskClient):
    path = complain(hall)
    clerk.post(path, data={"why": "malicious", "text": SAID})
    manager = at_desk(hall, MANAGER)
    assert rows_of(manager.get("/objections").text, "objections")[0][3] == "恶意"
    item = f"/feedback/{HERE}/{k(1)}"
    page = manager.get(item).text
    assert "申诉 · 恶意" in words(page) and "/ruling" not in page
    assert manager.post(f"{item}/ruling", data={"upheld": "yes", "text": "x"}).status_code == 403


def test_the_manager_of_a_hall_alone_rules(alone: Machine, alone_manager: FlaskClient):
    rate(alone, 1, "1", LI)
    handling.handle(alone.db, author(alone, WANG), k(901), k(1), "talked", "")
    li = at_desk(alone, LI)
    assert li.post(f"/own/grades/{k(1)}", data={"why": "mistaken", "text": "x"}).status_code == 303
    item = f"/feedback/{ALONE}/{k(1)}"
    sent = alone_manager.post(f"{item}/ruling", data={"upheld": "no", "text": "属实"})
    assert sent.status_code == 303 and "申诉不成立" in li.get(f"/own/grades/{k(1)}").text


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [({"why": "", "text": SAID}, "not_chosen", "why"),
     ({"why": "mistaken", "text": " "}, "text_required", "text"),
     ({"why": "mistaken", "text": "字" * 1001}, "long_comment", "text")],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(
    hall: Machine, clerk: FlaskClient, said: dict[str, str], code: str, field: str
):
    page = clerk.post(complain(hall), data=said).text
    assert refusal_in(page) == code and f'id="fault-{field}"' in page
    assert said["text"].strip() in page
    assert objections.every(hall.db) == []


def test_no_colleague_reads_or_objects_for_another(hall: Machine, clerk: FlaskClient):
    path = complain(hall)
    li = at_desk(hall, LI)
    assert li.get(path).status_code == 404
    assert li.post(path, data={"why": "mistaken", "text": SAID}).status_code == 404
    assert "多收20元" not in li.get("/own/grades").text
    assert hall.browser("desk").get("/own/grades").location == "/sign-in"
    assert hall.browser("lobby").get("/own/grades").status_code == 404
    assert li.get("/objections").status_code == 403


def test_a_low_grade_that_no_one_has_handled_is_not_there_yet(hall: Machine, clerk: FlaskClient):
    rate(hall, 1, "1", WANG)
    assert clerk.get(f"/own/grades/{k(1)}").status_code == 404
    assert (
        clerk.post(f"/own/grades/{k(1)}", data={"why": "mistaken", "text": "x"}).status_code == 404
    )
