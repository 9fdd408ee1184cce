"""A station writes what it would ask head office into a file."""

import base64
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_store
from kiosk.records.ledger import identity, ledger, office_marks
from kiosk.records.ledger.identity import Identity
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.publishing import documents, manifests
from kiosk.records.stations import carried
from kiosk.records.stations.carried import Question
from kiosk.records.tasks import letters
from kiosk.rules.office import backoff
from kiosk.sync import contacts, push
from kiosk.sync.entries import entries_path
from kiosk.sync.pull import manifest_path
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary import sync_files, wire
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.sync_files import Asked, Questions

MOST_CONTACTS = 2_000
"""Of each kind in one file; the rest goes with the next."""


Seen = Callable[[int, int], None]


class Made(NamedTuple):
    """A file, how many entries are in it, and how many wait for the next one."""

    data: bytes
    entries: int
    left: int


class _Request(NamedTuple):
    method: str
    path: str
    body: bytes = b""
    station: str = ""
    epoch: int = 0
    entries: int = 0


def make(db: Database, keys: Keys, now: Moment, nonce: Callable[[], str],
         most: int = sync_files.MOST_BYTES, seen: Seen | None = None) -> Made:  # fmt: skip
    """The file for head office: the entries that it is not known to hold, so many that they take up
    half of `most` bytes, the contact details and letters that belong to them, and what is asked
    for. Notes which answers are waited for. `seen` is called with (entries written, all)."""
    me, asked, questions = identity.me(db), [], dict[str, Question]()
    requests = [*_entries(db, me, now, most // 2, seen), *_beside(db, me), *_wanted(db, me)]
    for one in requests[: sync_files.MOST_QUESTIONS]:
        name = nonce()
        signed = wire.request(one.method, one.path, name, one.body)
        signature = base64.b64encode(keys.sign(signed)).decode()
        asked.append(Asked(one.method, one.path, name, signature, one.body))
        questions[name] = Question(signed, one.station, one.epoch)
    carried.note_made(db, questions, now.utc)
    file = Questions(me.station, now.utc, tuple(asked), tuple(sorted(_contents(db, me))))
    entries = sum(one.entries for one in requests)
    return Made(sync_files.encode(file), entries, waiting(db, me) - entries)


def _chains(db: Database, me: Identity) -> list[ChainId]:
    """As a round sends them: older epochs, the present one, what the hall did as its own office."""
    older = [one for one in ledger.chains(db, me.branch, me.station) if one.epoch != me.epoch]
    decided = ledger.newest_epoch(db, me.branch, me.own_office.station)
    found = [me.chain._replace(epoch=one.epoch) for one in older] + [me.chain]
    return found + ([decided] if ledger.chain(db, decided).seq else [])


def waiting(db: Database, me: Identity) -> int:
    """How many entries head office is not known to hold."""
    return sum(
        ledger.chain(db, of).seq - office_marks.held_by_office(db, of) for of in _chains(db, me)
    )


def _entries(
    db: Database, me: Identity, now: Moment, room: int, seen: Seen | None
) -> Iterator[_Request]:
    """Messages with entries; at least one of the present epoch, which reports how the station
    is."""
    total, done = waiting(db, me), 0
    manifest = manifests.newest_manifest(db, me.branch)
    number = me.next_call
    for of in _chains(db, me):
        after, tip = office_marks.held_by_office(db, of), ledger.chain(db, of).seq
        while room > 0 and (after < tip or of == me.chain):
            message = push.message(db, of, now, manifest.number if manifest else 0,
                                   backoff.MAX_BATCH, after, number)  # fmt: skip
            body = msgspec.json.encode(message)
            held = len(message.batch.entries)
            yield _Request("POST", "/intake/v1/entries", body, of.station, of.epoch, held)
            after, room, done = after + held, room - len(body), done + held
            number += of.station == me.station
            if seen is not None:
                seen(done, total)
            if after >= tip:
                break


def _beside(db: Database, me: Identity) -> Iterator[_Request]:
    """Sealed contact details and letters that head office has not."""
    waiting = contact_store.to_send(db, me, with_cases=True)[:MOST_CONTACTS]
    for unsent, body in contacts.openable(db, me, waiting):
        yield _Request("PUT", f"/intake/v1/contacts/{unsent.digest}", body)
    for digest, body in letters.unsent(db)[:MOST_CONTACTS]:
        yield _Request("PUT", f"/intake/v1/letters/{digest}", body)


def _wanted(db: Database, me: Identity) -> Iterator[_Request]:
    """What is published, the branch's other entries, contact details that are missing here."""
    yield _Request("GET", manifest_path(manifests.newest_manifest(db, me.branch)))
    yield _Request("GET", entries_path(db, me.branch))
    for digest in contact_store.wanted(db, me.branch)[:MOST_CONTACTS]:
        yield _Request("GET", f"/intake/v1/contacts/{digest}")


def _contents(db: Database, me: Identity) -> set[str]:
    """The contents and pictures of the manifest in use that are stored here."""
    newest = manifests.newest_manifest(db, me.branch)
    listed = manifests.decode_manifest(newest.body).documents if newest else ()
    names = {version.sha256 for version in listed}
    for name in list(names):
        content = documents.content(db, name)
        names |= set(vocabulary.pictures(content)) if content is not None else set()
    return documents.stored(db, sorted(names))
