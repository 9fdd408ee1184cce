"""Issues (期) of a hall's stories of good service (服务之窗, P10), made by its manager from what
clerks consented to. A story whose clerk consents no more, or that has expired, is in no issue any
more."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import across
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.recognition.registers import entries
from kiosk.records.recognition.registers.entries import Entry
from kiosk.vocabulary.documents import Register
from kiosk.vocabulary.facts import IssueMade
from kiosk.vocabulary.refusals import Refusal

MOST = 12
"""Stories in an issue."""
MOST_NUMBER = 9_999


class Story(NamedTuple):
    """An entry that customers can read, and the register that it is in."""

    entry: Entry
    register: Register


class Issue(NamedTuple):
    """An issue, and those of its stories that are still shown."""

    fact: IssueMade
    stories: list[Story]


def stories(db: Database, branch: str, day: datetime.date) -> dict[str, Story]:
    """All stories of a branch that can be in an issue, by id, newest first."""
    found = [
        Story(entry, register)
        for key, register in entries.registers(db, day).items()
        if register.readers == "public"
        for entry in entries.listed(db, key, register, day, [branch])
        if entry.is_shown
    ]
    newest = sorted(found, key=lambda one: (one.entry.fact.day, one.entry.fact.at), reverse=True)
    return {one.entry.fact.event_id: one for one in newest}


def make(
    db: Database,
    author: Author,
    key: str,
    number: int,
    month: datetime.date,
    chosen: Sequence[str],
) -> None:
    """The manager makes an issue of these stories, which no one changes.

    Raises Refusal `missing_key`, `only_manager`, `bad_issue`, `known_issue`, `no_stories` or
    `unknown_entry`.
    """
    if author.role != "manager":
        raise Refusal("only_manager")
    if not 1 <= number <= MOST_NUMBER:
        raise Refusal("bad_issue")
    ids = tuple(dict.fromkeys(chosen))
    if not 1 <= len(ids) <= MOST:
        raise Refusal("no_stories", field="entry")
    known = stories(db, author.branch, author.day)
    if not set(ids) <= known.keys():
        raise Refusal("unknown_entry")
    with writing(db, author, key) as entry:
        if entry.known:
            return
        if number in {one.number for one in across.read(db, IssueMade, [author.branch])}:
            raise Refusal("known_issue")
        first = month.replace(day=1)
        entry.write(IssueMade, number=number, month=first, entries=ids, by=author.by)


def listed(db: Database, branch: str, day: datetime.date) -> list[Issue]:
    """The issues of a branch with something to read, the newest first."""
    made = across.read(db, IssueMade, [branch])
    known = stories(db, branch, day) if made else {}
    newest = sorted(made, key=lambda one: (one.number, one.at, one.event_id), reverse=True)
    issues = [Issue(one, [known[id_] for id_ in one.entries if id_ in known]) for one in newest]
    return [one for one in issues if one.stories]


def find(db: Database, branch: str, number: int, day: datetime.date) -> Issue:
    """One of them. Raises Refusal `unknown_issue`."""
    for one in listed(db, branch, day):
        if one.fact.number == number:
            return one
    raise Refusal("unknown_issue")


def following(db: Database, branch: str) -> int:
    """The number of the next issue."""
    return 1 + max((one.number for one in across.read(db, IssueMade, [branch])), default=0)
