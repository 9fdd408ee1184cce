"""Fetching what the office publishes: documents, and the pictures that they show."""

from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.keys import signed_by
from kiosk.records.ledger import times
from kiosk.records.ledger.identity import Identity
from kiosk.records.publishing import branches, documents, manifests
from kiosk.records.publishing.manifests import IssuedManifest
from kiosk.sync.client import Asks, decoded
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import NoLine, Refusal
from kiosk.vocabulary.wire import Signed


def pull_documents(db: Database, office: Asks, me: Identity, now: Moment) -> int:
    """Fetches the newest manifest and the contents it names; returns its number.

    It is verified and complete before it is swapped in. An older one, another branch's, or one
    that the office has not signed changes nothing.
    """
    have = manifests.newest_manifest(db, me.branch)
    number = have.number if have else 0
    key = bytes(me.office_key)
    published = newest_publication(db, office, me.branch, key, number, manifest_path(have))
    if published is None:
        return number
    use(db, published, now)
    return published.manifest.number


def manifest_path(have: IssuedManifest | None) -> str:
    """Where a newer manifest is asked for than the one in use. Its hash goes along: an office
    restored from a backup may have another one of that number."""
    if have is None:
        return "/intake/v1/manifest?have=0"
    digest = vocabulary.sha256(bytes(have.body))
    return f"/intake/v1/manifest?have={have.number}&sha256={digest}"


class Published(NamedTuple):
    """A verified manifest whose contents are all stored here."""

    manifest: vocabulary.Manifest
    signed: Signed


def newest_publication(
    db: Database, office: Asks, branch: str, office_key: bytes, number: int, path: str
) -> Published | None:
    """What is published to the branch; None if `number` is the newest. `path` is where it is asked
    for (`manifest_path`)."""
    body = office.ask("GET", path)
    if not body:
        return None
    signed = decoded(body, Signed)
    if not signed_by(office_key, signed.manifest, signed.signature):
        raise NoLine("a manifest that the office has not signed")
    manifest = decoded(signed.manifest, vocabulary.Manifest)
    if manifest.branch != branch or manifest.number <= number:
        raise NoLine(f"manifest {manifest.number} for {manifest.branch} is not newer")
    names = sorted({version.sha256 for version in manifest.documents})
    _fetch(db, office, names)
    return Published(manifest, signed)


def use(db: Database, published: Published, now: Moment) -> None:
    """Puts what was published into use in this hall, its time zone included."""
    manifest, signed = published
    manifests.swap_in(db, manifest, signed.manifest, signed.signature, now.utc)
    branches.note_zone(db, times.today(db, now))


def pull_pictures(db: Database, office: Asks, me: Identity) -> int:
    """Fetches the pictures that published contents show and that are missing here; returns how
    many came. One that the office does not have blocks no other: a face is shown by its name
    until it comes. Raises the last Refusal."""
    newest = manifests.newest_manifest(db, me.branch)
    listed = manifests.decode_manifest(newest.body).documents if newest else ()
    wanted = {
        picture
        for sha256 in {version.sha256 for version in listed}
        if (content := documents.content(db, sha256)) is not None
        for picture in vocabulary.pictures(content)
    }
    missing = sorted(wanted - documents.stored(db, sorted(wanted)))
    trouble = None
    for name in missing:
        try:
            _fetch(db, office, [name])
        except Refusal as refusal:
            trouble = refusal
    if trouble is not None:
        raise trouble
    return len(missing)


def _fetch(db: Database, office: Asks, names: list[str]) -> None:
    """Fetches those of these contents that are missing here, each checked against its name."""
    here = documents.stored(db, names)
    for name in names:
        if name not in here:
            body = office.ask("GET", f"/intake/v1/blobs/{name}")
            if vocabulary.sha256(body) != name:
                raise NoLine(f"content {name[:12]} came damaged")
            documents.store_blob(db, body)
