"""A clerk counts customers by a button, and takes the last one back."""

import pytest

from kiosk.records.feedback import thanks, withdrawn
from kiosk.records.hall import duty, offers, pressed
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.ledger import alarms
from kiosk.records.people import authors
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, HERE, LI, WANG, Machine, Time, sync_round
from tests.tickets import open_now, rate


def test_a_clerk_counts_and_takes_the_last_one_back(hall: Machine, office: Machine, time: Time):
    clerk = authors.at_desk(hall.db, WANG, time())
    pressed.press(hall.db, clerk, "a" * 32)
    pressed.press(hall.db, clerk, "a" * 32)
    pressed.press(hall.db, clerk, "b" * 32)
    assert pressed.counted(hall.db, clerk).number == 2
    last = pressed.counted(hall.db, clerk).last
    with pytest.raises(Refusal, match="undo_foreign"):
        pressed.take_back(hall.db, authors.at_desk(hall.db, LI, time()), FORM, last)
    pressed.take_back(hall.db, clerk, FORM, last)
    pressed.take_back(hall.db, clerk, FORM, last)
    assert pressed.counted(hall.db, clerk).number == 1
    time.pass_by(30_000)
    later = authors.at_desk(hall.db, WANG, time())
    assert pressed.counted(hall.db, later) == pressed.Pressed(1, "")
    with pytest.raises(Refusal, match="undo_late"):
        pressed.take_back(hall.db, later, FORM, ({"a" * 32, "b" * 32} - {last}).pop())
    sync_round(hall, office)
    rows = office.db.rows(ServedNow.select().where(ServedNow.withdrawn == 0))
    assert len(rows) == 1 and alarms.by_code(office.db) == {}


def test_what_a_clerk_took_back_is_no_feedback_that_was_withdrawn(hall: Machine):
    clerk = authors.at_desk(hall.db, WANG, hall.time())
    rate(hall, 9, "")
    pressed.press(hall.db, clerk, "a" * 32)
    pressed.take_back(hall.db, clerk, FORM, "a" * 32)
    within = withdrawn.Period(hall.today(), hall.today())
    assert withdrawn.listed(hall.db, HERE, within).rows == []
    assert thanks.received(hall.db, HERE, hall.today()) == 1


def test_a_counted_customer_is_offered_without_a_ticket_and_rated_once(hall: Machine):
    clerk = authors.at_desk(hall.db, WANG, hall.time())
    duty.change(hall.db, clerk, "d" * 32, True, "3")
    pressed.press(hall.db, clerk, "a" * 32)
    (offer,) = open_now(hall)
    assert offer == offers.Offer("a" * 32, "3", WANG, "")
    rate(hall, 1, offer.event_id)
    with pytest.raises(Refusal, match="rated_already"):
        rate(hall, 2, offer.event_id)
    with pytest.raises(Refusal, match="rated_already"):
        pressed.take_back(hall.db, clerk, FORM, offer.event_id)
