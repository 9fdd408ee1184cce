"""The demo's halls have answered questions, and a note has become a guide."""

import datetime

from kiosk.demo.learning import answers
from kiosk.records.learning import banks, daily, notes, quizzes
from tests.cast import HERE
from tests.demo.conftest import Company


def test_each_page_has_something_to_show(company: Company):
    hall = company.hall(HERE)
    first = hall.today - datetime.timedelta(answers.DAYS)
    given = daily.of_days(hall.db, [HERE], first, hall.today)
    assert {one.mark for one in given} == {"right", "wrong"}
    assert banks.of_day(hall.db, HERE, hall.today) is not None
    assert daily.reviewed(hall.db, HERE, hall.today - datetime.timedelta(1)) is not None
    assert quizzes.of_month(hall.db, HERE, hall.today)


def test_a_question_is_to_be_checked_since_the_price_has_changed(company: Company):
    hall = company.hall(HERE)
    (found,) = banks.to_check(company.office.db, hall.today)
    assert found.question.code == "04" and found.now is not None
    names = {one.name for one in banks.current(hall.db, hall.today)}
    assert "gas/04" not in names and {"gas/01", "service/01"} < names


def test_one_note_has_become_a_guide_and_one_is_open(company: Company):
    hall = company.hall(HERE)
    for db in (hall.db, company.office.db):
        found = {one.fact.title: one for one in notes.of_branch(db, HERE)}
        open_, used = (found[title] for _, title, _ in reversed(answers.NOTES))
        assert open_.state == "unverified" and used.state == "verified"
        assert notes.is_published(db, used)
