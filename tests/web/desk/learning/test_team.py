"""The manager reads which questions were answered wrongly, and how each clerk answered."""

import pytest

from tests.cast import LI, MANAGER, WANG, Machine, Time
from tests.records.learning.cast import answer, bank, publish, question
from tests.web.cast import at_desk, rows_of, words


@pytest.fixture
def answered(hall: Machine, office: Machine, time: Time) -> Machine:
    """Two questions on two days; Li answers one of them only."""
    publish(office, hall, "gas", bank(question("1"), question("2")))
    answer(hall, 1, WANG, "1")
    answer(hall, 2, LI, "0")
    time.pass_by(86_400_000)
    answer(hall, 3, WANG, "1")
    return hall


def test_what_was_often_wrong_comes_first(answered: Machine):
    page = at_desk(answered, MANAGER).get("/learning/team").text
    first, second = rows_of(page, "by-question")
    assert first[1:] == ["B. 乙", "2", "1", "50%", "A. 甲"]
    assert second[2:] == ["1", "0", "100%", "—"]
    assert {first[0], second[0]} == {"题目1", "题目2"}


def test_who_did_not_answer_is_never_shown_as_wrong(answered: Machine):
    rows = rows_of(at_desk(answered, MANAGER).get("/learning/team").text, "by-clerk")
    said = {row[0]: row[1:] for row in rows}
    assert said["王芳"] == ["2", "2", "100%"] and said["李敏"] == ["1", "0", "0%"]
    assert any(cells == ["0", "—", "—"] for cells in said.values())


def test_a_clerk_reads_the_own_answers_only(answered: Machine):
    desk = at_desk(answered, LI)
    assert desk.get("/learning/team").status_code == 403
    page = desk.get("/learning").text
    assert len(rows_of(page, "answers")) == 1 and "全厅学习情况" not in words(page)
    assert "王芳" not in words(page)


def test_odd_days_are_named(answered: Machine):
    desk = at_desk(answered, MANAGER)
    assert desk.get("/learning/team?first=x").status_code == 422
    page = words(desk.get("/learning/team?first=2026-10-01&last=2026-10-02").text)
    assert "没有人答题" in page
