"""The question of the day on the sheet of the morning meeting, the same on both copies."""

from kiosk.records.recognition.morning import Morning
from kiosk.rules.recognition import morning as rule
from kiosk.vocabulary.documents import LETTERS
from kiosk.web.desk.meetings.sections import Section, word
from kiosk.web.frame.words import said as published

QUESTION, QUESTION_LINES = 200, 2
"""The width of the question of the day with its answer, and their lines."""
BESIDES = 24
"""The width of what is said between question and answer."""


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
