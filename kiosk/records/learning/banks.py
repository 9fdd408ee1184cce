"""Question banks (题库, P34): what a hall can be asked on a day, and which questions their
publisher must check, since what they rest on has a newer version."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from kiosk.ground.db import Database
from kiosk.records.publishing import branches, documents, in_halls
from kiosk.rules.learning import questions as rule
from kiosk.rules.learning.questions import Asked, Bank, Shown, Spell
from kiosk.rules.publishing.in_force import in_force
from kiosk.rules.publishing.scopes import Place, Scoped, for_place, parted
from kiosk.vocabulary.documents import BASES, Ended, Publication, Question, Questions, Version
from kiosk.vocabulary.refusals import Refusal

ONE_DAY = datetime.timedelta(1)
_Known = Mapping[tuple[str, str], Sequence[list[Version]]]
"""The versions of a place's documents by kind and key without scope, narrowest first."""


def current(db: Database, day: datetime.date, where: Place | None = None) -> list[Asked]:
    """The questions that this hall, or the one at another place, can be asked on a day."""
    where = where or in_halls.place(db, day)
    return _current(db, _known(db, where), day)


def of_day(
    db: Database, branch: str, day: datetime.date, where: Place | None = None
) -> Asked | None:
    """The question of the day of a branch; None without any."""
    known = _known(db, where or in_halls.place(db, day))
    name = rule.of_day(_spells(db, known, day), branch, day)
    return next((one for one in _current(db, known, day) if one.name == name), None)


def _known(db: Database, where: Place) -> _Known:
    """The banks of a place, and the documents that any of their questions rests on."""
    found: dict[tuple[str, str], Sequence[list[Version]]] = {}
    by_key = documents.by_key(db, "questions")
    rests: set[tuple[str, str]] = set()
    for key, some in for_place(by_key, where).items():
        found["questions", key] = [by_key[full] for full in some]
        rests |= _bases(db, (version for full in some for version in by_key[full]))
    for kind in BASES:
        if any(of == kind for of, _ in rests):
            by_key = documents.by_key(db, kind)
            for key, some in for_place(by_key, where).items():
                if (kind, key) in rests:
                    found[kind, key] = [by_key[full] for full in some]
    return found


def _bases(db: Database, versions: Iterable[Version]) -> set[tuple[str, str]]:
    contents = (documents.content(db, version.sha256) for version in versions)
    return {
        (one.basis.kind, one.basis.key)
        for content in contents
        if isinstance(content, Questions)
        for one in content.questions
        if one.basis is not None
    }


def _spells(db: Database, known: _Known, day: datetime.date) -> list[Spell]:
    """Since when which questions can be asked, up to a day."""
    begun = {
        max(version.in_force, rule.EPOCH)
        for some in known.values()
        for versions in some
        for version in versions
        if version.in_force <= day
    }
    return [
        Spell(since, tuple(one.name for one in _current(db, known, since)))
        for since in sorted(begun)
    ]


def _current(db: Database, known: _Known, day: datetime.date) -> list[Asked]:
    banks, shown = [], {}
    for (kind, key), some in sorted(known.items()):
        held = in_halls.narrowest(db, some, day)
        if held is None or isinstance(held.content, Ended):
            continue
        if isinstance(held.content, Questions):
            banks.append(Bank(key, held.version.sha256, held.content.questions))
        else:
            shown[kind, key] = held.version
    return rule.current(banks, shown, day)


def remembered(db: Database, name: str, version: str) -> Question | None:
    """A question as it was in a version of its bank; None if this machine does not hold that."""
    content = documents.content(db, version)
    code = name.rpartition("/")[2]
    some = content.questions if isinstance(content, Questions) else ()
    return next((one for one in some if one.code == code), None)


class ToCheck(NamedTuple):
    """A question that is not asked any more: its bank's key with scope, and the version that is in
    force of what it rests on, None if that has ended."""

    bank: str
    question: Question
    now: Version | None


def to_check(db: Database, day: datetime.date) -> list[ToCheck]:
    """The questions of all banks in force that their publisher must check, each by what is in
    force for its bank's own halls."""
    found = []
    for full, versions in sorted(documents.by_key(db, "questions").items()):
        held = in_force(versions, day)
        content = documents.content(db, held.sha256) if held else None
        if isinstance(content, Questions):
            shown = _shown(db, _place(db, parted(full), day), content, day)
            found += [
                ToCheck(full, one, rule.held(one.basis, shown))
                for one in content.questions
                if rule.state(one.basis, rule.held(one.basis, shown), day) == "to_check"
            ]
    return found


def _place(db: Database, one: Scoped, day: datetime.date) -> Place:
    hall = branches.of_branch(db, one.branch, day) if one.branch else None
    return Place(one.branch, one.region or (hall.region if hall else ""))


def _shown(db: Database, where: Place, bank: Questions, day: datetime.date) -> Shown:
    kinds = {one.basis.kind for one in bank.questions if one.basis}
    return {
        (kind, key): shown.version
        for kind in kinds
        for key, shown in in_halls.all_of(db, kind, day, where).items()
    }


def confirmed(db: Database, bank: str, code: str, now: str, day: datetime.date) -> Publication:
    """The next version of a bank, in which a question rests on the version in force, whose content
    has the SHA-256 `now`, as its publisher has seen it.

    Raises Refusal `question_checked` if the question need not be checked, or rests on another
    version by now.
    """
    some = [one for one in to_check(db, day) if (one.bank, one.question.code) == (bank, code)]
    content = documents.read(db, "questions", bank, day)
    if not some or some[0].now is None or some[0].now.sha256 != now:
        raise Refusal("question_checked", code[:20])
    assert isinstance(content, Questions)
    made = tuple(
        _resting(one, some[0].now) if one.code == code else one for one in content.questions
    )
    return Publication(bank, msgspec.structs.replace(content, questions=made), day, "questions")


def _resting(question: Question, now: Version) -> Question:
    basis = question.basis
    if basis is None:
        return question
    moved = msgspec.structs.replace(basis, since=now.in_force, sha256=now.sha256)
    return msgspec.structs.replace(question, basis=moved)
