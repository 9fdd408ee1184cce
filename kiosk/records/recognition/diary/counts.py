"""What managers and head office learn of diaries (P06): monthly numbers by type, each month a fact
that no one's name and no moment of writing leads to."""

import datetime
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import across, identity
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.recognition.diary.store import DiaryCount
from kiosk.rules.recognition.diary import counts as rule
from kiosk.rules.recognition.diary.counts import Reported
from kiosk.vocabulary.facts import DiaryCounted

MONTHS = 24
"""Months that the list goes back."""


def report(db: Database, author: Author) -> int:
    """The machine reports the months that are over, and keeps nothing else of them; returns how
    many."""
    own = DiaryCount.branch == author.branch
    waiting: dict[datetime.date, dict[str, int]] = {}
    for row in db.rows(DiaryCount.select().where(own)):
        if rule.is_over(row.month, author.day):
            waiting.setdefault(row.month, {})[row.mark] = row.n
    for month, counted in sorted(waiting.items()):
        reported = rule.reported(counted)
        event_id = _event_id(identity.me(db).station, month)
        with writing(db, author, event_id) as entry:
            if not entry.known:
                entry.write(DiaryCounted, month=month, counts=reported.counts, few=reported.few)
            db.run(DiaryCount.delete().where(own & (DiaryCount.month == month)))
    return len(waiting)


def _event_id(station: str, month: datetime.date) -> str:
    return hashlib.sha256(f"diaries {station} {month}".encode()).hexdigest()[:32]


class OfMonth(NamedTuple):
    """What the halls reported of a month: together, and by branch."""

    month: datetime.date
    all: Reported
    halls: dict[str, Reported]


def months(db: Database, branches: Sequence[str], today: datetime.date) -> list[OfMonth]:
    """The months that these branches reported of, newest first, MONTHS at most."""
    first = today.replace(day=1) - datetime.timedelta(31 * MONTHS)
    found: dict[datetime.date, dict[str, list[Reported]]] = {}
    for fact in across.read(db, DiaryCounted, branches, Ledger.counted_day >= first):
        reported = Reported({mark: n for mark, n in fact.counts.items() if n > 0}, fact.few)
        found.setdefault(fact.month, {}).setdefault(fact.branch, []).append(reported)
    newest = sorted(found, reverse=True)[:MONTHS]
    return [_month(month, found[month]) for month in newest]


def _month(month: datetime.date, reported: dict[str, list[Reported]]) -> OfMonth:
    halls = {branch: rule.added(some) for branch, some in sorted(reported.items())}
    return OfMonth(month, rule.added(halls.values()), halls)
