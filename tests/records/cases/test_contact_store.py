"""Sealed contact details: kept beside the ledger, and never again once they are erased."""

import msgspec
import pytest

from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_sealing, contact_store, contact_use
from kiosk.records.cases.contact_sealing import Kept
from kiosk.records.cases.contact_store import SealedContact
from kiosk.records.cases.state import CaseNow
from kiosk.records.ledger import identity, ledger
from kiosk.records.publishing import documents
from kiosk.records.upkeep import checks
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import POLICY, Policy, Publication
from tests.cast import FORM, HERE, THERE, Machine, Time, by_visit, plant, sync_round
from tests.records.cases.cast import DAY_MS, D, cases_like, file, files, k
from tests.records.exchange.cast import moved


def test_what_was_erased_is_never_stored_again(hall: Machine, office: Machine):
    receipt = file(hall, reach=True)
    digest = receipt.case.contact
    body = contact_store.find(hall.db, HERE, digest)
    assert body is not None
    sync_round(hall, office)
    contact_use.withdraw(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code, FORM)
    sync_round(hall, office)
    with hall.db.writing():  # as where the answer to an earlier call was lost
        contact_store.keep(hall.db, HERE, Kept(digest, body))
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


def test_a_station_that_moves_keeps_no_number_of_the_branch_that_it_left(
    hall: Machine, office: Machine, another_hall, time: Time
):
    second = another_hall("second", HERE)
    receipt = file(hall, reach=True, badge="")
    digest = receipt.case.contact
    body = contact_store.find(hall.db, HERE, digest)
    assert body is not None and body in files(hall)
    moved(hall, office)
    assert contact_store.find(hall.db, HERE, digest) is None
    assert contact_use.erase_due(hall.db, time(), at_office=False) == 0
    assert body not in files(hall), "purged from the files as well"
    sync_round(second, office)
    for machine in (office, second):
        assert contact_store.find(machine.db, HERE, digest) == body, "they follow their case"
    customer = by_visit(second.db, time(), "")
    contact_use.withdraw(second.db, customer, second.keys, receipt.code, FORM)
    for station in (second, hall):
        sync_round(station, office)
    for machine in (second, hall, office):
        assert contact_store.find(machine.db, HERE, digest) is None


def test_numbers_of_a_branch_that_was_left_are_not_taken_up_again(hall: Machine, office: Machine):
    """As where they are found in a damaged database after the move."""
    digest = file(hall, reach=True, badge="").case.contact
    body = contact_store.find(hall.db, HERE, digest)
    assert body is not None and contact_store.is_wanted(hall.db, HERE, digest)
    moved(hall, office)
    assert not contact_store.is_wanted(hall.db, HERE, digest)
    assert contact_store.is_wanted(office.db, HERE, digest)
    with hall.db.writing():
        contact_store.keep(hall.db, HERE, Kept(digest, body))
    assert list(contact_store.differences(hall.db, hall.keys)) == [
        (HERE, f"contact {digest[:16]} of no case")
    ]
    assert contact_use.erase_due(hall.db, hall.time(), at_office=False) == 1
    assert contact_store.find(hall.db, HERE, digest) is None


def test_the_last_day_of_a_number_is_the_matter_of_the_branch_that_has_its_case(
    hall: Machine, office: Machine, time: Time
):
    policy = Publication(POLICY, Policy(contact_most_days=3), D(2026, 1, 1))
    documents.publish(office.db, [policy], "t", 1)
    file(hall, reach=True, badge="")
    moved(hall, office)
    sync_round(hall, office)
    time.pass_by(4 * DAY_MS)
    assert contact_use.erase_due(hall.db, time(), at_office=False) == 0
    assert ledger.chain(hall.db, identity.me(hall.db).chain).seq == 0, "no fact of another branch"
    assert checks.check(hall.db, hall.keys, at_office=False) is None
    assert contact_use.erase_due(office.db, time(), at_office=True) == 1


def test_details_up_to_the_limit_are_taken_and_longer_ones_are_none(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    digest = file(hall, reach=True).case.contact
    body = contact_store.find(hall.db, HERE, digest) or b""
    for limit, taken in ((len(body), True), (len(body) - 1, False)):
        monkeypatch.setattr(contact_sealing, "BODY_LIMIT", limit)
        assert contact_store.take(hall.db, HERE, Kept(digest, body)) is taken
    assert not contact_store.take(hall.db, HERE, Kept(digest, b"{}"))


def test_what_the_office_says_that_it_lacks_is_sent_again_unless_it_refused_it(hall: Machine):
    sent, refused = (file(hall, n, reach=True).case.contact for n in (1, 2))
    assert contact_store.has_unsent(hall.db, HERE)
    contact_store.note_sent(hall.db, HERE, sent)
    contact_store.note_sent(hall.db, HERE, refused, contact_store.REFUSED)
    me = identity.me(hall.db)

    def waiting() -> set[str]:
        return {one.digest for one in contact_store.to_send(hall.db, me, with_cases=True)}

    assert waiting() == set() and not contact_store.has_unsent(hall.db, HERE)
    kept = hall.db.rows(SealedContact.select(SealedContact.digest, SealedContact.sent).tuples())
    assert dict(kept) == {sent: 1, refused: 2}, "what is stored keeps its meaning"
    contact_store.send_again(hall.db, [refused])
    assert waiting() == set()
    contact_store.send_again(hall.db, [sent])
    assert waiting() == {sent} and not contact_store.has_unsent(hall.db, "other")
    contact_store.send_again(hall.db)
    assert waiting() == {sent, refused}


def test_a_check_names_details_that_no_one_could_open(hall: Machine, office: Machine):
    one, other = (file(hall, n, reach=True).case.contact for n in (1, 2))
    sync_round(hall, office)
    assert list(contact_store.differences(office.db, office.keys)) == []
    theirs = contact_store.find(office.db, HERE, other) or b""
    with office.db.writing():
        contact_store.replace(office.db, HERE, Kept(one, theirs))
        contact_store.replace(office.db, HERE, Kept(other, b"{}"))
    found = sorted(contact_store.differences(office.db, office.keys))
    assert found == sorted([(HERE, f"contact {one[:16]}: damaged_contact"),
                            (HERE, f"contact {other[:16]}: bad_envelope")])  # fmt: skip


def test_a_station_fetches_what_is_missing_or_resealed_of_its_own_branch(
    hall: Machine, office: Machine
):
    digest = file(hall, reach=True).case.contact
    assert contact_store.wanted(hall.db, HERE) == [], "it is here"
    own, stranger = office.keys.fingerprint, Keys(b"s" * 32).fingerprint
    cases_like(hall, {
        "a": {"contact": "a" * 64}, "elsewhere": {"contact": "b" * 64, "branch": THERE},
        "none": {"contact": ""}, "same": {"contact": digest, "sealed_for": own},
    })  # fmt: skip
    assert contact_store.wanted(hall.db, HERE) == ["a" * 64]
    hall.db.run(CaseNow.update(sealed_for=stranger).where(CaseNow.case_id == "same"))
    assert sorted(contact_store.wanted(hall.db, HERE)) == sorted([digest, "a" * 64])


def test_the_office_asks_for_what_its_newest_cases_name_and_it_has_not(
    hall: Machine, office: Machine
):
    """Cases without details take no place among those that it asks for at once."""
    file(hall, reach=True)
    sync_round(hall, office)
    cases_like(office, {
        "held": {}, "bare": {"contact": "", "at": 9}, "older": {"contact": "a" * 64, "at": 5},
        "newer": {"contact": "b" * 64, "at": 6},
        "elsewhere": {"contact": "c" * 64, "branch": THERE},
    })  # fmt: skip
    assert contact_store.missing(office.db, HERE, 9) == ("b" * 64, "a" * 64)
    assert contact_store.missing(office.db, HERE, 1) == ("b" * 64,)
    assert contact_store.missing(office.db, THERE, 9) == ("c" * 64,)


def test_details_that_no_case_of_their_branch_names_are_not_kept(hall: Machine, office: Machine):
    digest = file(hall, reach=True).case.contact
    sync_round(hall, office)
    named = ((HERE, digest), (THERE, digest), (HERE, "a" * 64))
    assert [contact_store.is_wanted(office.db, *one) for one in named] == [True, False, False]
    body = contact_store.find(office.db, HERE, digest) or b""
    assert contact_store.take(office.db, THERE, Kept(digest, body)), "they are sealed details"
    assert contact_store.find(office.db, THERE, digest) is None
    contact_store.keep(office.db, THERE, Kept(digest, body))
    assert contact_store.orphans(office.db) == [(THERE, digest)]
    contact_store.rebuild(office.db)
    assert contact_store.orphans(office.db) == [] and office.db.has_to_forget
    assert contact_store.find(office.db, HERE, digest) == body


def test_what_comes_replaces_details_only_where_the_office_has_resealed_them(hall: Machine):
    digest = file(hall, reach=True).case.contact
    first, manager = contact_store.find(hall.db, HERE, digest), Keys(b"m" * 32)
    resealed = Kept(digest, contact_sealing.boxed(b"resealed", [manager.public]).body)
    contact_store.take(hall.db, HERE, resealed)
    assert contact_store.find(hall.db, HERE, digest) == first
    hall.db.run(CaseNow.update(sealed_for=manager.fingerprint))
    contact_store.take(hall.db, HERE, resealed)
    assert contact_store.find(hall.db, HERE, digest) == resealed.body
    assert not contact_store.has_unsent(hall.db, HERE), "the office has them already"
    contact_store.erase(hall.db, HERE, [digest])
    contact_store.take(hall.db, HERE, Kept(digest, first or b""))
    assert contact_store.find(hall.db, HERE, digest) == first, "any are better than none"


def test_details_are_sent_once_the_office_holds_their_case(
    hall: Machine, office: Machine, another_hall
):
    me, digest = identity.me(hall.db), file(hall, reach=True).case.contact
    assert contact_store.to_send(hall.db, me) == []
    sync_round(hall, office)
    assert contact_store.to_send(hall.db, me) == [], "they are sent"
    contact_store.send_again(hall.db)
    file(hall, 2, reach=True)
    assert contact_store.to_send(hall.db, me) == [(digest, me.chain, 1)]
    second = another_hall("second", HERE)
    contact_store.send_again(second.db)
    theirs = contact_store.to_send(second.db, identity.me(second.db))
    assert theirs == [(digest, me.chain, 1)], "of another station the office has said that it holds"


def test_erasing_or_moving_details_leaves_those_of_other_cases(hall: Machine):
    one, other = (file(hall, number, reach=True).case.contact for number in (1, 2))
    hall.db.run(CaseNow.update(branch=THERE).where(CaseNow.contact == one))
    contact_store.move(hall.db, HERE, THERE)
    assert contact_store.find(hall.db, THERE, one) and contact_store.find(hall.db, HERE, other)
    assert contact_store.erase(hall.db, THERE, [other]) == 0
    assert contact_store.erase(hall.db, HERE, [one]) == 0
    assert contact_store.erase(hall.db, THERE, [one]) == 1
    assert contact_store.find(hall.db, HERE, other)


def test_what_a_key_does_not_open_is_found_by_branch(hall: Machine, office: Machine):
    digest = file(hall, reach=True).case.contact
    sync_round(hall, office)
    body = contact_store.find(office.db, HERE, digest)
    cases_like(office, {
        "held": {}, "bare": {"contact": ""}, "missing": {"contact": "a" * 64},
        "elsewhere": {"branch": THERE},
    })  # fmt: skip
    key = Keys(b"s" * 32).fingerprint
    assert contact_store.not_for(office.db, HERE, key) == [("held", digest, body)]
    assert contact_store.not_for(office.db, HERE, office.keys.fingerprint) == []
