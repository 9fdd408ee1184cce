"""Enrolment with an office, and the rounds that follow."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys, fingerprint
from kiosk.records.exchange import joining, stations
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.identity import Identity
from kiosk.rules.office import backoff
from kiosk.sync.client import Office, Send, decoded
from kiosk.sync.pull import newest_publication, pull_contacts, pull_documents, pull_entries, use
from kiosk.sync.push import push, push_contacts
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.wire import Enrol, Enrolled


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
) -> Identity:
    """Enrols this station with the office at `url` by a one-time code.

    A hall that had no office brings its history along, and what the office publishes replaces
    its own documents in the same transaction. Raises Refusal `bad_code`, or NoLine if the answer
    is not from the owner of the key that the code names; then nothing has changed.
    """
    secret, expected = stations.split_code(code)
    office = Office(send, keys, expected, nonce)
    alone = joining.is_standalone(db)
    since, decided = joining.brought(db) if alone else (None, 0)
    body = msgspec.json.encode(Enrol(secret, keys.public, since, decided))
    enrolled = decoded(office.ask("POST", "/intake/v1/enrol", body), Enrolled)
    published = (
        newest_publication(db, office, enrolled.branch, enrolled.office_key, 0) if alone else None
    )
    with db.writing():
        joining.join(db, keys, enrolled, url)
        if published is not None:
            use(db, published, now)
    return identity.me(db)


def run(db: Database, send: Send, keys: Keys, now: Callable[[], Moment], nonce: Callable[[], str],
        size: int = backoff.MAX_BATCH) -> Round:  # fmt: skip
    """One round: documents down, facts and contact details up, the branch's other facts and
    contact details down.

    At most `size` entries per message. Each step commits by itself, so that a cut anywhere
    only repeats work. Raises Refusal or NoLine.
    """
    me = identity.me(db)
    office = Office(send, keys, fingerprint(bytes(me.office_key)), nonce)
    manifest = pull_documents(db, office, me, now())
    sent = push(db, office, me.chain, now, manifest, size)
    if ledger.chain(db, me.own_office).seq:
        sent += push(db, office, me.own_office, now, manifest, size)
    push_contacts(db, office, me, now().utc)
    received = pull_entries(db, office, me, now())
    pull_contacts(db, office, me)
    return Round(sent, received, manifest)
