"""Of how many served customers there is a rating."""

from kiosk.records.feedback import ratings, thanks
from kiosk.records.hall import offers, pressed, rated_share
from kiosk.records.hall.rated_share import Share
from kiosk.records.people import authors
from tests.cast import FORM, HERE, LI, WANG, Machine, Time, by_visit, sync_round
from tests.tickets import report

DAY_MS = 86_400_000


def rate(hall: Machine, number: int, badge: str, event_id: str = "") -> None:
    author = by_visit(hall.db, hall.time(), "v1")
    key = f"{number:032x}"
    ticket = offers.ticket_of(hall.db, author, key, badge, event_id)
    ratings.rate(hall.db, author, key, badge, "5", ticket)


def test_the_share_by_clerk_and_day_is_the_same_at_station_and_office(
    hall: Machine, office: Machine, time: Time
):
    first = hall.today()
    assert rated_share.shares(hall.db, HERE, first, first) is None
    for number in range(4):
        report(hall, f"A{number}")
    rate(hall, 1, WANG, offers.open_now(hall.db, HERE, time().utc)[0].event_id)
    rate(hall, 2, WANG)
    rate(hall, 3, WANG)
    thanks.undo(hall.db, by_visit(hall.db, time(), "v1"), FORM, f"{3:032x}")
    time.pass_by(DAY_MS)
    last = hall.today()
    report(hall, "B1", LI)
    pressed.press(hall.db, authors.at_desk(hall.db, LI, time()), "a" * 32)
    pressed.press(hall.db, authors.at_desk(hall.db, LI, time()), "b" * 32)
    pressed.take_back(hall.db, authors.at_desk(hall.db, LI, time()), FORM, "b" * 32)
    sync_round(hall, office)
    for machine in (hall, office):
        found = rated_share.shares(machine.db, HERE, first, last)
        assert found is not None
        assert found.whole == Share(6, 2, 1) and found.whole.per_cent == 33
        assert found.by_clerk == [(WANG, Share(4, 2, 1)), (LI, Share(2, 0, 0))]
        assert found.by_day == [(last, Share(2, 0, 0)), (first, Share(4, 2, 1))]
        one = rated_share.shares(machine.db, HERE, first, last, LI)
        assert one is not None and one.by_day == [(last, Share(2, 0, 0))]


def test_no_share_is_claimed_where_ratings_are_more_than_customers():
    assert Share(0, 0, 0).per_cent is Share(1, 2, 0).per_cent is None
    assert Share(3, 3, 0).per_cent == 100
