"""Signed manifests, each a list of all that is published to one branch."""

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Distributed
from kiosk.records.publishing import branches
from kiosk.records.publishing.documents import Document, as_version
from kiosk.rules.publishing.scopes import region_scope
from kiosk.vocabulary import documents
from kiosk.vocabulary.documents import Manifest, Version


class IssuedManifest(Distributed):
    """A manifest as signed; the office keeps all of them, a station the last two."""

    branch = peewee.TextField()
    number = peewee.BigIntegerField()
    body = peewee.BlobField()
    signature = peewee.BlobField()

    class Meta:
        table_name = "manifest"
        primary_key = peewee.CompositeKey("branch", "number")


def manifest_for(
    db: Database, branch: str, keys: Keys, at: int, have: int = 0, sha256: str = ""
) -> IssuedManifest:
    """The newest manifest of a branch, signed; a new one is issued if the versions published to the
    branch have changed, or if the station holds a newer or another one (`have` and its `sha256`):
    then this office was restored from a backup. `at` is UTC ms."""
    if (held := _current(db, branch, have, sha256)[0]) is not None:
        return held  # as almost always: stations that ask do not keep writers waiting
    with db.writing():
        held, last, listed = _current(db, branch, have, sha256)
        if held is not None:
            return held
        number = max(last.number + 1 if last else 0, at // 1000, have + 1)
        body = msgspec.json.encode(Manifest(branch, number, at, listed))
        row = {"branch": branch, "number": number, "body": body, "signature": keys.sign(body)}
        db.run(IssuedManifest.insert(row))
        return IssuedManifest(**row)


def _current(
    db: Database, branch: str, have: int, sha256: str
) -> tuple[IssuedManifest | None, IssuedManifest | None, tuple[Version, ...]]:
    """The newest manifest, if the station can be given it; the newest one of all; and what is
    published to the branch now."""
    listed = tuple(as_version(row) for row in _published_to(db, branch))
    last = newest_manifest(db, branch)
    known = last is not None and (
        have < last.number
        or (have == last.number and sha256 in ("", documents.sha256(bytes(last.body))))
    )
    same = last is not None and known and decode_manifest(last.body).documents == listed
    return (last if same else None), last, listed


def _published_to(db: Database, branch: str) -> list[Document]:
    """Every version that counts of each document that concerned the branch at any time, so that a
    clerk who moved away is known to have left."""
    other = Document.alias()
    reach = ["", branch, *map(region_scope, branches.regions(db, branch))]
    theirs = other.select(other.kind, other.key).where(other.scope.in_(reach))
    published = peewee.Tuple(Document.kind, Document.key).in_(theirs)
    return db.rows(
        Document.select()
        .where(Document.withdrawn_at.is_null() & published)
        .order_by(Document.kind, Document.key, Document.version)
    )


def unlisted(db: Database, branch: str, number: int) -> list[Version]:
    """The versions published to a branch that its manifest of that number does not list."""
    of_number = (IssuedManifest.branch == branch) & (IssuedManifest.number == number)
    manifest = db.first(IssuedManifest.select().where(of_number))
    listed = set(decode_manifest(manifest.body).documents) if manifest else set()
    published = [as_version(row) for row in _published_to(db, branch)]
    return [version for version in published if version not in listed]


def newest_manifest(db: Database, branch: str) -> IssuedManifest | None:
    """The manifest with the highest number that this database holds."""
    newest: IssuedManifest | None = db.first(
        IssuedManifest.select()
        .where(IssuedManifest.branch == branch)
        .order_by(IssuedManifest.number.desc())
    )
    return newest


def decode_manifest(body: bytes) -> Manifest:
    """A manifest from its bytes; raises msgspec.ValidationError."""
    return msgspec.json.decode(bytes(body), type=Manifest)


def swap_in(db: Database, manifest: Manifest, body: bytes, signature: bytes, at: int) -> None:
    """Puts a verified manifest, whose contents are all stored here, into use.

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
            ).on_conflict(action="replace")  # a station that moved away, and back
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
