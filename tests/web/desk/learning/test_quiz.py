"""A clerk takes the monthly quiz; the manager reads the scores and can let one take it again."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import LI, MANAGER, WANG, Machine
from tests.records.learning.cast import bank, publish, question
from tests.web.cast import PIN, at_desk, rows_of, words


@pytest.fixture
def ready(hall: Machine, office: Machine) -> Machine:
    publish(office, hall, "gas", bank(*(question(f"{n}") for n in range(4))))
    return hall


def send(desk: FlaskClient, *answers: str, **said: str) -> TestResponse:
    draw = re.search(r'name="draw" value="(\w+)"', desk.get("/quiz").text)
    form = {f"answer-{number}": one for number, one in enumerate(answers)}
    return desk.post("/quiz", data={"draw": draw[1] if draw else "", "pin": PIN} | form | said)


def test_it_is_taken_with_the_pin_and_the_score_is_read_at_once(ready: Machine):
    desk = at_desk(ready, WANG)
    assert "本月的考试可以参加，共 4 题" in words(desk.get("/learning").text)
    page = desk.get("/quiz").text
    assert page.count('type="radio"') == 12 and " checked" not in page
    assert send(desk, "1", "1", "1", "0").location == "/quiz"
    page = desk.get("/quiz").text
    assert "第 1 次成绩：75 分" in words(page) and "<form" not in page.split('id="quiz"')[1]
    (row,) = rows_of(page, "attempt-1")
    assert row[1:3] == ["A. 甲", "B. 乙"] and row[3].startswith("解析")
    assert "本月成绩 75 分" in words(desk.get("/learning").text)
    assert send(desk, "1", "1", "1", "1", key="e" * 32).status_code == 409


def test_what_is_missing_is_named_and_the_answers_stay(ready: Machine):
    desk = at_desk(ready, WANG)
    answer = send(desk, "1", "", "2", "1")
    assert answer.status_code == 422 and 'id="fault-answer-1"' in answer.text
    assert answer.text.count(" checked") == 3
    answer = send(desk, "1", "1", "2", "1", pin="000000")
    assert answer.status_code == 403 and 'id="fault-pin"' in answer.text
    assert answer.text.count(" checked") == 4 and "000000" not in answer.text


def test_the_manager_reads_scores_and_permits_another_attempt(ready: Machine):
    desk = at_desk(ready, WANG)
    send(desk, "0", "0", "0", "0")
    manager = at_desk(ready, MANAGER)
    page = manager.get("/learning/team").text
    assert rows_of(page, "quiz") == [["王芳", "1", "11月21日 星期六", "0 / 4", "0"]]
    assert f'value="{LI}"' not in page.split('action="/quiz/again"')[1], "has not taken it"
    again = {"clerk": WANG, "reason": ""}
    refused = manager.post("/quiz/again", data=again)
    assert refused.status_code == 422 and 'id="fault-reason"' in refused.text
    answer = manager.post("/quiz/again", data=again | {"reason": "考试时停电"})
    assert answer.location == "/learning/team"
    assert "批准 王芳 重考：考试时停电" in words(manager.get("/learning/team").text)
    assert "考试时停电" in desk.get("/quiz").text
    send(desk, "1", "1", "1", "1", key="e" * 32)
    rows = rows_of(manager.get("/learning/team").text, "quiz")
    assert [(row[1], row[4]) for row in rows] == [("1", "0"), ("2", "100")]


def test_a_clerk_permits_nothing_and_reads_no_ones_score(ready: Machine):
    send(at_desk(ready, WANG), "0", "0", "0", "0")
    other = at_desk(ready, LI)
    assert other.post("/quiz/again", data={"clerk": LI, "reason": "x"}).status_code == 403
    assert "王芳" not in words(other.get("/quiz").text)
    assert ready.browser("desk").get("/quiz").location == "/sign-in"
    assert ready.browser("lobby").get("/quiz").status_code == 404


def test_a_hall_without_questions_has_no_quiz(hall: Machine):
    desk = at_desk(hall, WANG)
    assert "本月没有考试" in desk.get("/quiz").text and "每月一考" not in desk.get("/learning").text
    assert send(desk).status_code == 409
