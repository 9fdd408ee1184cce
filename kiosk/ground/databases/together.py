"""What a thread sends to PostgreSQL together.

Each answer that is waited for costs both sides as much as a small statement. So what no one reads
an answer of, the beginning of a transaction and many of its writes, goes with the next statement or
with the commit; and so do questions that are known beforehand. An error of such a write is raised
there, still within the transaction.
"""

import threading
from typing import Any, NamedTuple


class Question(NamedTuple):
    """A select with its values, and the tables that it reads."""

    sql: str
    values: tuple[Any, ...]
    tables: frozenset[str]


class Together(threading.local):
    """A thread's statements that are not sent yet, each one statement and with its question, if it
    is one; and answers that came before they are read. An answer is good while the transaction, or
    the request, lasts and this thread writes to none of its tables."""

    def __init__(self) -> None:
        self.unsent: list[tuple[bytes, Question | None]] = []
        self.answers: dict[Question, list[Any]] = {}

    def taken(self) -> list[tuple[bytes, Question | None]]:
        """All that is not sent yet; none remains."""
        taken, self.unsent = self.unsent, []
        return taken

    def without_questions(self) -> list[tuple[bytes, Question | None]]:
        """As `taken`; questions are forgotten, and answers, too."""
        self.answers = {}
        return [one for one in self.taken() if one[1] is None]

    def answer(self, question: Question) -> list[Any] | None:
        """The rows that came ahead, None if none did; a question that is not sent yet is taken
        back, since it is about to be asked."""
        self.unsent = [one for one in self.unsent if one[1] != question]
        return self.answers.get(question)

    def written(self, table: str = "") -> None:
        """Forgets the questions and answers that a write to this table, or to any, may change."""

        def changes(question: Question | None) -> bool:
            return question is not None and (not table or table in question.tables)

        self.unsent = [one for one in self.unsent if not changes(one[1])]
        self.answers = {one: rows for one, rows in self.answers.items() if not changes(one)}
