"""Enrolment with an office, and the rounds that follow."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys, fingerprint
from kiosk.records.exchange import joining
from kiosk.records.ledger import identity, times
from kiosk.records.ledger.identity import Identity
from kiosk.records.publishing import manifests
from kiosk.records.stations import enrolment, line
from kiosk.rules.office import backoff
from kiosk.sync.client import Office, Send, decoded
from kiosk.sync.contacts import pull_contacts, push_contacts, push_letters
from kiosk.sync.entries import pull_entries
from kiosk.sync.programs import Places, fetch
from kiosk.sync.pull import (
    manifest_path,
    newest_publication,
    pull_documents,
    pull_pictures,
    use,
)
from kiosk.sync.push import push_all
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import ComeBack, Enrol, Enrolled, Part


class Round(NamedTuple):
    """What a round did: entries sent and received, and the manifest in use."""

    sent: int
    received: int
    manifest: int


def enrol(
    db: Database,
    send: Send,
    keys: Keys,
    url: str,
    code: str,
    now: Moment,
    nonce: Callable[[], str],
    former: Keys | None = None,
) -> Identity:
    """Enrols this station with the office at `url` by a one-time code.

    A hall that had no office brings its history along, and what the office publishes replaces
    its own documents in the same transaction; so it does for a station that moves to another
    branch. `former` are its keys until now, where it changes them. Raises Refusal `bad_code`,
    `not_alone`, `not_sent`, or NoLine if the answer is not from the owner of the key that the code
    names; then nothing has changed.
    """
    secret, expected = enrolment.split_code(code)
    office = Office(send, keys, expected, nonce)
    alone = joining.is_standalone(db)
    since, decided = joining.brought(db) if alone else (None, 0)
    body = msgspec.json.encode(Enrol(secret, keys.public, since, decided))
    enrolled = decoded(office.ask("POST", "/intake/v1/enrol", body), Enrolled)
    moves = identity.settled(db) and identity.me(db).branch != enrolled.branch
    published = (
        newest_publication(db, office, enrolled.branch, enrolled.office_key, 0, manifest_path(None))
        if alone or moves
        else None
    )
    with db.writing():
        joining.join(db, keys, enrolled, url, former)
        if published is not None:
            use(db, published, now)
    return identity.me(db)


def run(db: Database, send: Send, keys: Keys, now: Callable[[], Moment], nonce: Callable[[], str],
        size: int = backoff.MAX_BATCH, programs: Places | None = None) -> Round:  # fmt: skip
    """One round: facts up first, then documents down, contact details up, the branch's other
    facts and contact details down, and a version of the program where there is a place for
    `programs`.

    Each part runs whatever became of the others, and commits by itself, so that a cut anywhere
    only repeats work. How each went is remembered and reported with the next push. At most
    `size` entries per message. Raises the first part's failure once all have run: Refusal,
    NoLine, or what a part could not make sense of.
    """
    me = identity.me(db)
    office = Office(send, keys, fingerprint(bytes(me.office_key)), nonce)
    went: dict[Part, Exception | None] = {}

    def attempt(part: Part, *steps: Callable[[], int]) -> int:
        try:
            done = sum(step() for step in steps)
        except Exception as trouble:
            went[part] = trouble
            return 0
        went[part] = None
        return done

    def report() -> int:
        manifest = _manifest_in_use(db, me)
        try:
            return push_all(db, office, now, manifest, size)
        except Refusal as refusal:
            if refusal.code != "unknown_station" or not me.certificate:
                raise
        come_back(office, keys, me)
        return push_all(db, office, now, manifest, size)

    sent = attempt("facts", report)
    before = _manifest_in_use(db, me)
    attempt("documents", lambda: pull_documents(db, office, me, now()))
    attempt("pictures", lambda: pull_pictures(db, office, me))
    attempt(
        "contacts",
        lambda: push_contacts(db, office, me, now().utc),
        lambda: push_letters(db, office),
    )
    received = attempt("answers", lambda: pull_entries(db, office, me, now()))
    if went["contacts"] is None:
        attempt("contacts", lambda: pull_contacts(db, office, me))
    if programs is not None:
        attempt("program", lambda: fetch(db, office, programs, now))
    line.note(db, went, times.believed(db, now()).utc)
    manifest = _manifest_in_use(db, me)
    if manifest != before and went["facts"] is None:
        sent += attempt("facts", report)  # the office learns what is in use here now
    for trouble in went.values():
        if trouble is not None:
            raise trouble
    return Round(sent, received, manifest)


def come_back(office: Office, keys: Keys, me: Identity) -> None:
    """Shows the office the certificate that it signed: it was restored from a backup of the time
    before this station was enrolled."""
    back = ComeBack(me.branch, keys.public, bytes.fromhex(me.certificate))
    office.ask("POST", "/intake/v1/return", msgspec.json.encode(back))


def _manifest_in_use(db: Database, me: Identity) -> int:
    newest = manifests.newest_manifest(db, me.branch)
    return newest.number if newest else 0
