"""A station gives a receipt to the visit that sent the feedback, and says later whether it keeps
the entry."""

import pytest

from kiosk.ground.keys import Keys, signed_by
from kiosk.records.exchange import joining
from kiosk.records.ledger import identity, ledger
from kiosk.records.publishing import documents
from kiosk.records.receipts import given
from kiosk.rules.ledger.signed_receipts import SignedReceipt
from kiosk.vocabulary.documents import POLICY, Policy, Publication
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, NOON, START_2014, THERE, Machine, by_visit, enrol, sync_round
from tests.records.receipts.cast import give, rewrite
from tests.web.cast import file


def test_it_names_the_entry_and_is_signed_by_the_station(hall: Machine):
    give(hall, 1)
    receipt = give(hall, 2)
    row = ledger.find(hall.db, HERE, [f"{2:032x}"])[0]
    named = receipt.named
    assert (named.station, named.epoch, named.seq) == (hall.keys.fingerprint, 1, 2)
    assert (named.hash, named.day) == (bytes(row.hash), row.day)
    assert signed_by(hall.keys.public, named.message, receipt.signature)


def test_a_case_has_one_too(hall: Machine):
    text = given.receipt(hall.db, by_visit(hall.db, hall.time(), "v"), hall.keys, file(hall))
    assert given.look_up(hall.db, hall.keys, given.read(text)).state == "kept"


def test_only_the_visit_that_sent_it_gets_it(hall: Machine):
    give(hall, 1)
    for visit, event_id in (("w", f"{1:032x}"), ("", f"{1:032x}"), ("v", f"{9:032x}")):
        with pytest.raises(Refusal, match="unknown_thanks"):
            given.receipt(hall.db, by_visit(hall.db, hall.time(), visit), hall.keys, event_id)


def test_it_is_an_address_where_the_organisation_publishes_one(hall: Machine, office: Machine):
    give(hall, 1)
    policy = Policy(receipt_url="https://feedback.example.cn")
    documents.publish(office.db, [Publication(POLICY, policy, START_2014)], "test", NOON)
    sync_round(hall, office)
    author = by_visit(hall.db, hall.time(), "v")
    text = given.receipt(hall.db, author, hall.keys, f"{1:032x}")
    assert text.startswith("HTTPS://FEEDBACK.EXAMPLE.CN/RECEIPT/")
    assert given.look_up(hall.db, hall.keys, given.read(text)).state == "kept"


def test_a_changed_and_a_missing_entry_are_named(hall: Machine):
    receipts = [give(hall, number) for number in (1, 2, 3)]
    rewrite(hall.db, hall.keys.fingerprint, 2, "谢谢".encode(), "不错".encode())
    states = [given.look_up(hall.db, hall.keys, one).state for one in receipts]
    assert states == ["kept", "changed", "changed"]
    beyond = receipts[0].named._replace(seq=9)
    signed = SignedReceipt(beyond, hall.keys.sign(beyond.message))
    assert given.look_up(hall.db, hall.keys, signed).state == "missing"
    later = receipts[0].named._replace(epoch=2)
    signed = SignedReceipt(later, hall.keys.sign(later.message))
    assert given.look_up(hall.db, hall.keys, signed).state == "missing", "in that epoch"


def test_a_receipt_is_looked_for_in_the_chain_of_its_station_and_branch(hall: Machine):
    named = give(hall, 1).named
    mine = identity.me(hall.db).chain
    assert given.chains(hall.db, named) == given.chains(hall.db, named, HERE) == [mine]
    assert given.chains(hall.db, named, THERE) == []


def test_a_forged_and_a_foreign_receipt_are_told_apart(hall: Machine, office: Machine):
    receipt = give(hall, 1)
    forged = receipt._replace(signature=office.keys.sign(receipt.named.message))
    assert given.look_up(hall.db, hall.keys, forged).state == "forged"
    other = Keys(b"o" * 32)
    foreign = receipt.named._replace(station=other.fingerprint)
    signed = SignedReceipt(foreign, other.sign(foreign.message))
    assert given.look_up(hall.db, hall.keys, signed).state == "foreign"


def test_one_from_before_the_hall_joined_an_office_is_still_kept(lonely: Machine, office: Machine):
    receipt = give(lonely, 1)
    assert joining.is_standalone(lonely.db)
    enrol(lonely, office, HERE)
    assert given.look_up(lonely.db, lonely.keys, receipt).state == "kept"


def test_what_is_no_receipt_is_refused():
    with pytest.raises(Refusal, match="not_a_receipt"):
        given.read("TINGSHENG/RECEIPT/ABC")


def test_the_customers_own_phone_is_led_to_head_office(
    hall: Machine, office: Machine, another_hall
):
    receipt, event_id = give(hall, 1), f"{1:032x}"
    author = by_visit(hall.db, hall.time())
    assert given.address(hall.db, author, receipt) == ""
    policy = Policy(receipt_url="https://feedback.example.cn")
    documents.publish(office.db, [Publication(POLICY, policy, START_2014)], "test", NOON)
    sync_round(hall, office)
    address = f"HTTPS://FEEDBACK.EXAMPLE.CN/RECEIPT/{receipt.letters}"
    assert given.address(hall.db, author, receipt) == address
    assert given.address_of(hall.db, author, hall.keys, event_id) == address
    assert given.address_of(hall.db, author, hall.keys, "9" * 32) == "", "not known"
    second = another_hall("second", HERE)
    give(second, 2)
    for station in (second, hall):
        sync_round(station, office)
    assert ledger.find(hall.db, HERE, [f"{2:032x}"])
    assert given.address_of(hall.db, author, hall.keys, f"{2:032x}") == "", "written elsewhere"
    hall.db.run(ledger.Ledger.update(counted=0))
    assert given.address_of(hall.db, author, hall.keys, event_id) == "", "it no longer counts"
