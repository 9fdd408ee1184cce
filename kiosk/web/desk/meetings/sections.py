"""What the sheet of the morning meeting is made of, and its section on the question of the day,
which is the same on both copies."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from kiosk.records.recognition.morning import Morning
from kiosk.rules.recognition import morning as rule
from kiosk.vocabulary.documents import LETTERS
from kiosk.web.desk import downloads
from kiosk.web.frame.words import said as published

QUESTION, QUESTION_LINES = 200, 2
"""The width of the question of the day with its answer, and their lines."""
BESIDES = 24
"""The width of what is said between question and answer."""


class Section(NamedTuple):
    """A part of the sheet: its heading, what it says in a line, a quotation, and a table. `columns`
    are the widths of its columns in halves of a character; `lines` those of a row, or of `quote`;
    `more` says what is left out, `where` is the address at which that is read, '' for none."""

    name: str
    title: str
    lead: str = ""
    quote: str = ""
    heads: Sequence[str] = ()
    columns: Sequence[int] = ()
    rows: Sequence[Sequence[str]] = ()
    lines: int = 1
    more: str = ""
    where: str = ""


def word(macro: str, *values: Any) -> str:
    """A wording of the sheet."""
    return downloads.said(macro, *values, of="morning")


def question(found: Morning) -> list[Section]:
    """The question of the day, its answer and how many knew it, without names; none without
    questions."""
    if found.question is None:
        return []
    one, share = found.question
    right = rule.cut(published(one.answers[one.right]), QUESTION // 3)
    text = rule.cut(published(one.text), QUESTION - BESIDES - rule.width(right))
    lead = word("question_said", share.answered, share.right)
    quote = word("question_quoted", text, LETTERS[one.right], right)
    title = word("section_word", "question")
    return [Section("question", title, lead=lead, quote=quote, lines=QUESTION_LINES)]
