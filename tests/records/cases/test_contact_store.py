"""Sealed contact details: kept beside the ledger, and never again once they are erased."""

import msgspec
import pytest

from kiosk.records.cases import contact_sealing, contact_store, contact_use
from kiosk.records.ledger import identity
from kiosk.vocabulary import facts
from tests.cast import FORM, HERE, Machine, by_visit, plant, sync_round
from tests.records.cases.cast import file, k


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


@pytest.mark.parametrize("named", ["a b\r\n", "x" * 5000, "../manifest", "Z" * 64])
def test_a_case_that_names_no_digest_keeps_no_number_back(
    hall: Machine, office: Machine, another_hall, named: str
):
    receipt = file(hall, reach=True)
    odd = msgspec.structs.replace(receipt.case, event_id=k(77), contact=named)
    with hall.db.writing():
        plant(hall.db, identity.me(hall.db).chain, [facts.encode(odd)])
    sync_round(hall, office)
    second = another_hall("second", HERE)
    for machine in (office, second):
        assert contact_store.find(machine.db, HERE, receipt.case.contact) is not None
    assert contact_store.missing(office.db, HERE, 9) == ()
