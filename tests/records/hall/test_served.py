"""A customer is served once, whoever says so how often; and a ticket is rated once."""

import pytest

from kiosk.records.feedback import ratings, thanks, withdrawn
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall import duty, served
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.ledger import alarms
from kiosk.records.people import authors
from kiosk.rules.hall import tickets as rule
from kiosk.rules.hall.tickets import Said
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, HERE, LI, WANG, Machine, Time, by_machine, by_visit, sync_round
from tests.records.hall.cast import connect, kinds, report

HOUR = 3_600_000


def rate(hall: Machine, number: int, event_id: str, badge: str = WANG) -> thanks.Thanks:
    author = by_visit(hall.db, hall.time(), "v1")
    key = f"{number:032x}"
    ticket = served.ticket_of(hall.db, author, key, badge, event_id)
    return ratings.rate(hall.db, author, key, badge, "2", ticket)


def offers(hall: Machine) -> list[served.Offer]:
    return served.offers(hall.db, HERE, hall.time().utc)


def test_a_duplicate_adds_nothing(hall: Machine, office: Machine, time: Time):
    assert report(hall) and not report(hall) and not report(hall, "ａ023")
    time.pass_by(2 * HOUR)
    assert not report(hall, ago=2 * HOUR), "sent again, later"
    sync_round(hall, office)
    assert kinds(hall) == kinds(office) == ["served"]
    row = office.db.first(ServedNow.select())
    assert (row.clerk, row.window, row.ticket, row.day) == (WANG, "3", "A023", hall.today())


def test_a_number_that_is_given_twice_is_refused_by_name(hall: Machine, time: Time):
    report(hall)
    with pytest.raises(Refusal, match="served_otherwise"):
        report(hall, clerk=LI)
    time.pass_by(HOUR)
    with pytest.raises(Refusal, match="served_otherwise") as refused:
        report(hall)
    assert refused.value.field == "ticket"
    assert report(hall, "A023-2") and report(hall, window="4"), "sent on to another window"
    assert kinds(hall) == ["served"] * 3


def test_two_stations_that_hear_of_one_customer_count_one(
    hall: Machine, office: Machine, another_hall
):  # type: ignore[no-untyped-def]
    other = another_hall("other", HERE)
    report(hall)
    other.time.pass_by(1_000)
    report(other)
    for machine in (hall, other, hall, other):
        sync_round(machine, office)
    assert kinds(office) == ["served"] and alarms.by_code(office.db) == {}
    assert [len(one.db.rows(ServedNow.select())) for one in (hall, other, office)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"ticket": "13812345678"}, "odd_ticket", "ticket"),
        ({"window": ""}, "odd_window", "window"),
        ({"clerk": "0400"}, "unknown_clerk", "clerk"),
        ({"clerk": "9" * 500}, "unknown_clerk", "clerk"),
        ({"clerk": ""}, "unknown_window", "window"),
        ({"service": "rocket"}, "unknown_service", "service"),
        ({"ago": -6 * 60_000}, "served_ahead", "at"),
        ({"ago": 8 * 24 * HOUR}, "served_long_ago", "at"),
    ],
)
def test_what_can_not_be_is_refused_with_its_field(
    hall: Machine, said: dict[str, object], code: str, field: str
):
    with pytest.raises(Refusal, match=code) as refused:
        report(hall, **said)  # type: ignore[arg-type]
    assert refused.value.field == field and kinds(hall) == []


def test_without_a_badge_the_clerk_on_duty_at_the_window_is_meant(hall: Machine):
    duty.change(hall.db, authors.at_desk(hall.db, LI, hall.time()), FORM, True, "3")
    assert report(hall, clerk="") and offers(hall)[0].clerk == LI
    with pytest.raises(Refusal, match="unknown_window"):
        report(hall, "A024", clerk="", ago=HOUR), "no one knows who was there an hour ago"


def test_the_clock_that_counts_is_the_stations(hall: Machine, time: Time):
    time.step(3 * 24 * HOUR)  # the wall clock alone: not believed
    with pytest.raises(Refusal, match="served_ahead"):
        author = by_machine(hall.db, time())
        said = Said("A023", "3", WANG, "", time().utc)
        served.enter(hall.db, author, "api", "s", said)
    assert report(hall), "by the time that the station believes"


def test_the_lobby_offers_the_last_service_at_each_window(hall: Machine, time: Time):
    report(hall, "A001")
    time.pass_by(60_000)
    report(hall, "A002")
    report(hall, "B001", LI, "5")
    found = offers(hall)
    assert {(one.window, one.clerk, one.ticket) for one in found} == {
        ("3", WANG, "A002"), ("5", LI, "B001"),
    }  # fmt: skip
    report(hall, "A000", ago=9 * 60_000)
    assert {one.ticket for one in offers(hall)} == {"A002", "B001"}
    time.pass_by(rule.NEAR_MS + 1)
    assert offers(hall) == []
    report(hall, "A003", ago=HOUR)
    assert offers(hall) == [], "delivered late: that customer has left"


def test_a_ticket_is_rated_once(hall: Machine, office: Machine):
    report(hall, "A023", WANG, "3")
    report(hall, "A023", LI, "5")
    three, five = sorted(offers(hall), key=lambda one: one.window)
    rate(hall, 1, three.event_id)
    assert rate(hall, 1, three.event_id).event_id == f"{1:032x}", "the same form"
    assert offers(hall) == []
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
    ticket = served.ticket_of(hall.db, author, "a" * 32, WANG, offers(hall)[0].event_id)
    ratings.rate(hall.db, author, "a" * 32, WANG, "5", ticket)
    with pytest.raises(Refusal, match="rated_already"):
        ratings.rate(hall.db, author, "b" * 32, WANG, "1", ticket)


def test_a_rating_that_was_taken_back_frees_its_ticket(hall: Machine):
    report(hall)
    (offer,) = offers(hall)
    rate(hall, 1, offer.event_id)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, f"{1:032x}")
    rate(hall, 2, offer.event_id)
    assert ratings.count(hall.db, HERE, WANG) == {"2": 1}


def test_no_ticket_is_rated_for_another_clerk_or_too_late(hall: Machine, time: Time):
    report(hall)
    (offer,) = offers(hall)
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


def test_a_clerk_counts_and_takes_the_last_one_back(hall: Machine, office: Machine, time: Time):
    clerk = authors.at_desk(hall.db, WANG, time())
    served.press(hall.db, clerk, "a" * 32)
    served.press(hall.db, clerk, "a" * 32)
    served.press(hall.db, clerk, "b" * 32)
    assert served.pressed(hall.db, clerk).number == 2
    last = served.pressed(hall.db, clerk).last
    with pytest.raises(Refusal, match="undo_foreign"):
        served.take_back(hall.db, authors.at_desk(hall.db, LI, time()), FORM, last)
    served.take_back(hall.db, clerk, FORM, last)
    served.take_back(hall.db, clerk, FORM, last)
    assert served.pressed(hall.db, clerk).number == 1
    time.pass_by(30_000)
    later = authors.at_desk(hall.db, WANG, time())
    assert served.pressed(hall.db, later) == served.Pressed(1, "")
    with pytest.raises(Refusal, match="undo_late"):
        served.take_back(hall.db, later, FORM, ({"a" * 32, "b" * 32} - {last}).pop())
    sync_round(hall, office)
    rows = office.db.rows(ServedNow.select().where(ServedNow.withdrawn == 0))
    assert len(rows) == 1 and alarms.by_code(office.db) == {}


def test_what_a_clerk_took_back_is_no_feedback_that_was_withdrawn(hall: Machine):
    clerk = authors.at_desk(hall.db, WANG, hall.time())
    rate(hall, 9, "")
    served.press(hall.db, clerk, "a" * 32)
    served.take_back(hall.db, clerk, FORM, "a" * 32)
    within = withdrawn.Period(hall.today(), hall.today())
    assert withdrawn.listed(hall.db, HERE, within).rows == []
    assert thanks.received(hall.db, HERE, hall.today()) == 1


def test_a_counted_customer_is_offered_without_a_ticket_and_rated_once(hall: Machine):
    clerk = authors.at_desk(hall.db, WANG, hall.time())
    duty.change(hall.db, clerk, "d" * 32, True, "3")
    served.press(hall.db, clerk, "a" * 32)
    (offer,) = offers(hall)
    assert offer == served.Offer("a" * 32, "3", WANG, "")
    rate(hall, 1, offer.event_id)
    with pytest.raises(Refusal, match="rated_already"):
        rate(hall, 2, offer.event_id)
    with pytest.raises(Refusal, match="rated_already"):
        served.take_back(hall.db, clerk, FORM, offer.event_id)


def test_rows_of_a_file_are_entered_each_by_itself(hall: Machine):
    connect(hall)
    at = hall.time().utc
    rows = [(n, Said(f"A{n:03}", "3", WANG, "", at)) for n in range(2, 252)]
    rows[7] = (9, Said("A009", "3", "0999", "", at))
    author = by_machine(hall.db, hall.time())
    new, wrong = served.enter_rows(hall.db, author, "folder", "folder", rows)
    assert new == 249 and [(one.row, one.refusal.code) for one in wrong] == [(9, "unknown_clerk")]
    assert served.enter_rows(hall.db, author, "folder", "folder", rows)[0] == 0
