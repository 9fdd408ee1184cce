"""The monthly quiz (每月一考, P34): which questions are drawn, who can take it, and its score."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from kiosk.rules.learning.questions import Asked
from kiosk.vocabulary.facts import QuizReopened, QuizTaken

PLACES = Decimal("0.0001")
"""What a mean of scores is kept to, as that of an imported figure."""
HUNDRED = Decimal(100)
Key = TypeVar("Key")


def seed(branch: str, badge: str, month: datetime.date, attempt: int) -> str:
    """What the questions of one clerk, month and attempt are drawn by, so that neighbours are not
    asked the same and no one chooses."""
    return f"{branch}/{badge}/{month.isoformat()}/{attempt}"


def drawn(some: Iterable[Asked], of: str, number: int) -> list[Asked]:
    """So many of these questions, or all if there are fewer, as the seed `of` orders them."""

    def place(one: Asked) -> bytes:
        return hashlib.sha256(f"{of}/{one.name}".encode()).digest()

    return sorted(some, key=place)[:number]


def digest(some: Iterable[Asked]) -> str:
    """Which questions were drawn, in which versions: what a form was made for."""
    said = "\n".join(f"{one.name} {one.version}" for one in some)
    return hashlib.sha256(said.encode()).hexdigest()


def attempts(taken: Iterable[QuizTaken]) -> list[QuizTaken]:
    """Of one clerk and month the attempts that hold, in their order: of two stations the first."""
    held: dict[int, QuizTaken] = {}
    for one in sorted(taken, key=lambda one: (one.at, one.event_id)):
        held.setdefault(one.attempt, one)
    return [held[number] for number in sorted(held)]


def next_attempt(taken: Sequence[QuizTaken], reopened: Iterable[QuizReopened]) -> int | None:
    """Which attempt a clerk can make of a month's quiz: the first, or one more that the manager has
    permitted; None otherwise."""
    number = max((one.attempt for one in taken), default=0) + 1
    permitted = number == 1 or any(one.attempt == number for one in reopened)
    return number if permitted else None


def score(taken: QuizTaken) -> Decimal | None:
    """Right answers out of 100; None without questions."""
    number = len(taken.answers)
    return HUNDRED * taken.right / number if number else None


def means(taken: Iterable[tuple[Key, QuizTaken]]) -> Mapping[Key, Decimal]:
    """The mean score of each unit, over its clerks and months, of each the last attempt. Who took
    none has none: that is missing, and not 0."""
    by_quiz: dict[tuple[Key, str, datetime.date], list[QuizTaken]] = {}
    for unit, one in taken:
        by_quiz.setdefault((unit, one.clerk, one.month), []).append(one)
    found: dict[Key, list[Decimal]] = {}
    for (unit, _, _), some in by_quiz.items():
        last = score(attempts(some)[-1])
        if last is not None:
            found.setdefault(unit, []).append(last)
    return {
        unit: (sum(some, Decimal(0)) / len(some)).quantize(PLACES) for unit, some in found.items()
    }
