"""Each ticket system and the last day of which it reported anyone."""

import datetime

from kiosk.records.hall import duty, ticket_feeds, ticket_systems
from kiosk.records.hall.ticket_feeds import TicketFeed
from kiosk.records.people import authors
from tests.cast import HERE, LI, MANAGER, Machine, Time, sync_round
from tests.tickets import SYSTEM, connect, report

DAY_MS = 86_400_000


def rows(machine: Machine) -> list[tuple[object, ...]]:
    query = TicketFeed.select().order_by(TicketFeed.system)
    return [(row.system, row.name, row.is_on, row.last_day) for row in machine.db.rows(query)]


def test_a_feed_follows_what_it_reports_at_station_and_office(
    hall: Machine, office: Machine, time: Time
):
    today = hall.today()
    connect(hall)
    assert rows(hall) == [(SYSTEM, "叫号机", 1, today)]
    time.pass_by(DAY_MS)
    report(hall, ago=DAY_MS)
    assert rows(hall)[0][3] == today
    report(hall)
    report(hall, "B7", way="folder", system="folder")
    report(hall, "B8", way="import", system="import")
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    ticket_systems.end(hall.db, manager, "e" * 32, SYSTEM)
    sync_round(hall, office)
    for machine in (hall, office):
        tomorrow = today + datetime.timedelta(1)
        assert rows(machine) == [(SYSTEM, "叫号机", 0, tomorrow), ("folder", "", 1, tomorrow)]
        before = rows(machine)
        with machine.db.writing():
            ticket_feeds.rebuild(machine.db)
        assert rows(machine) == before
        assert list(ticket_feeds.differences(machine.db, machine.keys)) == []
        assert [one.system for one in ticket_feeds.feeds(machine.db)] == ["folder"]


def test_a_row_that_differs_is_named(hall: Machine):
    connect(hall)
    hall.db.run(TicketFeed.update(is_on=0))
    assert list(ticket_feeds.differences(hall.db, hall.keys)) == [(HERE, f"ticket system {SYSTEM}")]


def test_days_on_which_the_hall_was_at_work(hall: Machine, time: Time):
    first = hall.today()
    duty.change(hall.db, authors.at_desk(hall.db, LI, time()), "1" * 32, True, "3")
    time.pass_by(2 * DAY_MS)
    report(hall)
    last = hall.today()
    assert ticket_feeds.busy_days(hall.db, HERE, first, last) == [first, last]
