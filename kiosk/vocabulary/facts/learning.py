"""What clerks learn: answers to questions, quizzes, notes and what became of them."""

from typing import Literal

from kiosk.vocabulary.facts.fact import Fact, Number


class Answered(Fact, frozen=True, tag="answered"):
    """A clerk answered the question of the day (每日一题, P34). `subject` is the question: its bank
    without scope, a slash and its number; `version` the SHA-256 of the bank that was on the screen,
    `chosen` the place of the answer, from 0. Of several by one clerk on one day the first holds."""

    mark: Literal["right", "wrong"]
    subject: str
    version: str
    chosen: Number
    clerk: str
