"""Diaries of clerks (P06), rows of this machine alone: neither fact nor document, never sent
anywhere, erased when their owners erase them.

What an entry says, and when, is sealed (`sealing`). Only how many entries are counted this month is
written beside it, without a name; `counts` reports it once the month is over.
"""

import datetime
from typing import NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import DayField, Local
from kiosk.records.ledger.writing import Author, check_key
from kiosk.records.people import tries
from kiosk.records.recognition.diary import sealing
from kiosk.records.recognition.diary.sealing import Lock, Written
from kiosk.rules.feedback import words
from kiosk.rules.recognition.diary import passphrases
from kiosk.vocabulary.facts import DIARY_MARKS
from kiosk.vocabulary.refusals import Refusal

TEXT_LIMIT = 2_000
MOST = 1_000
"""Entries that a diary can have: a spare of the database holds them too."""


class Diary(Local):
    """A clerk's diary: its key, sealed by the owner's passphrase."""

    badge = peewee.TextField(primary_key=True)
    salt = peewee.BlobField()
    box = peewee.BlobField()


class DiaryEntry(Local):
    """A sealed entry; the id came with its form."""

    entry_id = peewee.TextField(primary_key=True)
    badge = peewee.TextField()
    body = peewee.BlobField()

    class Meta:
        indexes = ((("badge",), False),)


class DiaryCount(Local):
    """How many entries of a type are counted in a month, named by its first day, of all diaries in
    a branch together."""

    branch = peewee.TextField()
    month = DayField()
    mark = peewee.TextField()
    n = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "month", "mark")


class Kept(NamedTuple):
    """An entry's id, and what it says; None where it can't be opened."""

    entry_id: str
    written: Written | None


def is_begun(db: Database, badge: str) -> bool:
    """Whether a clerk has a diary."""
    return _find(db, badge) is not None


def begin(db: Database, author: Author, passphrase: str, key: bytes, salt: bytes) -> None:
    """A clerk begins a diary under a passphrase that was drawn; `key` and `salt` are random. A
    diary that there is stays as it is. Raises Refusal `wrong_diary_words`."""
    if not passphrases.is_one(passphrase):
        raise Refusal("wrong_diary_words")
    lock = sealing.lock(key, passphrase, salt)
    with db.writing():
        if _find(db, author.by) is None:
            db.run(Diary.insert(badge=author.by, salt=lock.salt, box=lock.box))


def unlock(db: Database, author: Author, passphrase: str) -> bytes:
    """The key of a clerk's diary. Raises Refusal `no_diary`, `wrong_diary_words`, or `wait` after
    too many wrong ones."""
    found = _find(db, author.by)
    if found is None:
        raise Refusal("no_diary")
    tried = tries.begin(db, "diary", author.by, author.now)
    key = sealing.unlock(Lock(bytes(found.salt), bytes(found.box)), passphrase)
    tries.was_right(db, tried, author.now)
    return key


def _find(db: Database, badge: str) -> Diary | None:
    found: Diary | None = db.first(Diary.select().where(Diary.badge == badge))
    return found


class Draft(NamedTuple):
    """What the form says: the type, the words, and whether the entry counts."""

    mark: str
    text: str
    counted: bool


def write(db: Database, author: Author, form_key: str, key: bytes, said: Draft) -> None:
    """A clerk writes an entry, sealed with the diary's key; the same form twice is one entry.

    Raises Refusal `missing_key`, `unknown_diary_type`, `text_required`, `long_comment`,
    `odd_comment`, `no_diary` or `diary_full`.
    """
    check_key(form_key)
    if said.mark not in DIARY_MARKS:
        raise Refusal("unknown_diary_type", said.mark[:20], field="mark")
    text = words.needed(said.text, TEXT_LIMIT)
    body = sealing.sealed(key, Written(said.mark, author.day, author.at, text, said.counted))
    with db.writing():
        if _find(db, author.by) is None:
            raise Refusal("no_diary")
        own = _ids(db, author.by)
        if form_key in own:
            return
        if len(own) >= MOST:
            raise Refusal("diary_full")
        db.run(DiaryEntry.insert(entry_id=form_key, badge=author.by, body=body))
        if said.counted:
            _count(db, author.branch, author.day, said.mark, 1)


def _ids(db: Database, badge: str) -> list[str]:
    query = DiaryEntry.select(DiaryEntry.entry_id).where(DiaryEntry.badge == badge)
    return [entry_id for (entry_id,) in db.rows(query.tuples())]


def _count(db: Database, branch: str, day: datetime.date, mark: str, more: int) -> None:
    """Counts an entry of this type in the month of this day, or one less."""
    row, month = DiaryCount, day.replace(day=1)
    of_month = (row.branch == branch) & (row.month == month) & (row.mark == mark)
    known = db.first(row.select().where(of_month))
    n = (known.n if known else 0) + more
    db.run(row.delete().where(of_month))
    if n > 0:
        db.run(row.insert(branch=branch, month=month, mark=mark, n=n))


def entries(db: Database, badge: str, key: bytes) -> list[Kept]:
    """A clerk's entries, newest first; those that can't be opened last."""
    rows = db.rows(DiaryEntry.select().where(DiaryEntry.badge == badge))
    kept = [Kept(row.entry_id, sealing.opened(key, bytes(row.body))) for row in rows]
    return sorted(kept, key=lambda one: (-(one.written.at if one.written else 0), one.entry_id))


def find(db: Database, badge: str, entry_id: str, key: bytes) -> Written:
    """One of a clerk's entries. Raises Refusal `unknown_diary_entry`."""
    wanted = (DiaryEntry.badge == badge) & (DiaryEntry.entry_id == entry_id)
    row = db.first(DiaryEntry.select().where(wanted))
    written = sealing.opened(key, bytes(row.body)) if row is not None else None
    if written is None:
        raise Refusal("unknown_diary_entry")
    return written


def erase(db: Database, author: Author, entry_id: str, key: bytes) -> None:
    """A clerk erases an entry of the own diary for good. One of this month is counted no more; of a
    month that is over, the numbers stay. Erased already, nothing changes."""
    wanted = (DiaryEntry.badge == author.by) & (DiaryEntry.entry_id == entry_id)
    with db.writing():
        row = db.first(DiaryEntry.select().where(wanted))
        if row is None:
            return
        written = sealing.opened(key, bytes(row.body))
        db.run(DiaryEntry.delete().where(wanted))
        month = author.day.replace(day=1)
        if written is not None and written.counted and written.day >= month:
            _count(db, author.branch, written.day, written.mark, -1)


def erase_all(db: Database, badge: str) -> None:
    """A clerk erases the whole diary for good, also without its passphrase; what was counted of it
    stays, since no row says whose it was."""
    with db.writing():
        db.run(DiaryEntry.delete().where(DiaryEntry.badge == badge))
        db.run(Diary.delete().where(Diary.badge == badge))
