"""Published documents: versions, which stay, and contents by hash.

Over the line limit: all questions about one table, and the cache of their answers.
"""

import contextlib
import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import peewee

from kiosk.ground.cache import Cache
from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, among, holds, slot
from kiosk.ground.tables import DayField, Reference
from kiosk.rules.publishing import scopes
from kiosk.rules.publishing.in_force import each_in_force, in_force
from kiosk.vocabulary import documents
from kiosk.vocabulary.documents import AnyContent, Publication, Version


class Document(Reference):
    """One version of a document. `scope` is the branch or `region.…` it is for, '' for all. One
    that was withdrawn (`withdrawn_at`, UTC ms) before it was in force stays in the history and
    counts nowhere."""

    kind = peewee.TextField()
    key = peewee.TextField()
    version = peewee.IntegerField()
    in_force = DayField()
    sha256 = peewee.TextField()
    scope = peewee.TextField()
    published_by = peewee.TextField()
    published_at = peewee.BigIntegerField()
    withdrawn_at = peewee.BigIntegerField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("kind", "key", "version")
        indexes = (
            (("scope", "kind", "key"), False),
            (("kind", "withdrawn_at", "key"), False),
        )


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
    known = history(db, kind, item.key)
    newest = next((row for row in known if row.withdrawn_at is None), None)
    if newest and (newest.sha256, newest.in_force) == (sha256, item.in_force):
        return False
    db.run(
        Document.insert(
            kind=kind,
            key=item.key,
            version=known[0].version + 1 if known else 1,
            in_force=item.in_force,
            sha256=sha256,
            scope=_scope(item, known[0].scope if known else ""),
            published_by=by,
            published_at=at,
            withdrawn_at=None,
        )
    )
    return True


def _scope(item: Publication, before: str) -> str:
    """The scope of a publication; a document that ends keeps that from before."""
    one = scopes.parted(item.key)
    match item.content:
        case documents.Branch():
            return item.key
        case documents.Clerk() | documents.Window():
            return item.content.branch
        case documents.Notice(branch=branch, region=region):
            return branch or (scopes.region_scope(region) if region else "")
        case _ if item.of_kind in scopes.SCOPED:
            return one.branch or (scopes.region_scope(one.region) if one.region else "")
        case _:
            return before


def withdraw(db: Database, rows: Iterable[Document], at: int) -> None:
    """These versions count no more, anywhere; inside a transaction. Raises nothing."""
    for row in rows:
        of_row = (Document.kind == row.kind) & (Document.key == row.key)
        db.run(Document.update(withdrawn_at=at).where(of_row & (Document.version == row.version)))


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


_BLOB = Prepared(Blob.select().where(Blob.sha256 == slot("sha256")), cached=False)
_VERSIONS = Document.select(
    Document.kind, Document.key, Document.version, Document.in_force, Document.sha256
).where(Document.withdrawn_at.is_null())
_OF_KIND = Prepared(
    _VERSIONS.where(Document.kind == slot("kind")).order_by(Document.key, Document.version)
)
OF_KEY = Prepared(
    _VERSIONS.where((Document.kind == slot("kind")) & (Document.key == slot("key"))).order_by(
        Document.version
    )
)
_STAMP = Prepared(
    Document.select(peewee.fn.COUNT(peewee.SQL("*")), peewee.fn.COUNT(Document.withdrawn_at)).where(
        Document.kind == slot("kind")
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
_decoded: Cache[AnyContent] = Cache(33_554_432)
"""Contents by hash, as large as their bodies and what each takes besides; 50,000 of clerks."""
_BESIDES = 500
_NAMES_A_STATEMENT = 500
"""SQLite takes at most 32,766 values in a statement; a large office has more documents."""


def blob(db: Database, sha256: str) -> bytes | None:
    """The bytes with this SHA-256, or None."""
    rows = db.ask(_BLOB, sha256=sha256)
    return bytes(rows[0].body) if rows else None


def content(db: Database, sha256: str) -> AnyContent | None:
    """A content by its hash, cached decoded; None if it is not stored here, or of a kind that this
    program does not know yet."""
    known = _decoded.get(sha256)
    if known is None and (body := blob(db, sha256)) is not None:
        with contextlib.suppress(msgspec.MsgspecError):
            known = documents.decode(body)
            _decoded.put(sha256, known, len(body) + _BESIDES)
    return known


def contents(db: Database, names: Sequence[str]) -> Iterator[tuple[str, AnyContent]]:
    """The contents with these hashes that are stored here and that this program knows, in no order:
    many are read at once, and not cached."""
    for start in range(0, len(names), _NAMES_A_STATEMENT):
        named = among(Blob.sha256, names[start : start + _NAMES_A_STATEMENT])
        for sha256, body in db.stored(Blob.select(Blob.sha256, Blob.body).where(named)):
            try:
                found = documents.decode(bytes(body))
            except msgspec.MsgspecError:
                continue
            yield sha256, found


def holding(db: Database, kind: str, part: bytes) -> dict[str, list[Version]]:
    """The versions of those documents of a kind of which one holds these bytes, by key."""
    same = (_Scoped.kind == kind) & (_Scoped.sha256 == Blob.sha256)
    keys = _Scoped.select(_Scoped.key).join(Blob, on=same).where(holds(Blob.body, part))
    of_keys = (Document.kind == kind) & Document.key.in_(keys)
    found: dict[str, list[Version]] = {}
    for row in db.stored(_VERSIONS.where(of_keys).order_by(Document.key, Document.version)):
        found.setdefault(row[1], []).append(_listed(*row))
    return found


def stored(db: Database, names: Sequence[str]) -> set[str]:
    """Those of these contents and pictures that are stored here, by hash."""
    found: set[str] = set()
    for start in range(0, len(names), _NAMES_A_STATEMENT):
        named = Blob.sha256.in_(names[start : start + _NAMES_A_STATEMENT])
        found |= {name for (name,) in db.rows(Blob.select(Blob.sha256).where(named).tuples())}
    return found


def versions(db: Database, kind: str, key: str | None = None) -> list[Version]:
    """The versions that count of all documents of a kind, or of one document."""
    rows = db.tuples(_OF_KIND if key is None else OF_KEY, kind=kind, key=key)
    return [_listed(*row) for row in rows]


def stamp(db: Database, kind: str) -> tuple[int, ...]:
    """Numbers that change with every publication and withdrawal of documents of a kind."""
    return tuple(db.tuples(_STAMP, kind=kind)[0])


def history(db: Database, kind: str, key: str) -> list[Document]:
    """All versions of a document, withdrawn ones too, with who published them and when, newest
    first."""
    of_key = (Document.kind == kind) & (Document.key == key)
    return db.rows(Document.select().where(of_key).order_by(Document.version.desc()))


def keys(db: Database, kind: str, most: int, after: int = 0, part: str = "") -> list[str]:
    """The keys of a kind's documents, in force or not, at most so many (-1 for all) after the first
    `after` of them; only those that hold this `part`."""
    query = Document.select(Document.key).where(_of_kind(kind, part))
    ordered = query.distinct().order_by(Document.key).offset(after)
    if most >= 0:
        ordered = ordered.limit(most)
    return [key for (key,) in db.stored(ordered)]


def number(db: Database, kind: str, part: str = "") -> int:
    """How many documents of a kind `keys` can list."""
    counted = peewee.fn.COUNT(Document.key.distinct())
    found: int = db.rows(Document.select(counted).where(_of_kind(kind, part)).tuples())[0][0]
    return found


def _of_kind(kind: str, part: str) -> Any:
    wanted: Any = (Document.kind == kind) & Document.withdrawn_at.is_null()
    return wanted & Document.key.contains(part) if part else wanted


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


_ON = Prepared(
    Document.select(Document.key, Document.sha256)
    .where(
        (Document.kind == slot("kind"))
        & Document.withdrawn_at.is_null()
        & (Document.in_force <= slot("day"))
    )
    .order_by(Document.in_force, Document.version),
    cached=False,
)


def in_force_on(db: Database, kind: str, day: datetime.date) -> dict[str, str]:
    """The hash of each document of a kind that is in force on `day`, by key: for thousands of which
    no more is asked."""
    return dict(db.tuples(_ON, kind=kind, day=day.isoformat()))


def in_force_days(db: Database, kind: str) -> list[datetime.date]:
    """The days on which any version of this kind of document comes into force, in order."""
    of_kind = (Document.kind == kind) & Document.withdrawn_at.is_null()
    found = db.stored(Document.select(Document.in_force).where(of_kind).distinct())
    return sorted(datetime.date.fromisoformat(day) for (day,) in found)


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


def newest(db: Database, kind: str, key: str) -> AnyContent | None:
    """The content of a document's newest version, in force or not yet."""
    known = versions(db, kind, key)
    return content(db, known[-1].sha256) if known else None
