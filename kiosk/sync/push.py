"""Sending to the office: facts, then sealed contact details."""

from collections.abc import Callable

import msgspec

from kiosk import VERSION
from kiosk.ground.db import Database
from kiosk.records.cases import contact_store
from kiosk.records.exchange import line
from kiosk.records.ledger import alarms, ledger, office_marks, times
from kiosk.records.ledger.identity import Identity
from kiosk.records.ledger.ledger import ChainId
from kiosk.sync.client import Office, decoded
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import BATCH_BYTES, Push, Pushed


def push(db: Database, office: Office, of: ChainId, now: Callable[[], Moment], manifest: int,
         size: int) -> int:  # fmt: skip
    """Sends everything of a chain that the office does not hold; returns how many entries it
    accepted.

    At least one message is sent, since only its answer shows whether the office still holds
    what it once did.
    """
    sent, held = 0, office_marks.held_by_office(db, of)
    while True:
        # Customers go on meanwhile: entries from before the batch was read must
        # be in it or under the mark; the tip sent with it can be higher.
        known = ledger.chain(db, of).seq
        batch = ledger.batch(db, of, held, size, BATCH_BYTES)
        tip, asked = ledger.chain(db, of).seq, now()
        push = Push(batch, tip, manifest, VERSION, asked.boot, asked.mono, line.troubles(db))
        body = msgspec.json.encode(push)
        try:
            answer = decoded(office.ask("POST", "/intake/v1/entries", body), Pushed)
        except Refusal as refusal:
            if refusal.code in ("mark_mismatch", "broken_chain"):
                alarms.alarm(db, of, batch.first, refusal.code, refusal.detail, now().utc)
            raise
        if answer.sure:
            times.sign(db, answer.office_time, now())
        before, held = held, office_marks.note_marks(db, of, answer.marks, now())
        sent += max(0, held - before)
        if held >= known:
            return sent
        if held == before:
            gap = f"{held + 1}-{known}"
            alarms.alarm(db, of, held + 1, "broken_chain", gap, now().utc)
            raise Refusal("broken_chain", gap)


def push_contacts(db: Database, office: Office, me: Identity, at: int) -> int:
    """Sends sealed contact details to the office, which by now holds their cases; returns how
    many. One that is refused does not block the others."""
    unsent = contact_store.unsent(db, me.branch)
    for kept in unsent:
        try:
            office.ask("PUT", f"/intake/v1/contacts/{kept.digest}", kept.body)
        except Refusal as refusal:
            if refusal.code not in ("bad_envelope", "damaged_contact"):
                raise
            alarms.alarm(db, me.chain, 0, "contact_refused", refusal.code, at)
        contact_store.note_sent(db, me.branch, kept.digest)
    return len(unsent)
