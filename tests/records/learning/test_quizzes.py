"""The quiz of a month is taken once, with the own PIN."""

from decimal import Decimal

import pytest

from kiosk.records.learning import quizzes
from kiosk.records.learning.quizzes import Typed
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition import figures
from kiosk.rules.learning import quizzes as rule
from kiosk.vocabulary.documents import POLICY, Policy
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, WANG, Machine, Time, sync_round
from tests.records.cases.cast import desk, k
from tests.records.learning.cast import bank, publish, question
from tests.web.cast import PIN, give_pin


@pytest.fixture
def ready(hall: Machine, office: Machine) -> Machine:
    publish(office, hall, POLICY, Policy(quiz_questions=4))
    publish(office, hall, "gas", bank(*(question(f"{n}") for n in range(6))))
    for badge in (WANG, LI):
        give_pin(hall, badge)
    return hall


def take(
    hall: Machine, number: int, right: int = 4, badge: str = WANG, pin: str = PIN, draw: str = ""
) -> None:
    """A clerk takes the quiz, so many answers of which are right."""
    author = desk(hall, badge)
    quiz = quizzes.of_clerk(hall.db, HERE, badge, author.day)
    answers = ["1"] * right + ["0"] * (4 - right)
    typed = Typed(draw or rule.digest(quiz.questions), answers)
    quizzes.take(hall.db, author, hall.keys, k(5_000 + number), typed, pin)


def attempts(hall: Machine, badge: str = WANG) -> list[tuple[int, int]]:
    quiz = quizzes.of_clerk(hall.db, HERE, badge, hall.today())
    return [(one.attempt, one.right) for one in quiz.taken]


def score(machine: Machine, badge: str = WANG) -> Decimal | None:
    day = machine.today()
    return figures.read(machine.db, "clerk", [badge], day.replace(day=1), day)[badge]["quiz"]


def test_it_is_taken_once_and_again_by_the_managers_permission_alone(ready: Machine, time: Time):
    take(ready, 1, 1)
    first = quizzes.of_clerk(ready.db, HERE, WANG, ready.today())
    assert first.attempt is None and first.questions == []
    with pytest.raises(Refusal, match="quiz_taken"):
        take(ready, 2)
    with pytest.raises(Refusal, match="only_manager"):
        quizzes.reopen(ready.db, desk(ready, LI), k(1), WANG, "断网")
    with pytest.raises(Refusal, match="text_required"):
        quizzes.reopen(ready.db, desk(ready), k(1), WANG, " ")
    with pytest.raises(Refusal, match="quiz_not_taken"):
        quizzes.reopen(ready.db, desk(ready), k(1), LI, "断网")
    for _ in range(2):
        quizzes.reopen(ready.db, desk(ready), k(1), WANG, "断网")
    time.pass_by(1_000)
    take(ready, 3, 3)
    assert attempts(ready) == [(1, 1), (2, 3)], "both stay"
    assert score(ready) == Decimal(75), "the last one holds"
    with pytest.raises(Refusal, match="quiz_taken"):
        take(ready, 4)


def test_a_form_that_is_sent_again_adds_nothing(ready: Machine):
    for _ in range(2):
        author = desk(ready, WANG)
        quiz = quizzes.of_clerk(ready.db, HERE, WANG, author.day)
        typed = Typed(rule.digest(quiz.questions), ["1"] * 4)
        quizzes.take(ready.db, author, ready.keys, k(1), typed, PIN)
    assert len(ready.db.rows(Ledger.select().where(Ledger.kind == "quiz_taken"))) == 1


def test_without_the_own_pin_or_with_an_answer_missing_nothing_is_written(ready: Machine):
    with pytest.raises(Refusal, match="wrong_pin"):
        take(ready, 1, pin="999999")
    author = desk(ready, WANG)
    quiz = quizzes.of_clerk(ready.db, HERE, WANG, author.day)
    typed = Typed(rule.digest(quiz.questions), ["1", "1", "", "1"])
    with pytest.raises(Refusal, match="unanswered_question") as refused:
        quizzes.take(ready.db, author, ready.keys, k(1), typed, PIN)
    assert refused.value.field == "answer-2"
    with pytest.raises(Refusal, match="quiz_changed"):
        take(ready, 1, draw="0" * 64)
    assert attempts(ready) == []


def test_each_month_has_its_own_and_none_is_missing_not_0(
    ready: Machine, office: Machine, time: Time
):
    take(ready, 1, 0)
    assert score(ready) == Decimal(0) and score(ready, LI) is None
    sync_round(ready, office)
    assert score(office) == Decimal(0) and score(office, LI) is None
    day = ready.today()
    of_branch = figures.read(office.db, "branch", [HERE, "sb02"], day.replace(day=1), day)
    assert of_branch[HERE]["quiz"] == 0 and of_branch["sb02"]["quiz"] is None
    time.pass_by(15 * 86_400_000)
    assert attempts(ready) == [] and score(ready) is None
    take(ready, 2, 2)
    assert attempts(ready) == [(1, 2)]


def test_no_quiz_where_it_is_switched_off_or_nothing_can_be_asked(hall: Machine, office: Machine):
    give_pin(hall, WANG)
    for policy in (Policy(), Policy(quiz_questions=0)):
        publish(office, hall, POLICY, policy, hall.today())
        assert quizzes.of_clerk(hall.db, HERE, WANG, hall.today()).questions == []
        with pytest.raises(Refusal, match="no_quiz"):
            take(hall, 1)
        publish(office, hall, "gas", bank(question("1")))


def test_the_longest_quiz_fits_a_fact(hall: Machine, office: Machine):
    give_pin(hall, WANG)
    publish(office, hall, POLICY, Policy(quiz_questions=30))
    long = "题" * 20
    some = bank(*(question(f"{long[:18]}{n:02}") for n in range(30)))
    publish(office, hall, "库" * 40, some)
    author = desk(hall, WANG)
    quiz = quizzes.of_clerk(hall.db, HERE, WANG, author.day)
    typed = Typed(rule.digest(quiz.questions), ["1"] * 30)
    quizzes.take(hall.db, author, hall.keys, k(1), typed, PIN)
    assert attempts(hall) == [(1, 30)]
