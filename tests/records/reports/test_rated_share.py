"""Of how many served customers there is a rating."""

import datetime

import pytest

from kiosk.records.exchange import tallying
from kiosk.records.feedback import ratings, thanks
from kiosk.records.hall import offers, pressed
from kiosk.records.ledger import tallies
from kiosk.records.people import authors
from kiosk.records.reports import rated_share
from kiosk.records.reports.rated_share import Asked, Share
from tests.cast import FORM, HERE, LI, THERE, WANG, Machine, Time, by_visit, sync_round
from tests.records.oversight.cast import question
from tests.tickets import report

DAY_MS = 86_400_000


def rate(hall: Machine, number: int, badge: str, event_id: str = "") -> None:
    author = by_visit(hall.db, hall.time(), "v1")
    key = f"{number:032x}"
    ticket = offers.ticket_of(hall.db, author, key, badge, event_id)
    ratings.rate(hall.db, author, key, badge, "5", ticket)


def two_days(hall: Machine, time: Time) -> tuple[datetime.date, datetime.date]:
    """Four customers of Wang's, of whom one rated by an offer and two without, one of these taken
    back; the next day two of Li's, a third one taken back."""
    first = hall.today()
    for number in range(4):
        report(hall, f"A{number}")
    rate(hall, 1, WANG, offers.open_now(hall.db, HERE, time().utc)[0].event_id)
    rate(hall, 2, WANG)
    rate(hall, 3, WANG)
    thanks.undo(hall.db, by_visit(hall.db, time(), "v1"), FORM, f"{3:032x}")
    time.pass_by(DAY_MS)
    report(hall, "B1", LI)
    pressed.press(hall.db, authors.at_desk(hall.db, LI, time()), "a" * 32)
    pressed.press(hall.db, authors.at_desk(hall.db, LI, time()), "b" * 32)
    pressed.take_back(hall.db, authors.at_desk(hall.db, LI, time()), FORM, "b" * 32)
    return first, hall.today()


def test_what_is_flagged_is_taken_out_beside(hall: Machine, office: Machine, time: Time):
    first, last = two_days(hall, time)
    sync_round(hall, office)
    question(office, WANG, f"{2:032x}")
    asked = Asked(first, last, HERE)
    for by, key in (("branch", HERE), ("clerk", WANG), ("day", first), ("month", "2026-11")):
        share = dict(rated_share.by(office.db, by, asked))[key]
        assert (share.rated, share.flagged, share.unflagged.rated) == (2, 1, 1), by
    of_li = rated_share.by(office.db, "day", asked._replace(clerk=LI))
    assert rated_share.total(share for _, share in of_li).flagged == 0


@pytest.mark.parametrize("branch", [HERE, ""])
def test_the_share_by_branch_clerk_and_day_is_the_same_at_station_and_office(
    hall: Machine, office: Machine, time: Time, branch: str
):
    first, last = two_days(hall, time)
    sync_round(hall, office)
    for machine in (hall, office):
        db, asked = machine.db, Asked(first, last, branch)
        assert rated_share.by(db, "branch", asked) == [(HERE, Share(6, 2, 1))]
        assert rated_share.by(db, "clerk", asked) == [(WANG, Share(4, 2, 1)), (LI, Share(2, 0, 0))]
        days = [(last, Share(2, 0, 0)), (first, Share(4, 2, 1))]
        assert rated_share.by(db, "day", asked) == days
        assert rated_share.by(db, "month", asked) == [("2026-11", Share(6, 2, 1))]
        of_li = rated_share.by(db, "day", asked._replace(clerk=LI))
        assert of_li == [(last, Share(2, 0, 0))]
        assert rated_share.by(db, "branch", asked._replace(branch=THERE)) == []
        assert [says for _, says in tallying.differences(db, machine.keys)] == []


def test_days_without_any_report_are_left_out(hall: Machine, time: Time):
    first = hall.today()
    rate(hall, 1, WANG)
    time.pass_by(DAY_MS)
    report(hall, "A1")
    rate(hall, 2, LI)
    asked = Asked(first, hall.today(), HERE)
    assert rated_share.by(hall.db, "clerk", asked) == [(WANG, Share(1, 0, 0)), (LI, Share(0, 1, 0))]
    assert rated_share.by(hall.db, "clerk", asked._replace(last=first)) == []


def test_a_year_is_read_from_the_sums_of_months(hall: Machine, time: Time, monkeypatch):
    first, last = two_days(hall, time)
    asked = Asked(first - datetime.timedelta(300), last, HERE)
    read = []
    summed = tallies._summed
    monkeypatch.setattr(
        tallies, "_summed", lambda db, model, *args: read.append(model) or summed(db, model, *args)
    )
    assert rated_share.by(hall.db, "clerk", asked)[0] == (WANG, Share(4, 2, 1))
    assert tallies.ClerkMonth in read and tallies.Tally not in read


def test_no_share_is_claimed_of_few_customers_or_with_more_ratings_than_customers():
    for one in (Share(0, 0, 0), Share(9, 9, 9), Share(10, 11, 0), Share(10, -1, 0)):
        assert one.share is None, one
    found = Share(10, 4, 0).share
    assert found is not None and found.share == 0.4 and found.low < 0.2 and found.high > 0.6


def test_a_bound_rating_that_is_taken_back_leaves_every_sum(hall: Machine):
    for number in range(3):
        report(hall, f"A{number}")
    rate(hall, 1, WANG, offers.open_now(hall.db, HERE, hall.time().utc)[0].event_id)
    asked = Asked(hall.today(), hall.today())
    assert rated_share.by(hall.db, "branch", asked) == [(HERE, Share(3, 1, 1))]
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, f"{1:032x}")
    assert rated_share.by(hall.db, "branch", asked) == [(HERE, Share(3, 0, 0))]
    assert [says for _, says in tallying.differences(hall.db, hall.keys)] == []
