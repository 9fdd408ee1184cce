"""Certificates and cards by their serial, and the names that they bear."""

import datetime

import pytest

from kiosk.records.feedback import cards, thanks
from kiosk.records.publishing import documents
from kiosk.records.recognition import awards
from kiosk.records.recognition.prints import certificates
from kiosk.rules.people import throttle
from kiosk.rules.recognition.serials import serial
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.vocabulary.facts import Awarded, CardGiven
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, NOON, WANG, Machine, by_visit, sync_round
from tests.records.recognition.cast import give, publish, scheme
from tests.records.recognition.test_awards import lock

CARD = "ab" * 16


def awarded(office: Machine, hall: Machine) -> Awarded:
    publish(office, {"tier-1": scheme()})
    give(hall, WANG, 1)
    sync_round(hall, office)
    lock(office)
    (award,) = awards.of_clerk(office.db, WANG)
    return award


def test_an_award_is_found_at_both_machines_with_the_same_check_code(
    office: Machine, hall: Machine
):
    award = awarded(office, hall)
    with pytest.raises(Refusal, match="unknown_serial"):
        certificates.find(hall.db, serial(award.event_id))
    sync_round(hall, office)
    here, there = (certificates.find(one.db, serial(award.event_id)) for one in (hall, office))
    assert here.fact == award and here == there


def test_it_stands_until_its_last_day(office: Machine, hall: Machine):
    award = awarded(office, hall)
    found = certificates.find(office.db, serial(award.event_id))
    assert award.until == datetime.date(2026, 12, 31)
    assert found.standing(award.until) == "valid"
    assert found.standing(award.until + datetime.timedelta(1)) == "expired"


def test_names_and_pictures_are_those_of_its_day(office: Machine, hall: Machine):
    award = awarded(office, hall)
    later = award.day + datetime.timedelta(1)
    renamed = Clerk(name="王方", name_en="Wang Fang", branch=HERE)
    documents.publish(office.db, [Publication(WANG, renamed, later)], "anna", NOON)
    clerk, branch = certificates.bearer(office.db, award)
    assert clerk is not None and clerk.name == "王芳"
    assert branch is not None and branch.hall == "皇姑营业厅"
    assert certificates.portrait(office.db, clerk) == b""


def test_a_customers_card_is_found_and_one_taken_back_says_so(hall: Machine):
    visit = by_visit(hall.db, hall.time(), "v")
    given = cards.give(hall.db, visit, CARD, LI, "polite", "")
    found = certificates.find(hall.db, serial(CARD))
    assert found.fact == given.fact and found.standing(hall.today()) == "valid"
    thanks.undo(hall.db, visit, "cd" * 16, CARD)
    assert certificates.find(hall.db, serial(CARD)).standing(hall.today()) == "withdrawn"


def test_a_card_whose_id_was_made_to_look_like_an_award_hides_none(office: Machine, hall: Machine):
    award = awarded(office, hall)
    sync_round(hall, office)
    forged = award.event_id[:32]
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), forged, LI, "polite", "")
    assert serial(forged) == serial(award.event_id)
    found = certificates.find(hall.db, serial(forged)).fact
    assert isinstance(found, Awarded) and not isinstance(found, CardGiven)


def test_a_wrong_try_counts_and_a_right_one_does_not(
    office: Machine, hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    award = awarded(office, hall)
    monkeypatch.setattr(throttle, "CODES", throttle.CODES._replace(free=3))
    for _ in range(5):
        certificates.look_up(office.db, "anna", office.time(), serial(award.event_id))
    for _ in range(3):
        with pytest.raises(Refusal, match="unknown_serial"):
            certificates.look_up(office.db, "anna", office.time(), serial("5" * 64))
    with pytest.raises(Refusal, match="look_up_busy"):
        certificates.look_up(office.db, "anna", office.time(), serial(award.event_id))
    certificates.look_up(office.db, "otto", office.time(), serial(award.event_id))
