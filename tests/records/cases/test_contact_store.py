"""Sealed contact details: kept beside the ledger, and never again once they are erased."""

from kiosk.records.cases import contact_sealing, contact_store, contact_use
from tests.cast import FORM, HERE, Machine, by_visit, sync_round
from tests.records.cases.cast import file


def test_what_was_erased_is_never_stored_again(hall: Machine, office: Machine):
    receipt = file(hall, reach=True)
    digest = receipt.case.contact
    body = contact_store.find(hall.db, HERE, digest)
    assert body is not None
    sync_round(hall, office)
    contact_use.withdraw(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code, FORM)
    sync_round(hall, office)
    with hall.db.writing():  # as where the answer to an earlier call was lost
        contact_store.keep(hall.db, HERE, contact_sealing.Kept(digest, body))
    sync_round(hall, office)
    assert contact_store.find(office.db, HERE, digest) is None
    assert contact_use.erase_due(hall.db, hall.time(), at_office=False) == 1, "no case has it"
    assert contact_store.find(hall.db, HERE, digest) is None
