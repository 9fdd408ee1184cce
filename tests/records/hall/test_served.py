"""A customer is served once, whoever says so how often; and a ticket is rated once."""

import pytest

from kiosk.records.hall import duty, served
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.ledger import alarms
from kiosk.records.people import authors
from kiosk.rules.hall.tickets import Said
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, HERE, LI, WANG, Machine, Time, by_machine, sync_round
from tests.tickets import connect, kinds, open_now, report

HOUR = 3_600_000


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
    assert report(hall, clerk="") and open_now(hall)[0].clerk == LI
    with pytest.raises(Refusal, match="unknown_window"):
        report(hall, "A024", clerk="", ago=HOUR), "no one knows who was there an hour ago"


def test_the_clock_that_counts_is_the_stations(hall: Machine, time: Time):
    time.step(3 * 24 * HOUR)  # the wall clock alone: not believed
    with pytest.raises(Refusal, match="served_ahead"):
        author = by_machine(hall.db, time())
        said = Said("A023", "3", WANG, "", time().utc)
        served.enter(hall.db, author, "api", "s", said)
    assert report(hall), "by the time that the station believes"


def test_rows_of_a_file_are_entered_each_by_itself(hall: Machine):
    connect(hall)
    at = hall.time().utc
    rows = [(n, Said(f"A{n:03}", "3", WANG, "", at)) for n in range(2, 252)]
    rows[7] = (9, Said("A009", "3", "0999", "", at))
    author = by_machine(hall.db, hall.time())
    new, wrong = served.enter_rows(hall.db, author, "folder", "folder", rows)
    assert new == 249 and [(one.row, one.refusal.code) for one in wrong] == [(9, "unknown_clerk")]
    assert served.enter_rows(hall.db, author, "folder", "folder", rows)[0] == 0
