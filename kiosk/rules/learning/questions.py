"""Questions (题目, P34): whether one can be asked, given the version of what it rests on, and which
one is asked on a day."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from kiosk.vocabulary.documents import Basis, Question, Version

EPOCH = datetime.date(2026, 1, 1)
"""No question was asked before this day."""
ONE_DAY = datetime.timedelta(1)


class Bank(NamedTuple):
    """A question bank that a hall has: its key without scope, and the SHA-256 of its content."""

    key: str
    version: str
    questions: tuple[Question, ...]


class Asked(NamedTuple):
    """A question, by the name that facts keep: its bank, a slash and its number. `version` is that
    of the bank."""

    name: str
    version: str
    question: Question


State = Literal["current", "to_check", "upcoming"]


def state(basis: Basis | None, shown: Version | None, day: datetime.date) -> State:
    """Whether a question can be asked on a day on which `shown` is in force of what it rests on,
    None if that has ended. It is upcoming if it was written for a version that is not in force
    yet; else it must be checked before it is asked again, so that all say the same (统一口径)."""
    if basis is None or (shown is not None and shown.sha256 == basis.sha256):
        return "current"
    return "upcoming" if basis.since > day else "to_check"


Shown = Mapping[tuple[str, str], Version]
"""What is in force in a hall on a day, by kind and key without scope."""


def current(banks: Iterable[Bank], shown: Shown, day: datetime.date) -> list[Asked]:
    """The questions that can be asked on a day."""
    return [
        Asked(f"{bank.key}/{one.code}", bank.version, one)
        for bank in banks
        for one in bank.questions
        if state(one.basis, held(one.basis, shown), day) == "current"
    ]


def held(basis: Basis | None, shown: Shown) -> Version | None:
    """What is in force of the document that a question rests on."""
    return shown.get((basis.kind, basis.key)) if basis else None


class Spell(NamedTuple):
    """From which day on the same questions can be asked, by name."""

    since: datetime.date
    names: tuple[str, ...]


def of_day(spells: Sequence[Spell], branch: str, day: datetime.date) -> str | None:
    """The question that a branch is asked on a day, the same for all of its clerks; None without
    any. `spells` are in order of their days.

    Each day has one question, and none comes again before all that can be asked were. In which
    order they come is fixed for a branch and each turn, by a hash, so that halls side by side are
    not asked the same.
    """
    begun = [max(spell.since, EPOCH) for spell in spells]
    ends = [*begun[1:], day + ONE_DAY]
    found: str | None = None
    turn, asked = 0, set[str]()
    for spell, begin, end in zip(spells, begun, ends, strict=False):
        left = [name for name in _order(spell.names, branch, turn) if name not in asked]
        for _ in range((min(end, day + ONE_DAY) - begin).days):
            if not left and spell.names:
                turn, asked = turn + 1, set()
                left = _order(spell.names, branch, turn)
                if left[0] == found:  # not on two days running
                    left.append(left.pop(0))
            found = left.pop(0) if left else None
            if found is not None:
                asked.add(found)
    return found


def _order(names: Iterable[str], branch: str, turn: int) -> list[str]:
    def place(name: str) -> bytes:
        return hashlib.sha256(f"{branch}/{turn}/{name}".encode()).digest()

    return sorted(names, key=place)


class Answer(Protocol):
    """An answer that was given to a question."""

    @property
    def subject(self) -> str: ...
    @property
    def mark(self) -> str: ...
    @property
    def chosen(self) -> int: ...


class Share(NamedTuple):
    """How many answered a question, how many of them right, and how often each answer was chosen,
    by its place. Who did not answer is in neither."""

    answered: int
    right: int
    chosen: Mapping[int, int]

    @property
    def wrong(self) -> int:
        return self.answered - self.right

    @property
    def percent(self) -> int | None:
        """Right ones in whole per cent, rounded down, so that 100 is all; None without answers."""
        return 100 * self.right // self.answered if self.answered else None


def shares(answers: Iterable[Answer]) -> dict[str, Share]:
    """The share of each question, those first that were answered wrongly most often."""
    given: dict[str, list[Answer]] = {}
    for one in answers:
        given.setdefault(one.subject, []).append(one)
    found = {
        name: Share(
            len(some),
            sum(one.mark == "right" for one in some),
            Counter(one.chosen for one in some),
        )
        for name, some in given.items()
    }
    return dict(sorted(found.items(), key=lambda one: (-one[1].wrong, one[1].answered, one[0])))
