"""Arrived facts that a person must look at, though they count."""

from collections.abc import Iterable

from kiosk.ground.db import Database
from kiosk.ground.keys import fingerprint
from kiosk.records.cases import contact_sealing, state
from kiosk.records.ledger import alarms, ledger
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.vocabulary import facts

KINDS = ("seal_key", "contact_erased")


def raise_alarms(db: Database, of: ChainId, taken: Iterable[facts.Columns], at: int) -> None:
    """Raises an alarm for each new key that contact details could be sealed for, and for details
    that a machine erased before they were due; inside `db.writing()`."""
    for columns in taken:
        if columns.kind in KINDS:
            for row in ledger.find(db, of.branch, [columns.event_id]):
                if ChainId(row.branch, row.station, row.epoch) == of:
                    _look_at(db, of, row, at)


def _look_at(db: Database, of: ChainId, row: Ledger, at: int) -> None:
    fact = ledger.read(row)
    if isinstance(fact, facts.SealKeyMade):
        if contact_sealing.usable(fact.public, fact.salt):
            reads = fingerprint(bytes.fromhex(fact.public))
            alarms.alarm(db, of, row.seq, "seal_key", reads, at)
    elif isinstance(fact, facts.ContactErased) and fact.role == "machine":
        case = state.fold(db, fact.branch, fact.subject)
        if any(entry.step == fact and entry.too_late for entry in (case.trail if case else ())):
            alarms.alarm(db, of, row.seq, "erasure_refused", fact.subject, at)
