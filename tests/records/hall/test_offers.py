"""The customer who was just served rates, and each ticket is rated once."""

import pytest

from kiosk.records.feedback import ratings, thanks
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall import offers
from kiosk.rules.hall import tickets as rule
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, HERE, LI, WANG, Machine, Time, by_visit, sync_round
from tests.tickets import kinds, open_now, rate, report

HOUR = 3_600_000


def test_the_lobby_offers_the_last_service_at_each_window(hall: Machine, time: Time):
    report(hall, "A001")
    time.pass_by(60_000)
    report(hall, "A002")
    report(hall, "B001", LI, "5")
    found = open_now(hall)
    assert {(one.window, one.clerk, one.ticket) for one in found} == {
        ("3", WANG, "A002"), ("5", LI, "B001"),
    }  # fmt: skip
    report(hall, "A000", ago=9 * 60_000)
    assert {one.ticket for one in open_now(hall)} == {"A002", "B001"}
    time.pass_by(rule.NEAR_MS + 1)
    assert open_now(hall) == []
    report(hall, "A003", ago=HOUR)
    assert open_now(hall) == [], "delivered late: that customer has left"


def test_a_ticket_is_rated_once(hall: Machine, office: Machine):
    report(hall, "A023", WANG, "3")
    report(hall, "A023", LI, "5")
    three, five = sorted(open_now(hall), key=lambda one: one.window)
    rate(hall, 1, three.event_id)
    assert rate(hall, 1, three.event_id).event_id == f"{1:032x}", "the same form"
    assert open_now(hall) == []
    for event_id, badge in ((three.event_id, WANG), (five.event_id, LI)):
        with pytest.raises(Refusal, match="rated_already"):
            rate(hall, 2, event_id, badge)
    sync_round(hall, office)
    assert kinds(office).count("rating") == 1
    assert office.db.first(FeedbackNow.select()).ticket != ""


def test_a_form_that_skips_the_offer_is_held_by_the_rating_itself(hall: Machine):
    """Two pages opened for one ticket, sent at once: the transaction decides."""
    report(hall)
    author = by_visit(hall.db, hall.time(), "v1")
    ticket = offers.ticket_of(hall.db, author, "a" * 32, WANG, open_now(hall)[0].event_id)
    ratings.rate(hall.db, author, "a" * 32, WANG, "5", ticket)
    with pytest.raises(Refusal, match="rated_already"):
        ratings.rate(hall.db, author, "b" * 32, WANG, "1", ticket)


def test_a_rating_that_was_taken_back_frees_its_ticket(hall: Machine):
    report(hall)
    (offer,) = open_now(hall)
    rate(hall, 1, offer.event_id)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, f"{1:032x}")
    rate(hall, 2, offer.event_id)
    assert ratings.count(hall.db, HERE, WANG) == {"2": 1}


def test_no_ticket_is_rated_for_another_clerk_or_too_late(hall: Machine, time: Time):
    report(hall)
    (offer,) = open_now(hall)
    for event_id, badge in ((offer.event_id, LI), ("f" * 64, WANG), ("' OR 1", WANG)):
        with pytest.raises(Refusal, match="unknown_ticket"):
            rate(hall, 1, event_id, badge)
    time.pass_by(rule.NEAR_MS + rule.RATED_WITHIN_MS + 1)
    with pytest.raises(Refusal, match="offer_over"):
        rate(hall, 1, offer.event_id)


def test_without_a_ticket_ratings_are_taken_as_before_and_unbound(hall: Machine):
    rate(hall, 1, "")
    rate(hall, 2, "")
    assert [row.ticket for row in hall.db.rows(FeedbackNow.select())] == ["", ""]
