"""What is published: versions that stay, contents by hash, signed manifests.

A little longer than one sitting, for the queries that are prepared.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
import peewee

from kiosk.ground.db import Database, DayField, Distributed, Prepared, Reference, slot
from kiosk.ground.keys import Keys
from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.publishing.columns import Fault, Row
from kiosk.rules.publishing.in_force import in_force
from kiosk.vocabulary import documents
from kiosk.vocabulary.documents import AnyContent, Manifest, Publication, Version


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


class IssuedManifest(Distributed):
    """A manifest as it was signed: at the office all, at a station the last two."""

    branch = peewee.TextField()
    number = peewee.BigIntegerField()
    body = peewee.BlobField()
    signature = peewee.BlobField()

    class Meta:
        table_name = "manifest"
        primary_key = peewee.CompositeKey("branch", "number")


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
    """Keeps these bytes; returns their SHA-256."""
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
"""SQLite takes 32,766 values in one; a large office has more documents."""


def blob(db: Database, sha256: str) -> bytes | None:
    """The bytes of that name, or None."""
    rows = db.ask(_BLOB, sha256=sha256)
    return bytes(rows[0].body) if rows else None


def content(db: Database, sha256: str) -> AnyContent | None:
    """A content by its hash; kept decoded, since what a hash names never changes."""
    if sha256 not in _decoded:
        body = blob(db, sha256)
        if body is None:
            return None
        _decoded[sha256] = documents.decode(body)
    return _decoded[sha256]


def blobs(db: Database, names: Sequence[str]) -> dict[str, bytes]:
    """All of these bytes that are here."""
    return {
        row.sha256: bytes(row.body)
        for part in _parts(names)
        for row in db.rows(Blob.select().where(Blob.sha256.in_(part)))
    }


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _NAMES_A_STATEMENT):
        yield names[start : start + _NAMES_A_STATEMENT]


def versions(db: Database, kind: str, key: str | None = None) -> list[Version]:
    """All versions of a kind of document, or of one of them."""
    rows = db.tuples(_OF_KIND if key is None else _OF_KEY, kind=kind, key=key)
    return [_listed(*row) for row in rows]


def history(db: Database, kind: str, key: str) -> list[Document]:
    """All versions of a document and who published them when, newest first."""
    of_key = (Document.kind == kind) & (Document.key == key)
    return db.rows(Document.select().where(of_key).order_by(Document.version.desc()))


def by_key(db: Database, kind: str, scope: str | None = None) -> dict[str, list[Version]]:
    """All versions of a kind of document, by key, oldest first; with a `scope`
    only of those that concerned this branch at any time."""
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


def _version(row: Document) -> Version:
    return Version(row.kind, row.key, row.version, row.in_force, row.sha256)


def read(db: Database, kind: str, key: str, day: datetime.date) -> AnyContent | None:
    """The content of a document in force on `day`; None where there is none yet."""
    version = in_force(versions(db, kind, key), day)
    return content(db, version.sha256) if version else None


def read_all(
    db: Database, kind: str, day: datetime.date, scope: str | None = None
) -> dict[str, AnyContent]:
    """All documents of a kind in force on `day`, by key; ended ones are left
    out. With a `scope` only those that concern this branch."""
    holding = {key: in_force(some, day) for key, some in by_key(db, kind, scope).items()}
    contents = {key: content(db, version.sha256) for key, version in holding.items() if version}
    return {
        key: one
        for key, one in contents.items()
        if one is not None and not isinstance(one, documents.Ended)
    }


def notices(db: Database, day: datetime.date) -> list[documents.Notice]:
    """The notices to be shown on a day."""
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
    """All that is in force on a day or comes later, as it could be published again."""
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
    """What a table's rows want published, or the faults in them; `seen(done,
    all)` is told how many rows are judged."""
    branches = set(by_key(db, "branch"))
    known = {
        key: one
        for key, some in (by_key(db, kind) if kind in ("clerk", "branch") else {}).items()
        if (one := content(db, some[-1].sha256)) is not None
    }
    return table_rows.read(kind, rows, branches, known, seen)


def manifest_for(db: Database, branch: str, keys: Keys, at: int) -> IssuedManifest:
    """The newest manifest of a branch, signed; a new one is issued when what
    is published to the branch has changed since. `at` is UTC ms."""
    with db.writing():
        listed = tuple(_version(row) for row in _published_to(db, branch))
        last = newest_manifest(db, branch)
        if last is not None and decode_manifest(last.body).documents == listed:
            return last
        number = max(last.number + 1 if last else 0, at // 1000)
        body = msgspec.json.encode(Manifest(branch, number, at, listed))
        row = {"branch": branch, "number": number, "body": body, "signature": keys.sign(body)}
        db.run(IssuedManifest.insert(row))
        return IssuedManifest(**row)


def _published_to(db: Database, branch: str) -> list[Document]:
    """Every version of whatever concerned the branch at any time, so that a
    clerk who moved away is known to have left."""
    other = Document.alias()
    same = (other.kind == Document.kind) & (other.key == Document.key)
    theirs = other.select(other.version).where(same & other.scope.in_([branch, ""]))
    return db.rows(
        Document.select()
        .where(peewee.fn.EXISTS(theirs))
        .order_by(Document.kind, Document.key, Document.version)
    )


def newer(db: Database, branch: str, number: int) -> int:
    """How many versions are published to a branch that its manifest of that
    number does not list."""
    of_number = (IssuedManifest.branch == branch) & (IssuedManifest.number == number)
    manifest = db.first(IssuedManifest.select().where(of_number))
    listed = set(decode_manifest(manifest.body).documents) if manifest else set()
    return sum(_version(row) not in listed for row in _published_to(db, branch))


def newest_manifest(db: Database, branch: str) -> IssuedManifest | None:
    """The manifest with the highest number that this database holds."""
    return db.first(  # type: ignore[no-any-return]
        IssuedManifest.select()
        .where(IssuedManifest.branch == branch)
        .order_by(IssuedManifest.number.desc())
    )


def decode_manifest(body: bytes) -> Manifest:
    """What a manifest's bytes say; raises msgspec.ValidationError."""
    return msgspec.json.decode(bytes(body), type=Manifest)


def swap_in(db: Database, manifest: Manifest, body: bytes, signature: bytes, at: int) -> None:
    """Makes a verified manifest, whose contents are all here, the one in use.

    One transaction: a reader sees the old documents or the new ones.
    """
    with db.writing():
        db.run(Document.delete())
        rows = [
            dict(
                **msgspec.structs.asdict(version),
                scope=manifest.branch,
                published_by="office",
                published_at=at,
            )
            for version in manifest.documents
        ]
        for start in range(0, len(rows), 500):
            db.run(Document.insert_many(rows[start : start + 500]))
        db.run(
            IssuedManifest.insert(
                branch=manifest.branch, number=manifest.number, body=body, signature=signature
            )
        )
        kept = db.rows(
            IssuedManifest.select(IssuedManifest.number)
            .where(IssuedManifest.branch == manifest.branch)
            .order_by(IssuedManifest.number.desc())
            .limit(2)
            .tuples()
        )
        db.run(
            IssuedManifest.delete().where(
                (IssuedManifest.branch == manifest.branch) & (IssuedManifest.number < kept[-1][0])
            )
        )
