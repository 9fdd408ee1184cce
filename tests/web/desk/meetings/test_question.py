"""The question of the day on the sheet: with its answer and its share, without names."""

from flask.testing import FlaskClient

from tests.cast import LI, MANAGER, WANG, Machine, Time
from tests.records.learning.cast import answer, bank, publish, question
from tests.web.cast import at_desk
from tests.web.desk.meetings.cast import text_of
from tests.web.desk.meetings.test_copies import seen


def test_yesterdays_question_is_on_both_copies_without_names(
    hall: Machine, office: Machine, time: Time
):
    publish(office, hall, "gas", bank(question("1")))
    answer(hall, 1, WANG, "1")
    answer(hall, 2, LI, "0")
    time.pass_by(86_400_000)
    for query in ("", "?copy=shared"):
        said = seen(at_desk(hall, MANAGER), query)
        assert "每日一题 2 人作答，1 人答对。 题目1 正确答案：B. 乙" in said
    assert "王芳" not in seen(at_desk(hall, WANG)), "clerks read the shared copy"
    pdf = text_of(at_desk(hall, MANAGER).get("/morning/sheet.pdf").data)
    assert "题目1正确答案：B.乙" in pdf


def test_a_question_that_no_one_answered_is_no_wrong_answer(
    hall: Machine, office: Machine, time: Time
):
    publish(office, hall, "gas", bank(question("1")))
    time.pass_by(86_400_000)
    said = seen(at_desk(hall, MANAGER))
    assert "没有人作答。 题目1 正确答案：B. 乙" in said and "答错" not in said


def test_a_hall_without_questions_has_no_such_part(next_morning: FlaskClient):
    assert "每日一题" not in seen(next_morning)
