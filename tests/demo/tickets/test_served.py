"""Customers of halls with a ticket system: reported by it, and seen as a share that rated."""

import datetime

import pytest

from kiosk.demo import month, visits
from kiosk.demo.hall import Hall, Written
from kiosk.demo.living import days
from kiosk.demo.month import DAYS, Manner
from kiosk.demo.tickets import served
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.hall.ticket_feeds import TicketFeed
from kiosk.records.ledger import alarms
from kiosk.records.reports import rated_share
from kiosk.records.upkeep import checks
from kiosk.vocabulary import facts
from tests.cast import HERE, LI, MANAGER, WANG, Machine, sync_round


@pytest.fixture
def lived(hall: Machine, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setitem(month.MANNERS, HERE, Manner(8, 0.1, 0.1))
    monkeypatch.setattr(served, "TICKETED", (HERE,))
    return Hall(hall.db, hall.keys, hall.time())


def test_head_office_reads_what_share_of_customers_rated(
    lived: Hall, hall: Machine, office: Machine
):
    lived.happen(visits.of_month(lived))
    sync_round(hall, office)
    first = lived.today - datetime.timedelta(DAYS)
    ((_, found),) = rated_share.by(office.db, "branch", rated_share.Asked(first, lived.today))
    assert found.share is not None and 0.3 < found.rated / found.served < 0.6
    (feed,) = office.db.rows(TicketFeed.select())
    assert (feed.name, feed.is_on, feed.last_day) == (served.NAME, 1, lived.today)
    assert alarms.by_code(office.db) == {}
    assert checks.check(office.db, office.keys, at_office=True) is None
    assert checks.check(hall.db, hall.keys, at_office=False) is None


def test_each_ticket_is_of_a_clerk_at_a_window(lived: Hall):
    lived.happen(visits.of_month(lived))
    rows = lived.db.rows(ServedNow.select())
    assert len({(row.day, row.ticket) for row in rows}) == len(rows) > 30
    assert MANAGER not in {row.clerk for row in rows}
    assert {(row.clerk, row.window) for row in rows} == {(WANG, "1"), (LI, "2")}


def test_a_simulated_day_goes_on_with_numbers_of_its_own(lived: Hall):
    made = [
        facts.decode(one.body)
        for one in days.of_day(lived, lived.today)
        if isinstance(one, Written)
    ]
    numbers = [one.subject for one in made if isinstance(one, facts.Served)]
    assert numbers == [f"B{n + 1:03}" for n in range(len(numbers))] and numbers


def test_a_hall_without_one_reports_nothing(lived: Hall, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(served, "TICKETED", ())
    acts = [*visits.of_month(lived), *days.of_day(lived, lived.today)]
    bodies = [facts.decode(one.body) for one in acts if isinstance(one, Written)]
    assert bodies and not any(isinstance(one, facts.Served) for one in bodies)
