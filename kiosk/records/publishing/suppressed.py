"""Suppressed versions: kept, but ignored."""

import datetime
from collections.abc import Sequence

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Reference
from kiosk.records.publishing import documents
from kiosk.rules.publishing.in_force import in_force
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary.documents import Ended, Publication, Version


class Suppressed(Reference):
    """A version that no longer counts: it was withdrawn, or only restores what was in force without
    a withdrawn one. All other versions decide what is in force on a day."""

    kind = peewee.TextField()
    key = peewee.TextField()
    version = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("kind", "key", "version")


def suppress(db: Database, kind: str, key: str, version: int) -> None:
    """This version no longer counts."""
    db.run(Suppressed.insert(kind=kind, key=key, version=version))


def reinstate(db: Database, kind: str, key: str, wanted: Sequence[Publication]) -> None:
    """Lets suppressed versions count again if `wanted` asks for the same content on the same
    day."""
    said = {
        (item.in_force, vocabulary.sha256(vocabulary.encode(item.content))) for item in wanted
        if (item.of_kind, item.key) == (kind, key)
    }  # fmt: skip
    newest: dict[datetime.date, Version] = {}
    for version in documents.versions(db, kind, key):
        newest[version.in_force] = version
    for day, sha256 in said:
        last = newest.get(day)
        if last is not None and last.sha256 == sha256:
            same = (Suppressed.kind == kind) & (Suppressed.key == key)
            db.run(Suppressed.delete().where(same & (Suppressed.version == last.version)))


def counting_by_key(db: Database, kind: str) -> dict[str, list[Version]]:
    """The versions of a kind that count, by key."""
    rows = db.rows(Suppressed.select().where(Suppressed.kind == kind))
    unsaid = {(row.key, row.version) for row in rows}
    return {
        key: [one for one in some if (key, one.version) not in unsaid]
        for key, some in documents.by_key(db, kind).items()
    }


def counting(db: Database, kind: str, key: str) -> list[Version]:
    """The versions of a document that count."""
    wanted = (Suppressed.kind == kind) & (Suppressed.key == key)
    unsaid = {row.version for row in db.rows(Suppressed.select().where(wanted))}
    return [one for one in documents.versions(db, kind, key) if one.version not in unsaid]


def settle(db: Database, kind: str, key: str, by: str, at: int) -> int:
    """Publishes, for each day on which a version begins, what the counting versions say, if
    something else is in force then; returns on how many days."""
    again = 0
    theirs = counting(db, kind, key)
    for day in sorted({version.in_force for version in documents.versions(db, kind, key)}):
        holding, shown = in_force(theirs, day), in_force(documents.versions(db, kind, key), day)
        content = documents.content(db, holding.sha256) if holding else None
        wanted = Publication(key, content or Ended(), day, kind)
        if shown and shown.sha256 != vocabulary.sha256(vocabulary.encode(wanted.content)):
            documents.publish(db, [wanted], by, at)
            suppress(db, kind, key, documents.versions(db, kind, key)[-1].version)
            again += 1
    return again
