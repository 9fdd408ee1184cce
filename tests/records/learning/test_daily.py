"""The question of the day is answered once by each clerk."""

import pytest

from kiosk.records.learning import banks, daily
from kiosk.records.ledger.ledger import Ledger
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, sync_round
from tests.records.cases.cast import desk, k
from tests.records.learning.cast import answer, bank, publish, question


@pytest.fixture
def asked(hall: Machine, office: Machine) -> Machine:
    publish(office, hall, "gas", bank(*(question(f"{n}") for n in range(3))))
    return hall


def facts(hall: Machine) -> list[tuple[str, str]]:
    rows = hall.db.rows(Ledger.select().where(Ledger.kind == "answered").order_by(Ledger.seq))
    return [(row.clerk, row.mark) for row in rows]


def test_the_first_answer_of_a_day_holds(asked: Machine, time: Time):
    answer(asked, 1, chosen="0")
    answer(asked, 1, chosen="0")
    answer(asked, 2, chosen="1")
    answer(asked, 3, LI)
    assert facts(asked) == [(WANG, "wrong"), (LI, "right")]
    time.pass_by(86_400_000)
    answer(asked, 4)
    first, last = asked.today().replace(day=1), asked.today()
    today, before = daily.of_clerk(asked.db, HERE, WANG, first, last)
    assert (today.mark, before.mark) == ("right", "wrong") and today.subject != before.subject


def test_only_the_question_on_the_screen_is_answered(asked: Machine, office: Machine):
    author = desk(asked, WANG)
    one = banks.of_day(asked.db, HERE, author.day)
    assert one is not None
    for wrong in (("gas/9", one.version), (one.name, "0" * 64)):
        with pytest.raises(Refusal, match="question_changed"):
            daily.answer(asked.db, author, k(1), *wrong, "1")
    for typed in ("", "3", "-1", "x", "1.5"):
        with pytest.raises(Refusal, match="unanswered_question") as refused:
            daily.answer(asked.db, author, k(1), one.name, one.version, typed)
        assert refused.value.field == "answer"
    assert facts(asked) == []


def test_a_day_is_reviewed_by_its_answers_and_a_question_without_any_is_named(
    asked: Machine, office: Machine, time: Time
):
    found = daily.reviewed(asked.db, HERE, asked.today())
    assert found is not None and found.share[:2] == (0, 0)
    for number, badge in enumerate((WANG, LI, MANAGER)):
        answer(asked, number, badge, chosen=f"{min(number, 1)}")
    again = daily.reviewed(asked.db, HERE, asked.today())
    assert again is not None and again.question == found.question and again.share[:2] == (3, 2)
    publish(office, asked, "gas", bank(question("9")), asked.today())
    assert daily.reviewed(asked.db, HERE, asked.today()) == again, "as it was answered"


def test_head_office_holds_the_same_answers(asked: Machine, office: Machine):
    answer(asked, 1)
    sync_round(asked, office)
    days = (asked.today(), asked.today())
    assert daily.of_days(office.db, [HERE], *days) == daily.of_days(asked.db, [HERE], *days) != []


def test_a_hall_without_questions_has_nothing_to_review(hall: Machine):
    assert daily.reviewed(hall.db, HERE, hall.today()) is None
