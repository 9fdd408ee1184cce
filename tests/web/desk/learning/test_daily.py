"""A clerk answers the question of the day, and reads at once whether that was right."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.records.learning import banks
from kiosk.records.ledger.ledger import Ledger
from tests.cast import HERE, LI, WANG, Machine, Time
from tests.records.learning.cast import bank, fee, on_fee, publish, question
from tests.web.cast import at_desk, rows_of, words


@pytest.fixture
def asked(hall: Machine, office: Machine) -> Machine:
    publish(office, hall, "card", fee("20"))
    publish(office, hall, "gas", bank(question("1", on_fee("20"))))
    return hall


def facts(hall: Machine) -> int:
    return len(hall.db.rows(Ledger.select().where(Ledger.kind == "answered")))


def send(desk: FlaskClient, chosen: str = "1", **said: str) -> TestResponse:
    page = desk.get("/learning").text
    form = dict(re.findall(r'name="(question|version)" value="([^"]+)"', page))
    return desk.post("/learning/daily", data=form | {"answer": chosen} | said)


def test_the_first_page_leads_to_the_question_until_it_is_answered(asked: Machine):
    desk = at_desk(asked, WANG)
    assert "每日一题：题目1 作答" in words(desk.get("/").text)
    page = desk.get("/learning").text
    assert page.count('type="radio"') == 3 and " checked" not in page
    assert "A. 甲" in words(page) and "解析1" not in page and "没有作答不算答错" in page
    assert send(desk).location == "/learning"
    assert "每日一题：" not in words(desk.get("/").text)
    assert "每日一题：" in words(at_desk(asked, LI).get("/").text), "each for themselves"


def test_right_and_wrong_are_said_at_once_with_explanation_and_fee(asked: Machine):
    desk = at_desk(asked, WANG)
    send(desk)
    page = desk.get("/learning").text
    assert "答对 您的答案：B. 乙 解析1 依据： 收费标准 · IC卡" in words(page)
    assert 'href="/print/fees/card"' in page and 'type="radio"' not in page
    other = at_desk(asked, LI)
    send(other, "0", key="e" * 32)
    said = words(other.get("/learning").text)
    assert "答错 您的答案：A. 甲 正确答案：B. 乙 解析1" in said and "答 1 题，答对 0 题" in said
    assert rows_of(other.get("/learning").text, "answers")[0][3] == "答错，正确答案：B. 乙"


def test_it_is_answered_once(asked: Machine, time: Time):
    desk = at_desk(asked, WANG)
    page = desk.get("/learning").text
    form = dict(re.findall(r'name="(question|version|key)" value="([^"]+)"', page))
    for chosen in ("0", "0", "1"):
        assert desk.post("/learning/daily", data=form | {"answer": chosen}).location == "/learning"
    assert desk.post("/learning/daily", data=form | {"answer": "1", "key": "d" * 32})
    assert facts(asked) == 1 and "答错" in words(desk.get("/learning").text)
    time.pass_by(86_400_000)
    assert 'type="radio"' in at_desk(asked, WANG).get("/learning").text


def test_an_answer_that_is_missing_or_to_another_question_is_refused(
    asked: Machine, office: Machine
):
    desk = at_desk(asked, WANG)
    answer = send(desk, "")
    assert answer.status_code == 422 and 'id="fault-answer"' in answer.text
    page = desk.get("/learning").text
    form = dict(re.findall(r'name="(question|version)" value="([^"]+)"', page))
    publish(office, asked, "gas", bank(question("2")), asked.today())
    answer = desk.post("/learning/daily", data=form | {"answer": "1"})
    assert answer.status_code == 409 and "题目2" in answer.text
    assert facts(asked) == 0


def test_a_question_whose_fee_has_changed_is_not_asked(asked: Machine, office: Machine):
    publish(office, asked, "card", fee("25"), asked.today())
    desk = at_desk(asked, WANG)
    assert "每日一题：" not in words(desk.get("/").text)
    assert "今天没有题目" in words(desk.get("/learning").text)
    assert banks.of_day(asked.db, HERE, asked.today()) is None


def test_all_clerks_of_a_hall_have_the_same_question(hall: Machine, office: Machine):
    publish(office, hall, "gas", bank(*(question(f"{n}") for n in range(9))))
    pages = [at_desk(hall, badge).get("/learning").text for badge in (WANG, LI)]
    first, second = (re.findall(r'name="question" value="([^"]+)"', page) for page in pages)
    assert first == second != []


def test_no_one_else_comes_in(asked: Machine):
    for path in ("/learning", "/learning/team"):
        assert asked.browser("desk").get(path).location == "/sign-in"
        assert asked.browser("lobby").get(path).status_code == 404
