"""Fetching from the office: documents, facts of the branch, sealed contact details."""

from typing import NamedTuple

import msgspec

from kiosk.ground.db import Database
from kiosk.ground.keys import signed_by
from kiosk.records.cases import contact_sealing, contact_store
from kiosk.records.exchange import arrivals, epochs
from kiosk.records.ledger import alarms, identity, ledger, times
from kiosk.records.ledger.identity import Identity
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.publishing import branches, documents, manifests
from kiosk.sync.client import Office, decoded
from kiosk.sync.push import renew
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import NoLine, Refusal
from kiosk.vocabulary.wire import Held, MissingEntries, Signed


def pull_entries(db: Database, office: Office, me: Identity, now: Moment) -> int:
    """Fetches every fact of the branch that this station does not hold: the office's own, another
    station's, its own lost ones; returns the number of entries. Hands back what an office restored
    from a backup has lost."""
    at, received = times.believed(db, now).utc, 0
    while True:
        chains = ledger.chains(db, me.branch)
        held = ",".join(f"{c.station}:{c.epoch}:{c.seq}:{bytes(c.head).hex()}" for c in chains)
        answer = decoded(office.ask("GET", f"/intake/v1/entries?after={held}"), MissingEntries)
        for batch in answer.batches:
            arrivals.receive(db, me.branch, batch, at)
            epochs.note_signed(db, ChainId(me.branch, batch.station, batch.epoch), batch)
            received += len(batch.entries)
        if not answer.more:
            break
    for lack in answer.lacks:
        _settle(db, office, lack, at)
    return received


def _settle(db: Database, office: Office, lack: Held, at: int) -> None:
    """Brings both sides to the same chain: hands back what the office lost, on its own signature;
    without one, takes the office's chain."""
    me = identity.me(db)
    of = ChainId(me.branch, lack.station, lack.epoch)
    agrees = ledger.hash_at(db, of, lack.seq) == lack.head
    if lack.station == me.station:
        if not agrees and lack.seq <= ledger.chain(db, of).seq:
            renew(db, office, {lack.epoch}, at)
        return  # else the next round sends it
    batches = epochs.returnable(db, of, lack.seq if agrees else 0)
    for batch in batches:
        office.ask("POST", "/intake/v1/returned", msgspec.json.encode(batch))
    if not batches and not agrees:
        epochs.take_other(db, of, at)
    elif not batches:
        alarms.alarm(db, of, lack.seq, "chain_differs", "", at)


def pull_contacts(db: Database, office: Office, me: Identity) -> int:
    """Fetches sealed details that came with another station's case, or that the office has sealed
    for a new manager; returns how many were wanted. Missing ones are fetched next time."""
    wanted = contact_store.wanted(db, me.branch)
    for digest in wanted:
        try:
            body = office.ask("GET", f"/intake/v1/contacts/{digest}")
        except Refusal as refusal:
            if refusal.code != "unknown_contact":
                raise
            continue
        with db.writing():
            if contact_store.is_wanted(db, me.branch, digest):  # the customer may have erased it
                contact_store.replace(db, me.branch, contact_sealing.Kept(digest, body))
    return len(wanted)


def pull_documents(db: Database, office: Office, me: Identity, now: Moment) -> int:
    """Fetches the newest manifest and the contents it names; returns its number.

    It is verified and complete before it is swapped in. An older one, another branch's, or one
    that the office has not signed changes nothing.
    """
    have = manifests.newest_manifest(db, me.branch)
    number = have.number if have else 0
    mine = f"{number}&sha256={vocabulary.sha256(bytes(have.body))}" if have else "0"
    published = newest_publication(db, office, me.branch, bytes(me.office_key), number, mine)
    if published is None:
        return number
    use(db, published, now)
    return published.manifest.number


class Published(NamedTuple):
    """A verified manifest whose contents are all stored here."""

    manifest: vocabulary.Manifest
    signed: Signed


def newest_publication(
    db: Database, office: Office, branch: str, office_key: bytes, number: int, mine: str = "0"
) -> Published | None:
    """What is published to the branch; None if `number` is the newest. `mine` is the number again,
    with the hash of that manifest: an office restored from a backup may have another one."""
    body = office.ask("GET", f"/intake/v1/manifest?have={mine}")
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


def pull_pictures(db: Database, office: Office, me: Identity) -> int:
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


def _fetch(db: Database, office: Office, names: list[str]) -> None:
    """Fetches those of these contents that are missing here, each checked against its name."""
    here = documents.stored(db, names)
    for name in names:
        if name not in here:
            body = office.ask("GET", f"/intake/v1/blobs/{name}")
            if vocabulary.sha256(body) != name:
                raise NoLine(f"content {name[:12]} came damaged")
            documents.store_blob(db, body)
