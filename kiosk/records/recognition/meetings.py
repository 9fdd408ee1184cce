"""Meetings of a hall's team, as its manager recorded them (P28, P29): who was present, and a note.

A record is never changed: a later one of the same meeting holds, and the earlier stay readable. The
rows are a cache of the ledger; a test compares them with the facts.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import putting
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.ledger import event_rows, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.rules.feedback import words
from kiosk.rules.ledger.counting import Counted
from kiosk.rules.recognition.meetings import Term
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

NOTE_LIMITS: dict[facts.Meeting, int] = {"morning": 500, "weekly": 1_000, "monthly": 1_000}
"""Most characters of the note of each kind of meeting."""
BACK_DAYS = 31
"""A meeting can be recorded so many days later."""
PRESENT_BYTES = 10_000
"""Most bytes of the badges in one record: a fact's body is bounded."""


class MeetingNow(Distributed):
    """A record's row: the meeting's kind, the days on which it was due and held, `at` (UTC ms) and
    by whom it was recorded; `present` are badges between commas."""

    branch = peewee.TextField()
    event_id = peewee.TextField()
    mark = peewee.TextField()
    due_on = DayField()
    held_on = DayField()
    at = peewee.BigIntegerField()
    by = peewee.TextField()
    present = peewee.TextField()
    note = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "event_id")
        indexes = ((("branch", "due_on"), False), (("due_on", "branch"), False))

    @property
    def badges(self) -> list[str]:
        """Who was present."""
        return [badge for badge in self.present.split(",") if badge]


_PUT = putting(MeetingNow)


def record(
    db: Database,
    author: Author,
    key: str,
    held_on: datetime.date,
    present: Sequence[str],
    note: str,
    of: Term | None = None,
) -> None:
    """The manager records a meeting that was held on a day, for the first time or again: the
    weekly or monthly one `of`, else the morning meeting of that day.

    Raises Refusal `missing_key`, `only_manager`, `day_ahead`, `meeting_long_ago`, `meeting_day`,
    `no_one_present`, `unknown_clerk`, `retired_clerk`, `bad_request`, `long_comment` or
    `odd_comment`.
    """
    _check_day(author, held_on, of)
    there = tuple(sorted(set(present)))
    if not there:
        raise Refusal("no_one_present")
    for badge in there:
        clerks.on_roster(db, author.branch, badge, held_on)
    if len(",".join(there).encode()) > PRESENT_BYTES:
        raise Refusal("bad_request", "present")
    mark: facts.Meeting = of.kind if of else "morning"
    note = words.tidy(note, NOTE_LIMITS[mark])
    with writing(db, author, key) as entry:
        if not entry.known:
            made = entry.write(
                facts.MeetingHeld,
                mark=mark,
                held_on=held_on,
                present=there,
                by=author.by,
                note=note,
                due_on=of.due_on if of else None,
            )
            refresh(db, author.branch, [made.event_id])


def _check_day(author: Author, held_on: datetime.date, of: Term | None) -> None:
    if author.role != "manager":
        raise Refusal("only_manager")
    if held_on > author.day:
        raise Refusal("day_ahead")
    if held_on < author.day - datetime.timedelta(BACK_DAYS):
        raise Refusal("meeting_long_ago")
    if of and not of.due_on <= held_on <= of.until:
        raise Refusal("meeting_day")


# Reading -------------------------------------------------------------------------------


def of_days(
    db: Database,
    branch: str,
    first: datetime.date,
    last: datetime.date,
    mark: facts.Meeting = "morning",
) -> dict[datetime.date, list[MeetingNow]]:
    """The records of a branch's meetings of a kind by the day on which each was due, days
    inclusive, newest first; of each day's the one that holds comes first."""
    wanted = (MeetingNow.branch == branch) & MeetingNow.due_on.between(first, last)
    query = MeetingNow.select().where(wanted & (MeetingNow.mark == mark))
    newest = (MeetingNow.due_on.desc(), MeetingNow.at.desc(), MeetingNow.event_id)
    found: dict[datetime.date, list[MeetingNow]] = {}
    for row in db.rows(query.order_by(*newest)):
        found.setdefault(row.due_on, []).append(row)
    return found


def of_term(db: Database, branch: str, of: Term) -> list[MeetingNow]:
    """The records of a weekly or monthly meeting; the one that holds comes first."""
    return of_days(db, branch, of.due_on, of.due_on, of.kind).get(of.due_on, [])


class Attended(NamedTuple):
    """At how many of the morning meetings a clerk was."""

    times: int
    meetings: int


def attended(
    db: Database, branch: str, badge: str, first: datetime.date, last: datetime.date
) -> Attended:
    """A clerk's own attendance in some days, both included."""
    held = of_days(db, branch, first, last).values()
    return Attended(sum(badge in records[0].badges for records in held), len(held))


class OfBranch(NamedTuple):
    """How many morning, weekly and monthly meetings a branch had, and when it had the last one."""

    branch: str
    morning: int = 0
    weekly: int = 0
    monthly: int = 0
    last: datetime.date | None = None


def by_branch(db: Database, first: datetime.date, last: datetime.date) -> list[OfBranch]:
    """The branches that recorded a meeting due in these days, by id."""
    days = peewee.fn.COUNT(MeetingNow.due_on.distinct())
    query = (
        MeetingNow.select(
            MeetingNow.branch, MeetingNow.mark, days, peewee.fn.MAX(MeetingNow.held_on)
        )
        .where(MeetingNow.due_on.between(first, last))
        .group_by(MeetingNow.branch, MeetingNow.mark)
        .order_by(MeetingNow.branch)
    )
    found: dict[str, OfBranch] = {}
    for branch, mark, number, held_on in db.rows(query.tuples()):
        one = found.get(branch, OfBranch(branch))
        latest = max(filter(None, (one.last, held_on)))
        found[branch] = one._replace(**{mark: number, "last": latest})
    return list(found.values())


# Keeping the rows ----------------------------------------------------------------------


def refresh(db: Database, branch: str, event_ids: Iterable[str]) -> None:
    """Rebuilds these rows, inside the transaction that stored their facts."""
    event_rows.put(db, _PUT, branch, event_ids, rows)


def rows(db: Database, branch: str, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """These records as their rows, without those whose facts are not here (yet)."""
    found: dict[str, list[Ledger]] = {}
    for row in ledger.find(db, branch, event_ids):
        if row.counted and row.kind == "meeting_held":
            found.setdefault(row.event_id, []).append(row)
    agreed = (ledger.agreed(found.get(one, [])) for one in event_ids)
    read = (ledger.read(row) for row in agreed if row is not None)
    return [_values(fact) for fact in read if isinstance(fact, facts.MeetingHeld)]


def _values(fact: facts.MeetingHeld) -> dict[str, Any]:
    due_on = fact.held_on if fact.mark == "morning" else fact.due_on or fact.held_on
    return {
        "branch": fact.branch, "event_id": fact.event_id, "mark": fact.mark,
        "due_on": due_on, "held_on": fact.held_on, "at": fact.at, "by": fact.by,
        "present": ",".join(fact.present), "note": fact.note,
    }  # fmt: skip


def follow(db: Database, branch: str, counted: Iterable[Counted]) -> None:
    """Refreshes the rows that these facts concern."""
    made = (one.columns for one in counted)
    refresh(db, branch, [one.event_id for one in made if one.kind == "meeting_held"])


def rebuild(db: Database) -> None:
    """Rebuilds all rows from the ledger alone; inside `db.writing()`."""
    db.run(MeetingNow.delete())
    for branch, event_ids in _made(db).items():
        refresh(db, branch, event_ids)


def _made(db: Database) -> dict[str, list[str]]:
    return event_rows.made(db, Ledger.kind == "meeting_held")


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of each row that is not what its fact gives."""
    for branch, wrong in event_rows.differences(db, MeetingNow, _made(db), rows):
        yield branch, f"meeting {wrong}"
