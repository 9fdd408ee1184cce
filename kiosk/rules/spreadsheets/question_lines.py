"""Lines of a question bank, one for each question.

A question that rests on a document names the version that it was written for by the day from which
that is in force; without a day it is the one in force on the day of the bank.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from kiosk.rules.spreadsheets.columns import Row
from kiosk.vocabulary.documents import (
    LEAST_ANSWERS,
    LETTERS,
    MOST_ANSWERS,
    MOST_QUESTIONS,
    Basis,
    BasisKind,
    Question,
    Questions,
    Said,
    Version,
)

BASES: Mapping[BasisKind, str] = {
    "fees": "收费标准",
    "guide": "办事流程",
    "rulebook": "制度规范",
}
LONGEST = 20
"""Most characters of a question's number: all answers to a quiz fit one fact."""


class Cells(Protocol):
    """Reads cells and collects their faults (kiosk/rules/publishing/rows.py)."""

    def versions_of(self, row: Row, kind: str, key: str) -> Sequence[Sequence[Version]]: ...
    def version_of(
        self, row: Row, some: Sequence[Sequence[Version]], since: datetime.date | None
    ) -> Version | None: ...
    def text(self, row: Row, column: str) -> str: ...
    def said(self, row: Row, column: str) -> Said: ...
    def name(self, row: Row, column: str) -> str: ...
    def day(self, row: Row, column: str) -> datetime.date | None: ...
    def coded(self, row: Row, column: str, words: Mapping[Any, str], empty: str) -> Any: ...
    def fault(self, row: Row, column: str, code: str) -> None: ...


def read(cells: Cells, rows: Sequence[Row]) -> Questions:
    """The bank in these rows; its faults go to `cells`."""
    found: dict[str, Question] = {}
    for row in rows:
        one = _question(cells, row)
        if one.code in found:
            cells.fault(row, "number_of", "twice")
        found[one.code] = one
    if len(rows) > MOST_QUESTIONS:
        cells.fault(rows[MOST_QUESTIONS], "number_of", "many_questions")
    return Questions(name=cells.said(rows[0], "name"), questions=tuple(found.values()))


def _question(cells: Cells, row: Row) -> Question:
    code, answers = cells.name(row, "number_of"), _answers(cells, row)
    if len(code) > LONGEST:
        cells.fault(row, "number_of", "long_number_of")
    letter = cells.text(row, "right").upper()
    right = LETTERS.find(letter) if len(letter) == 1 else -1
    if letter and not 0 <= right < max(len(answers), 1):
        cells.fault(row, "right", "bad_right")
    return Question(
        code=code, text=cells.said(row, "question"), answers=answers, right=max(right, 0),
        explanation=cells.said(row, "explanation"), basis=_basis(cells, row),
    )  # fmt: skip


def _answers(cells: Cells, row: Row) -> tuple[Said, ...]:
    chinese, english = (
        [one.strip() for one in re.split("[；;]", cells.text(row, name)) if one.strip()]
        for name in ("answers", "answers_en")
    )
    different = len(set(chinese)) == len(chinese)
    if chinese and not (LEAST_ANSWERS <= len(chinese) <= MOST_ANSWERS and different):
        cells.fault(row, "answers", "bad_answers")
    if english and len(english) != len(chinese):
        cells.fault(row, "answers_en", "bad_answers")
    english += [""] * (len(chinese) - len(english))
    return tuple(Said(*pair) for pair in zip(chinese, english, strict=False))


def _basis(cells: Cells, row: Row) -> Basis | None:
    kind: BasisKind | Literal[""] = cells.coded(row, "basis_kind", BASES, "")
    key, typed = cells.text(row, "basis_key"), cells.text(row, "basis_since")
    if not kind:
        if (key or typed) and not cells.text(row, "basis_kind"):
            cells.fault(row, "basis_kind", "empty_cell")
        return None
    since = cells.day(row, "basis_since") if typed else None
    if typed and since is None:
        return None
    some = cells.versions_of(row, kind, key)
    if not some:
        cells.fault(row, "basis_key", "no_basis" if key else "empty_cell")
        return None
    found = cells.version_of(row, some, since)
    if found is None:
        cells.fault(row, "basis_since" if since else "basis_key", "no_basis_version")
        return None
    return Basis(kind=kind, key=key, since=found.in_force, sha256=found.sha256)


def write(bank: Questions) -> list[dict[str, str]]:
    """The lines that read as this bank."""
    head = {"name": bank.name.zh, "name_en": bank.name.en}
    return [head | _line(one) for one in bank.questions]


def _line(one: Question) -> dict[str, str]:
    line = {
        "number_of": one.code, "question": one.text.zh, "question_en": one.text.en,
        "answers": "；".join(answer.zh for answer in one.answers),
        "answers_en": "; ".join(answer.en for answer in one.answers if answer.en),
        "right": LETTERS[one.right],
        "explanation": one.explanation.zh, "explanation_en": one.explanation.en,
    }  # fmt: skip
    if (basis := one.basis) is not None:
        line |= {
            "basis_kind": BASES[basis.kind], "basis_key": basis.key,
            "basis_since": basis.since.isoformat(),
        }  # fmt: skip
    return line
