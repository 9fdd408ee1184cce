"""Entries of registers (P05, P10): entered by those who may, shown once the clerk whom they are
about has consented, and as long as the register says."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import across, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.records.publishing import documents
from kiosk.rules.feedback import words
from kiosk.rules.recognition import registers as rule
from kiosk.vocabulary.documents import Register
from kiosk.vocabulary.facts import Consented, Entered
from kiosk.vocabulary.refusals import Refusal

TEXT_LIMIT = 500


class Entry(NamedTuple):
    """An entry, what its clerk said (yes, no, or '' for nothing yet), and whether it is shown."""

    fact: Entered
    consent: str
    is_shown: bool


class New(NamedTuple):
    """What the form says: the register's key, whom the entry is about, '' for no one, a text for
    each field, and the nomination that it follows from, '' for none."""

    register: str
    clerk: str
    said: Sequence[str]
    nomination: str = ""


def registers(db: Database, day: datetime.date) -> dict[str, Register]:
    """The registers in force on a day, by key."""
    found = documents.read_all(db, "register", day)
    return {key: one for key, one in sorted(found.items()) if isinstance(one, Register)}


def find(db: Database, key: str, day: datetime.date) -> Register:
    """A register in force on a day. Raises Refusal `unknown_register`."""
    found = documents.read(db, "register", key, day)
    if not isinstance(found, Register):
        raise Refusal("unknown_register", key[:40])
    return found


def enter(db: Database, author: Author, key: str, new: New, event_id: str | None = None) -> None:
    """Enters something; the clerk whom it is about is asked for consent where the register says so.

    Raises Refusal `missing_key`, `unknown_register`, `not_your_register`, `text_required`,
    `long_comment`, `odd_comment`, `unknown_clerk` or `retired_clerk`.
    """
    register = find(db, new.register, author.day)
    if not rule.may_write(register, author.role):
        raise Refusal("not_your_register")
    said = [_tidy(text, number) for number, text in enumerate(new.said[: len(register.fields)])]
    if not said or not said[0]:
        raise Refusal("text_required")
    if new.clerk:
        clerks.on_roster(db, author.branch, new.clerk, author.day)
    with writing(db, author, key, event_id) as entry:
        if not entry.known:
            entry.write(
                Entered,
                subject=new.register,
                clerk=new.clerk,
                said=tuple(said),
                role=author.role,
                by=author.by,
                nomination=new.nomination,
            )


def _tidy(text: str, number: int) -> str:
    try:
        return words.tidy(text, TEXT_LIMIT)
    except Refusal as refusal:
        field = f"text{number}" if number else "text"
        raise Refusal(refusal.code, refusal.detail, field=field) from None


def say(db: Database, author: Author, key: str, entry_id: str, yes: bool) -> None:
    """The clerk whom an entry is about lets it be shown, or not, or not any more; the manager or
    head office takes it down. Raises Refusal `missing_key`, `unknown_entry` or `not_your_entry`."""
    entered = [
        fact
        for row in ledger.find(db, author.branch, [entry_id])
        if row.counted and isinstance(fact := ledger.read(row), Entered)
    ]
    if not entered:
        raise Refusal("unknown_entry")
    is_own = author.role != "office" and author.by == entered[0].clerk
    if not is_own and (yes or author.role not in rule.IN_CHARGE):
        raise Refusal("not_your_entry")
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(
                Consented,
                subject=entry_id,
                clerk=entered[0].clerk,
                mark="yes" if yes else "no",
                role=author.role,
                by=author.by,
            )


# Reading --------------------------------------------------------------------------------


def listed(
    db: Database,
    key: str,
    register: Register,
    day: datetime.date,
    branches: Sequence[str] | None = None,
) -> list[Entry]:
    """The entries of a register in these branches, None for all, newest first, shown or not."""
    found = across.read(db, Entered, branches, Ledger.subject == key)
    said = across.read(db, Consented, branches) if found else []
    return _judged(found, said, {key: register}, day)


def about(db: Database, branch: str, badge: str, day: datetime.date) -> list[Entry]:
    """Everything that is entered about a clerk in a branch, newest first."""
    found = across.read(db, Entered, [branch], Ledger.clerk == badge)
    said = across.read(db, Consented, [branch], Ledger.clerk == badge) if found else []
    return _judged(found, said, registers(db, day), day)


def _judged(
    found: Sequence[Entered],
    said: Sequence[Consented],
    known: dict[str, Register],
    day: datetime.date,
) -> list[Entry]:
    by_entry: dict[str, list[Consented]] = {}
    for one in said:
        by_entry.setdefault(one.subject, []).append(one)
    entries = []
    for fact in sorted(found, key=lambda one: (one.day, one.at, one.event_id), reverse=True):
        if (register := known.get(fact.subject)) is not None:
            consent = rule.consent(fact, by_entry.get(fact.event_id, ()))
            shown = rule.is_shown(register, fact, consent, day)
            entries.append(Entry(fact, consent, shown))
    return entries


def waiting(db: Database, branch: str, badge: str, day: datetime.date) -> int:
    """How many entries wait for a clerk's consent."""
    known = registers(db, day)
    return sum(
        not one.consent and known[one.fact.subject].consent for one in about(db, branch, badge, day)
    )
