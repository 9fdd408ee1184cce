"""Publishers see which questions are not asked any more, and say that they are still right."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.learning import banks
from kiosk.vocabulary.documents import Ended, Publication
from tests.cast import MANAGER, Machine
from tests.records.learning.cast import bank, documents, fee, on_fee, publish, question
from tests.web.cast import at_desk, rows_of, words


@pytest.fixture
def outdated(hall: Machine, office: Machine) -> Machine:
    publish(office, hall, "card", fee("20"))
    publish(office, hall, "gas", bank(question("1", on_fee("20")), question("2")))
    publish(office, hall, "card", fee("25"), hall.today())
    return office


def test_both_versions_are_named(head: FlaskClient, outdated: Machine):
    page = head.get("/questions/to-check").text
    (row,) = rows_of(page, "to-check")
    assert row[0] == "题目1" and row[1] == "gas · 1" and row[2] == "收费标准 · IC卡"
    assert row[3:5] == ["自2014-01-01起", f"自{outdated.today()}起"]
    assert 'href="/documents/fees/versions/card"' in page
    assert 'href="/questions/to-check"' in head.get("/documents/questions").text


def test_a_question_that_is_still_right_is_confirmed_and_asked_again(
    head: FlaskClient, outdated: Machine
):
    page = head.get("/questions/to-check").text
    now = re.search(r'name="now" value="(\w+)"', page)
    assert now is not None
    answer = head.post("/questions/to-check/gas/1", data={"now": now.group(1)})
    release = head.get(answer.location).text
    assert "依据生效日期" in release and "2014-01-01" in release
    assert len(banks.to_check(outdated.db, outdated.today())) == 1, "not before it is published"
    assert head.post(answer.location.split("?")[0] + "/publish").status_code == 303
    assert "没有待核对的题目" in words(head.get("/questions/to-check").text)


def test_another_version_than_the_one_seen_is_not_confirmed(head: FlaskClient, outdated: Machine):
    answer = head.post("/questions/to-check/gas/1", data={"now": "0" * 64})
    assert answer.status_code == 409 and "又有新版本" in answer.text


def test_what_has_ended_can_only_be_changed(head: FlaskClient, outdated: Machine):
    end = Publication("card", Ended(), outdated.today(), "fees")
    documents.publish(outdated.db, [end], "t", outdated.time.utc)
    page = head.get("/questions/to-check").text
    assert rows_of(page, "to-check")[0][4:] == ["已停用", ""]


def test_only_publishers_come_in(outdated: Machine, hall: Machine):
    assert outdated.browser("office").get("/questions/to-check").location == "/sign-in"
    assert at_desk(hall, MANAGER).get("/questions/to-check").status_code == 403
