"""The question of the day (每日一题, P34): each clerk answers it once, and reads at once whether
that was right. Own answers are read by the clerk; those of all by the manager; the morning sheet
has the share, without names."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.learning import banks
from kiosk.records.ledger import across
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.rules.input import numbers
from kiosk.rules.learning import questions as rule
from kiosk.rules.learning.questions import Share
from kiosk.vocabulary.documents import Question
from kiosk.vocabulary.facts import Answered
from kiosk.vocabulary.refusals import Refusal


def answer(db: Database, author: Author, key: str, name: str, version: str, typed: str) -> None:
    """A clerk answers the question of the day; `name` and `version` are those that were on the
    screen, `typed` is the place of the answer. The first answer of a day holds; a later one adds
    nothing.

    Raises Refusal `missing_key`, `question_changed` or `unanswered_question`.
    """
    with writing(db, author, key) as entry:
        if entry.known or of_clerk(db, author.branch, author.by, author.day, author.day):
            return
        asked = banks.of_day(db, author.branch, author.day)
        if asked is None or (asked.name, asked.version) != (name, version):
            raise Refusal("question_changed")
        chosen = choice(asked.question, typed, "answer")
        entry.write(
            Answered,
            mark="right" if chosen == asked.question.right else "wrong",
            subject=asked.name,
            version=asked.version,
            chosen=chosen,
            clerk=author.by,
        )


def choice(question: Question, typed: str, field: str) -> int:
    """The place of an answer as a form sends it. Raises Refusal `unanswered_question` for this
    `field`."""
    try:
        return numbers.whole(typed, len(question.answers) - 1)
    except numbers.NotANumber:
        raise Refusal("unanswered_question", field=field) from None


# Reading -------------------------------------------------------------------------------


def of_days(
    db: Database, branches: Sequence[str], first: datetime.date, last: datetime.date
) -> list[Answered]:
    """The answers that hold in some branches, on the days from `first` to `last`, the newest
    first: of each clerk on each day the first."""
    found: dict[tuple[datetime.date, str], Answered] = {}
    some = across.read(db, Answered, branches, Ledger.counted_day.between(first, last))
    for one in sorted(some, key=_first):
        found.setdefault((one.day, one.clerk), one)
    return sorted(found.values(), key=lambda one: (-one.day.toordinal(), one.clerk))


def _first(one: Answered) -> tuple[int, str]:
    return one.at, one.event_id


def of_clerk(
    db: Database, branch: str, badge: str, first: datetime.date, last: datetime.date
) -> list[Answered]:
    """A clerk's own answers, the newest first."""
    return [one for one in of_days(db, [branch], first, last) if one.clerk == badge]


class Reviewed(NamedTuple):
    """The question of a day that is over, and how it was answered."""

    question: Question
    share: Share


def reviewed(db: Database, branch: str, day: datetime.date) -> Reviewed | None:
    """The question of a branch on a day: the one that was answered, by most if it was replaced in
    the course of the day, or the one that no one answered. None without any."""
    given = of_days(db, [branch], day, day)
    counted = rule.shares(given)
    if not counted:
        asked = banks.of_day(db, branch, day)
        return Reviewed(asked.question, Share(0, 0, {})) if asked else None
    name = max(counted, key=lambda one: (counted[one].answered, one))
    version = next(one.version for one in given if one.subject == name)
    question = banks.remembered(db, name, version)
    return Reviewed(question, counted[name]) if question else None
