"""Published documents: versions, which stay, and contents by hash."""

import datetime
from collections.abc import Callable, Iterable, Sequence

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import DayField, Reference
from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.publishing.columns import Fault, Row
from kiosk.rules.publishing.in_force import each_in_force, in_force
from kiosk.vocabulary import documents
from kiosk.vocabulary.documents import AnyContent, Publication, Version


class Document(Reference):
    """One version of a document. `scope` is the branch it is for, '' for all."""

    kind = peewee.TextField()
    key = peewee.TextField()
    version = peewee.IntegerField()
    in_force = DayField()
    sha256 = peewee.TextField()
    scope = peewee.TextField()
    published_by = peewee.TextField()
    published_at = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("kind", "key", "version")


class Blob(Reference):
    """Contents and pictures by their SHA-256; never replaced, never deleted."""

    sha256 = peewee.TextField(primary_key=True)
    body = peewee.BlobField()


def publish(db: Database, wanted: Iterable[Publication], by: str, at: int) -> int:
    """Publishes new versions, in one transaction; returns how many were new.

    A publication that equals the newest version of its key changes nothing.
    """
    with db.writing():
        return sum(_publish_one(db, item, by, at) for item in wanted)


def _publish_one(db: Database, item: Publication, by: str, at: int) -> bool:
    body = documents.encode(item.content)
    sha256 = store_blob(db, body)
    kind = item.of_kind
    newest = db.first(
        Document.select()
        .where((Document.kind == kind) & (Document.key == item.key))
        .order_by(Document.version.desc())
    )
    if newest and (newest.sha256, newest.in_force) == (sha256, item.in_force):
        return False
    match item.content:
        case documents.Branch():
            scope = item.key
        case documents.Clerk() | documents.Window() | documents.Notice():
            scope = item.content.branch
        case _:
            scope = newest.scope if newest else ""
    db.run(
        Document.insert(
            kind=kind,
            key=item.key,
            version=newest.version + 1 if newest else 1,
            in_force=item.in_force,
            sha256=sha256,
            scope=scope,
            published_by=by,
            published_at=at,
        )
    )
    return True


def store_blob(db: Database, body: bytes) -> str:
    """Stores these bytes; returns their SHA-256."""
    sha256 = documents.sha256(body)
    with db.writing():
        db.run(
            Blob.insert(sha256=sha256, body=body).on_conflict(
                action="nothing", conflict_target=[Blob.sha256]
            )
        )
    return sha256


_BLOB = Prepared(Blob.select().where(Blob.sha256 == slot("sha256")))
_VERSIONS = Document.select(
    Document.kind, Document.key, Document.version, Document.in_force, Document.sha256
)
_OF_KIND = Prepared(
    _VERSIONS.where(Document.kind == slot("kind")).order_by(Document.key, Document.version)
)
_OF_KEY = Prepared(
    _VERSIONS.where((Document.kind == slot("kind")) & (Document.key == slot("key"))).order_by(
        Document.version
    )
)
_Scoped = Document.alias()
_OF_SCOPE = Prepared(
    _VERSIONS.where(
        (Document.kind == slot("kind"))
        & Document.key.in_(
            _Scoped.select(_Scoped.key).where(
                (_Scoped.kind == slot("same_kind")) & (_Scoped.scope == slot("scope"))
            )
        )
    ).order_by(Document.key, Document.version)
)
_decoded: dict[str, AnyContent] = {}
_NAMES_A_STATEMENT = 500
"""SQLite takes at most 32,766 values in a statement; a large office has more documents."""


def blob(db: Database, sha256: str) -> bytes | None:
    """The bytes with this SHA-256, or None."""
    rows = db.ask(_BLOB, sha256=sha256)
    return bytes(rows[0].body) if rows else None


def content(db: Database, sha256: str) -> AnyContent | None:
    """A content by its hash, cached decoded; None if it is not stored here, or of a kind that this
    program does not know yet."""
    if sha256 not in _decoded:
        body = blob(db, sha256)
        if body is None:
            return None
        try:
            _decoded[sha256] = documents.decode(body)
        except msgspec.MsgspecError:
            return None
    return _decoded[sha256]


def stored(db: Database, names: Sequence[str]) -> set[str]:
    """Those of these contents and pictures that are stored here, by hash."""
    found: set[str] = set()
    for start in range(0, len(names), _NAMES_A_STATEMENT):
        named = Blob.sha256.in_(names[start : start + _NAMES_A_STATEMENT])
        found |= {name for (name,) in db.rows(Blob.select(Blob.sha256).where(named).tuples())}
    return found


def versions(db: Database, kind: str, key: str | None = None) -> list[Version]:
    """All versions of all documents of a kind, or of one document."""
    rows = db.tuples(_OF_KIND if key is None else _OF_KEY, kind=kind, key=key)
    return [_listed(*row) for row in rows]


def history(db: Database, kind: str, key: str) -> list[Document]:
    """All versions of a document, with who published them and when, newest first."""
    of_key = (Document.kind == kind) & (Document.key == key)
    return db.rows(Document.select().where(of_key).order_by(Document.version.desc()))


def by_key(db: Database, kind: str, scope: str | None = None) -> dict[str, list[Version]]:
    """All versions of a kind of document, by key, oldest first; with a `scope`, only documents that
    concerned this branch at any time."""
    if scope is None:
        known = versions(db, kind)
    else:
        rows = db.tuples(_OF_SCOPE, kind=kind, same_kind=kind, scope=scope)
        known = [_listed(kind, *row[1:]) for row in rows]
    found: dict[str, list[Version]] = {}
    for version in known:
        found.setdefault(version.key, []).append(version)
    return found


def _listed(kind: str, key: str, version: int, day: str, sha256: str) -> Version:
    return Version(kind, key, version, datetime.date.fromisoformat(day), sha256)


def as_version(row: Document) -> Version:
    """A row as one line of a manifest."""
    return Version(row.kind, row.key, row.version, row.in_force, row.sha256)


def read(db: Database, kind: str, key: str, day: datetime.date) -> AnyContent | None:
    """The content of a document in force on `day`; None if there is none yet."""
    version = in_force(versions(db, kind, key), day)
    return content(db, version.sha256) if version else None


def read_all(
    db: Database, kind: str, day: datetime.date, scope: str | None = None
) -> dict[str, AnyContent]:
    """All documents of a kind in force on `day`, by key, without ended ones. With a `scope`, only
    those that concern this branch."""
    holding = each_in_force(by_key(db, kind, scope), day)
    contents = {key: content(db, version.sha256) for key, version in holding.items()}
    return {
        key: one
        for key, one in contents.items()
        if one is not None and not isinstance(one, documents.Ended)
    }


def notices(db: Database, day: datetime.date) -> list[documents.Notice]:
    """The notices to show on a day."""
    return [
        one
        for one in read_all(db, "notice", day).values()
        if isinstance(one, documents.Notice) and (one.until is None or one.until >= day)
    ]


def newest(db: Database, kind: str, key: str) -> AnyContent | None:
    """The content of a document's newest version, in force or not yet."""
    known = versions(db, kind, key)
    return content(db, known[-1].sha256) if known else None


def current(db: Database, kind: str, today: datetime.date) -> list[Publication]:
    """All documents of a kind that are in force on a day or upcoming, as publications."""
    found = []
    for key, known in by_key(db, kind).items():
        holding = in_force(known, today)
        for version in known:
            one = content(db, version.sha256)
            if one is not None and (version == holding or version.in_force > today):
                found.append(Publication(key, one, version.in_force, kind))
    return found


def from_rows(
    db: Database,
    kind: str,
    rows: Sequence[Row],
    seen: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[list[Publication], list[Fault]]:
    """The publications that a table's rows ask for, or the faults in them; `seen(done, all)`
    reports progress in rows."""
    branches = set(by_key(db, "branch"))
    known = {key: content(db, some[-1].sha256) for key, some in by_key(db, kind).items()}
    return table_rows.read(kind, rows, branches, known, seen)
