"""Which questions a quiz has, who can take it, and its score."""

import datetime
from decimal import Decimal

import pytest

from kiosk.rules.learning import quizzes as rule
from kiosk.rules.learning.questions import Asked
from kiosk.vocabulary.documents import Question, Said
from kiosk.vocabulary.facts import QuizAnswer, QuizReopened, QuizTaken, Standing

NOVEMBER, DECEMBER = datetime.date(2026, 11, 1), datetime.date(2026, 12, 1)
SAYS = {"branch": "sb01", "day": NOVEMBER, "clock": Standing(boot="b", mono=1)}


def pool(number: int) -> list[Asked]:
    two = (Said("甲"), Said("乙"))
    return [
        Asked(f"a/{n}", "v", Question(code=str(n), text=two[0], answers=two, right=0,
                                      explanation=two[0]))
        for n in range(number)
    ]  # fmt: skip


def taken(
    right: int = 1, of: int = 2, attempt: int = 1, at: int = 1, clerk: str = "0317",
    month: datetime.date = NOVEMBER,
) -> QuizTaken:  # fmt: skip
    answers = tuple(QuizAnswer("a/1", "v", 0) for _ in range(of))
    return QuizTaken(
        event_id=f"{clerk}{attempt}{at}", at=at, month=month, attempt=attempt, right=right,
        answers=answers, clerk=clerk, **SAYS,
    )  # fmt: skip


def reopened(attempt: int) -> QuizReopened:
    return QuizReopened(
        event_id=f"r{attempt}", at=1, month=NOVEMBER, attempt=attempt, reason="断网",
        clerk="0317", by="0320", **SAYS,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("there", "wanted", "drawn"), [(20, 10, 10), (3, 10, 3), (0, 10, 0), (5, 0, 0)]
)
def test_so_many_different_questions_are_drawn(there: int, wanted: int, drawn: int):
    found = rule.drawn(pool(there), rule.seed("sb01", "0317", NOVEMBER, 1), wanted)
    assert len({one.name for one in found}) == len(found) == drawn


def test_the_seed_alone_draws_them():
    some = pool(40)
    seeds = [
        rule.seed(*one)
        for one in (
            ("sb01", "0317", NOVEMBER, 1), ("sb02", "0317", NOVEMBER, 1),
            ("sb01", "0318", NOVEMBER, 1), ("sb01", "0317", DECEMBER, 1),
            ("sb01", "0317", NOVEMBER, 2),
        )
    ]  # fmt: skip
    draws = [rule.digest(rule.drawn(some, one, 10)) for one in seeds]
    assert len(set(draws)) == len(seeds)
    assert rule.digest(rule.drawn(some[::-1], seeds[0], 10)) == draws[0]


def test_another_version_of_a_question_is_another_draw():
    some = pool(3)
    other = [some[0]._replace(version="w"), *some[1:]]
    assert rule.digest(some) != rule.digest(other)


@pytest.mark.parametrize(
    ("made", "permitted", "attempt"),
    [
        ([], [], 1),
        ([], [2], 1),
        ([1], [], None),
        ([1], [2], 2),
        ([1], [3], None),
        ([1, 2], [2], None),
        ([1, 2], [2, 3], 3),
    ],
)
def test_a_quiz_is_taken_once_and_again_by_permission(
    made: list[int], permitted: list[int], attempt: int | None
):
    some = [taken(attempt=number) for number in made]
    assert rule.next_attempt(some, map(reopened, permitted)) == attempt


def test_of_two_stations_the_first_holds_and_attempts_stay():
    late, early, again = taken(0, at=2), taken(2, at=1), taken(1, attempt=2, at=3)
    assert rule.attempts([again, late, early]) == [early, again]


@pytest.mark.parametrize(
    ("right", "of", "score"),
    [(0, 10, "0"), (7, 10, "70"), (10, 10, "100"), (1, 8, "12.5"), (0, 0, None)],
)
def test_a_score_is_out_of_100(right: int, of: int, score: str | None):
    assert rule.score(taken(right, of)) == (None if score is None else Decimal(score))


def test_the_mean_takes_the_last_attempt_of_each_month_and_leaves_out_who_took_none():
    some = [
        taken(1, 2), taken(2, 2, attempt=2, at=9), taken(1, 2, month=DECEMBER),
        taken(0, 2, clerk="0318"), taken(0, 0, clerk="0319"),
    ]  # fmt: skip
    found = rule.means((one.clerk, one) for one in some)
    assert found == {"0317": Decimal(75), "0318": Decimal(0)}
    of_branch = rule.means(("sb01", one) for one in some)
    assert of_branch == {"sb01": Decimal(50)} and rule.means([]) == {}
