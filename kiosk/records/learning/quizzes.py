"""The monthly quiz (每月一考, P34): taken once a month with the own PIN, and again only by the
manager's permission; all attempts stay. Read by the clerk and the manager; a scheme can name the
score as a figure."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.learning import banks, daily
from kiosk.records.ledger import across, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks, pins
from kiosk.records.publishing import policies
from kiosk.rules.feedback import words
from kiosk.rules.learning import quizzes as rule
from kiosk.rules.learning.questions import Asked
from kiosk.vocabulary.facts import QuizAnswer, QuizReopened, QuizTaken
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.schemes import Unit

REASON_LIMIT = 200


class Quiz(NamedTuple):
    """A clerk's quiz of a month: the attempts made, what permitted further ones, the attempt that
    can be made now, None for none, and its questions."""

    month: datetime.date
    taken: list[QuizTaken]
    reopened: list[QuizReopened]
    attempt: int | None
    questions: list[Asked]


class Typed(NamedTuple):
    """What a form says: which questions it was made for, and the answer to each, by its place."""

    draw: str
    answers: Sequence[str]


def of_clerk(db: Database, branch: str, badge: str, day: datetime.date) -> Quiz:
    """A clerk's quiz of the month of a day."""
    month = day.replace(day=1)
    taken = [one for one in of_month(db, branch, day) if one.clerk == badge]
    reopened = [one for one in _reopened(db, branch, month, day) if one.clerk == badge]
    attempt = rule.next_attempt(taken, reopened)
    number = policies.of_day(db, day).quiz_questions
    some = banks.current(db, day) if attempt and number else []
    of = rule.seed(branch, badge, month, attempt or 0)
    return Quiz(month, taken, reopened, attempt, rule.drawn(some, of, number))


def take(
    db: Database, author: Author, keys: Keys, key: str, typed: Typed, pin: str, browser: str = ""
) -> None:
    """A clerk takes the quiz of this month, confirmed by the own PIN. Sent again, the form adds
    nothing.

    Raises Refusal `missing_key`, `quiz_taken`, `no_quiz`, `quiz_changed`, `unanswered_question`,
    and as `pins.confirm`.
    """
    if not ledger.find(db, author.branch, [key]):
        _marked(_open(db, author), typed)
        pins.confirm(db, keys, author, pin, browser)
    with writing(db, author, key) as entry:
        if entry.known:
            return
        quiz = _open(db, author)
        answers, right = _marked(quiz, typed)
        entry.write(
            QuizTaken,
            month=quiz.month,
            attempt=quiz.attempt,
            right=right,
            answers=answers,
            clerk=author.by,
        )


def _open(db: Database, author: Author) -> Quiz:
    quiz = of_clerk(db, author.branch, author.by, author.day)
    if quiz.attempt is None:
        raise Refusal("quiz_taken")
    if not quiz.questions:
        raise Refusal("no_quiz")
    return quiz


def _marked(quiz: Quiz, typed: Typed) -> tuple[tuple[QuizAnswer, ...], int]:
    """The answers, and how many of them are right."""
    if typed.draw != rule.digest(quiz.questions):
        raise Refusal("quiz_changed")
    answers, right = [], 0
    said = [*typed.answers, *("" for _ in quiz.questions)]
    for number, (asked, one) in enumerate(zip(quiz.questions, said, strict=False)):
        chosen = daily.choice(asked.question, one, f"answer-{number}")
        answers.append(QuizAnswer(asked.name, asked.version, chosen))
        right += chosen == asked.question.right
    return tuple(answers), right


def reopen(db: Database, author: Author, key: str, badge: str, reason: str) -> None:
    """The manager lets a clerk take this month's quiz once more.

    Raises Refusal `missing_key`, `only_manager`, `unknown_clerk`, `retired_clerk`,
    `quiz_not_taken`, `text_required`, `long_comment` or `odd_comment`.
    """
    if author.role != "manager":
        raise Refusal("only_manager")
    said = words.needed(reason, REASON_LIMIT, "reason")
    with writing(db, author, key) as entry:
        if entry.known:
            return
        clerks.on_roster(db, author.branch, badge, author.day)
        quiz = of_clerk(db, author.branch, badge, author.day)
        if quiz.attempt is not None:
            raise Refusal("quiz_not_taken")
        entry.write(
            QuizReopened,
            month=quiz.month,
            attempt=quiz.taken[-1].attempt + 1,
            reason=said,
            clerk=badge,
            by=author.by,
        )


# Reading -------------------------------------------------------------------------------


def of_month(db: Database, branch: str, day: datetime.date) -> list[QuizTaken]:
    """The attempts at a branch's quiz in the month of a day, up to that day, by clerk, each
    clerk's in their order."""
    month = day.replace(day=1)
    wanted = Ledger.counted_day.between(month, day)
    found = [one for one in across.read(db, QuizTaken, [branch], wanted) if one.month == month]
    badges = sorted({one.clerk for one in found})
    return [
        one
        for badge in badges
        for one in rule.attempts(taken for taken in found if taken.clerk == badge)
    ]


def _reopened(
    db: Database, branch: str, month: datetime.date, day: datetime.date
) -> list[QuizReopened]:
    wanted = Ledger.counted_day.between(month, day)
    found = across.read(db, QuizReopened, [branch], wanted)
    return sorted((one for one in found if one.month == month), key=lambda one: one.attempt)


def reopened(db: Database, branch: str, day: datetime.date) -> list[QuizReopened]:
    """The permissions to take this month's quiz again, by attempt."""
    return _reopened(db, branch, day.replace(day=1), day)


def scores(
    db: Database, unit: Unit, first: datetime.date, last: datetime.date
) -> Mapping[str, Decimal]:
    """The mean score of each clerk, by badge, or branch, by id, in the quizzes of these days; one
    without any is left out. Scores of a clerk who moved are those of all branches together."""
    found = across.read(db, QuizTaken, None, Ledger.counted_day.between(first, last))
    return rule.means((one.clerk if unit == "clerk" else one.branch, one) for one in found)
