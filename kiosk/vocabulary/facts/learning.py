"""What clerks learn: answers to questions, quizzes, notes and what became of them."""

import datetime
from typing import Literal

import msgspec

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


class NoteWritten(Fact, frozen=True, tag="note_written"):
    """A clerk wrote a note on new or unusual business (工作笔记, P35). `subject` is the key of the
    service item without scope, '' for business that has none."""

    subject: str
    title: str
    text: str
    clerk: str


NoteMark = Literal["verified", "replaced", "set_aside"]
NOTE_MARKS: tuple[NoteMark, ...] = ("verified", "replaced", "set_aside")
"""What the manager can say of a note: it is right; another note is in its place; it is not used."""


class NoteJudged(Fact, frozen=True, tag="note_judged"):
    """The manager judged a note, whose id is `subject` and whose author is `clerk`; of several the
    last one holds. `other` is the id of the note in its place, '' for none."""

    mark: NoteMark
    subject: str
    reason: str
    other: str
    clerk: str
    by: str


class NoteUsed(Fact, frozen=True, tag="note_used"):
    """Who publishes made a verified note, whose id is `subject` and whose author is `clerk`, into
    the draft of a guide with the key `guide`, or declined to, for a `reason`. Of several the last
    one holds."""

    mark: Literal["drafted", "declined"]
    subject: str
    guide: str
    reason: str
    clerk: str
    by: str


class QuizAnswer(msgspec.Struct, frozen=True):
    """An answer in a quiz: the question, the version of its bank, and the place of the answer; as
    in `Answered`."""

    question: str
    version: str
    chosen: Number


class QuizTaken(Fact, frozen=True, tag="quiz_taken"):
    """A clerk took the quiz (每月一考, P34) of a `month`, named by its first day, for the first
    time, or again by the manager's permission: that is what `attempt` counts. So many answers were
    `right`. Of two of one attempt the first holds; all stay."""

    month: datetime.date
    attempt: Number
    right: Number
    answers: tuple[QuizAnswer, ...]
    clerk: str


class QuizReopened(Fact, frozen=True, tag="quiz_reopened"):
    """The manager lets a clerk take the quiz of a month once more, for a reason, as this
    `attempt`."""

    month: datetime.date
    attempt: Number
    reason: str
    clerk: str
    by: str
