"""Sealed contact details: sent to the office once it has their cases, and fetched from it; and what
staff wrote to head office's helper."""

from collections.abc import Iterable, Iterator

from kiosk.ground.db import Database
from kiosk.ground.keys import fingerprint
from kiosk.records.cases import contact_sealing, contact_store
from kiosk.records.cases.contact_sealing import Kept
from kiosk.records.cases.contact_store import Unsent
from kiosk.records.ledger import alarms
from kiosk.records.ledger.identity import Identity
from kiosk.records.tasks import letters
from kiosk.sync.client import Asks
from kiosk.vocabulary.refusals import NoLine, Refusal

DAMAGED = ("bad_envelope", "damaged_contact", "too_large")
"""Refusals of details that would be refused again."""


def push_contacts(db: Database, office: Asks, me: Identity, at: int) -> int:
    """Sends the details of cases that the office has signed to hold; returns how many it took.

    Those that it has no use for yet are sent again in later rounds; damaged ones raise an alarm,
    once, and block no others. What the office can't open stays here: a hall that had no office
    sealed it for its manager alone.
    """
    taken = 0
    for unsent, body in openable(db, me, contact_store.to_send(db, me)):
        digest = unsent.digest
        try:
            office.ask("PUT", f"/intake/v1/contacts/{digest}", body)
        except Refusal as refusal:
            if refusal.code in DAMAGED:
                says = f"{digest[:12]} {refusal.code}"
                alarms.alarm(db, unsent.chain, unsent.seq, "contact_refused", says, at)
                contact_store.note_sent(db, me.branch, digest, contact_store.REFUSED)
            elif refusal.code != "contact_not_wanted":
                raise
            continue
        contact_store.note_sent(db, me.branch, digest)
        taken += 1
    return taken


def openable(db: Database, me: Identity, some: Iterable[Unsent]) -> Iterator[tuple[Unsent, bytes]]:
    """Of these details those that the office can open, each with its sealed body."""
    reader = fingerprint(bytes(me.office_key))
    for unsent in some:
        body = contact_store.find(db, me.branch, unsent.digest)
        if body is not None and reader in contact_sealing.read_by(body):
            yield unsent, body


def push_letters(db: Database, office: Asks) -> int:
    """Sends what staff wrote to head office's helper; returns how many letters it took. Those that
    it has no use for yet are sent again in later rounds."""
    taken = 0
    for digest, body in letters.unsent(db):
        try:
            office.ask("PUT", f"/intake/v1/letters/{digest}", body)
        except Refusal:
            continue
        except NoLine:  # also an office that does not know letters yet
            break
        letters.note_sent(db, digest)
        taken += 1
    return taken


def pull_contacts(db: Database, office: Asks, me: Identity) -> int:
    """Fetches sealed details that came with another station's case, or that the office has sealed
    for a new manager; returns how many were wanted. Missing ones are fetched next time. Raises
    NoLine for damaged ones, once all others are stored."""
    wanted, damaged = contact_store.wanted(db, me.branch), ""
    for digest in wanted:
        try:
            body = office.ask("GET", f"/intake/v1/contacts/{digest}")
        except Refusal as refusal:
            if refusal.code != "unknown_contact":
                raise
            continue
        if not contact_store.take(db, me.branch, Kept(digest, body)):
            damaged = digest
    if damaged:
        raise NoLine(f"contact details {damaged[:12]} came damaged")
    return len(wanted)
