"""The spare: a second database beside the machine's own, with everything but what happened. Where
the machine's own is damaged, the next one begins with it: who this machine is, what is published,
who may sign in, which alarms are open.

Facts are not in it, since they would double the disk; nor contact details, which must be gone
everywhere when they are erased; nor sessions and drafts. Diaries are in it, sealed as they
are.
"""

from typing import Any

import peewee

from kiosk.ground.db import Database
from kiosk.records.alerts.listed import Alert
from kiosk.records.alerts.noticing import AlertMark
from kiosk.records.alerts.outbox import AlertTold
from kiosk.records.alerts.receivers import Receiver
from kiosk.records.exchange.epochs import SignedHead
from kiosk.records.hall.screens import Screen
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.identity import Former, Identity
from kiosk.records.ledger.ledger import Chain
from kiosk.records.ledger.office_marks import MarkMoved, OfficeMark
from kiosk.records.ledger.times import Clock
from kiosk.records.people.pins import Pin
from kiosk.records.people.second_factor import RecoveryCode, SecondFactor
from kiosk.records.people.users import User
from kiosk.records.publishing.documents import Blob, Document
from kiosk.records.publishing.manifests import IssuedManifest
from kiosk.records.publishing.releases import Release
from kiosk.records.recognition.diary.store import Diary, DiaryCount, DiaryEntry
from kiosk.records.stations.enrolment import BranchKey, EnrolmentCode, Station
from kiosk.records.upkeep.programs import Program, StationUpgrade
from kiosk.records.upkeep.upgraded import UpgradedHere

KEPT: tuple[type[peewee.Model], ...] = (
    Identity, Former, Clock, Chain, SignedHead, OfficeMark, MarkMoved, Alarm,
    Document, IssuedManifest, Release, Pin, User, Screen,
    Station, BranchKey, EnrolmentCode, Alert, AlertMark, AlertTold, Receiver,
    SecondFactor, RecoveryCode,
    Program, StationUpgrade, UpgradedHere, Diary, DiaryEntry, DiaryCount,
)  # fmt: skip
"""Without Blob, which only grows."""
ROWS_A_STATEMENT = 200


def keep(db: Database, spare: Database) -> int:
    """Brings the spare up to date, in one transaction; returns how many tables had changed."""
    with db.snapshot():
        there = {table: _rows(db, table) for table in KEPT}
        changed = {table: rows for table, rows in there.items() if rows != _rows(spare, table)}
        new = _names(db) - _names(spare)
        blobs = [row for row in db.stream(Blob.select()) if row.sha256 in new] if new else []
    if not changed and not blobs:
        return 0
    with spare.writing():
        for table, rows in changed.items():
            spare.run(table.delete())
            _put(spare, table, rows)
        for blob in blobs:
            spare.run(Blob.insert(blob.__data__))
    return len(changed) + bool(blobs)


def rescue(damaged: Database, new: Database) -> int:
    """Copies what a damaged database still gives of these tables into a new one; a table that can't
    be read is left out. Returns how many were copied. For a machine that has no spare."""
    copied = 0
    tables: tuple[type[peewee.Model], ...] = (Blob, *KEPT)
    for table in tables:
        try:
            with new.writing():
                new.run(table.delete())
                _put(new, table, _rows(damaged, table))
        except (peewee.DatabaseError, ValueError, TypeError):
            continue
        copied += 1
    return copied


def _rows(db: Database, table: type[peewee.Model]) -> list[dict[str, Any]]:
    key: Any = table._meta.get_primary_keys()  # type: ignore[no-untyped-call]
    return db.rows(table.select().order_by(*key).dicts())


def _put(db: Database, table: type[peewee.Model], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        db.run(table.insert_many(rows[start : start + ROWS_A_STATEMENT]))


def _names(db: Database) -> set[str]:
    return {name for (name,) in db.rows(Blob.select(Blob.sha256).tuples())}
