"""What is late, silent or alarming is noticed once each time."""

import datetime
from collections.abc import Callable

from kiosk.records.alerts.listed import Alert
from kiosk.records.cases import state
from kiosk.records.hall import ticket_systems
from kiosk.records.ledger import alarms, identity
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.people import authors
from kiosk.records.stations import last_calls
from kiosk.records.stations.enrolment import Station
from kiosk.rules.alerts.deciding import HOUR_MS
from tests.cast import HERE, MANAGER, Machine, Time, sync_round
from tests.records.alerts.cast import events, look, publish, rate
from tests.records.cases.cast import file
from tests.tickets import SYSTEM, connect, report

DAY_MS = 24 * HOUR_MS


def due_days(hall: Machine, *days: int) -> None:
    """A case for each of these numbers: so many days ago it had to be answered."""
    for number, days_ago in enumerate(days, 1):
        made = file(hall, number, topics=["safety" if days_ago == 2 else "hall"])
        due = hall.today() - datetime.timedelta(days_ago)
        same = state.CaseNow.case_id == made.case.event_id
        hall.db.run(state.CaseNow.update(must_by=due, worker=f"{days_ago}").where(same))


def late(found: list[Alert]) -> list[Alert]:
    return [one for one in found if one.event == "late_case"]


def test_a_late_case_is_noticed_on_the_day_after_its_last(hall: Machine):
    due_days(hall, 0, 1, 2, 6, 30)
    found = look(hall)
    workers = {row.case_id: row.worker for row in hall.db.rows(state.CaseNow.select())}
    assert sorted(workers[one.item] for one in late(found)) == ["1", "2", "6"]
    assert [workers[one.item] for one in late(found) if one.urgent] == ["2"]
    assert len(found) == 5 + 3


def test_a_late_case_is_noticed_anew_when_it_was_extended_and_is_late_again(hall: Machine):
    due_days(hall, 1)
    look(hall)
    hall.time.pass_by(2 * DAY_MS)
    hall.db.run(state.CaseNow.update(must_by=hall.today() - datetime.timedelta(1)))
    assert events(look(hall)).count("late_case") == 2


def test_what_waits_for_head_office_is_not_the_branchs_alert(hall: Machine):
    due_days(hall, 1, 1)
    first, second = [row.case_id for row in hall.db.rows(state.CaseNow.select())]
    hall.db.run(state.CaseNow.update(must="office").where(state.CaseNow.case_id == first))
    hall.db.run(state.CaseNow.update(about=MANAGER).where(state.CaseNow.case_id == second))
    assert [one.head_only for one in late(look(hall))] == [1, 1]


def test_a_flood_of_alarms_is_one_alert_an_hour(hall: Machine, office: Machine):
    of = ChainId(HERE, "s" * 24, 1)
    for seq in range(200):
        alarms.alarm(office.db, of, seq, "conflict", "", office.time().utc)
    alarms.alarm(office.db, of, 1, "old_day", "", office.time().utc)
    found = look(office)
    assert {(one.event, one.head_only) for one in found} == {("alarm", 1)}
    assert sorted(one.item for one in found) == ["conflict", "old_day"]
    office.time.pass_by(HOUR_MS)
    alarms.alarm(office.db, of, 999, "conflict", "", office.time().utc)
    assert len(look(office)) == 3


def test_a_silent_station_is_noticed_once_each_time(
    office: Machine, hall: Machine, another_hall: Callable[[str, str], Machine]
):
    other = another_hall("other", "sb02")
    publish(office, "branch.sb02", silent_hours=72)
    assert look(office) == []
    office.time.pass_by(24 * HOUR_MS - 1)
    assert look(office) == []
    office.time.pass_by(1)
    found = look(office)
    assert [(one.event, one.branch, one.head_only) for one in found] == [
        ("silent_station", HERE, 1)
    ]
    assert found[0].item == identity.me(hall.db).station
    sync_round(hall, office)
    assert len(look(office)) == 1
    office.time.pass_by(48 * HOUR_MS)
    again = look(office)
    assert [one.branch for one in again] == [HERE, HERE, "sb02"] or len(again) == 3
    assert identity.me(other.db).station in [one.item for one in again]


def test_silence_is_not_judged_while_the_office_has_just_started(office: Machine, hall: Machine):
    office.time.pass_by(30 * HOUR_MS)
    assert look(office, silence=False) == []
    assert last_calls.listed(office.db).rows and events(look(office)) == ["silent_station"]


def test_a_revoked_station_is_not_silent(office: Machine, hall: Machine):
    office.db.run(Station.update(revoked_at=office.time().utc))
    office.time.pass_by(30 * HOUR_MS)
    assert look(office) == []


def test_a_ticket_system_that_is_silent_for_a_working_day_is_noticed_at_hall_and_office(
    office: Machine, hall: Machine, time: Time
):
    connect(hall)
    report(hall)
    for day in range(1, 6):
        time.pass_by(24 * HOUR_MS)
        if day in (3, 4):  # closed on the first two days
            rate(hall, day, "5")
        sync_round(hall, office)
        expected = ["silent_tickets"] if day >= 4 else []
        for machine in (hall, office):
            found = look(machine)
            assert events(found) == expected, day
            assert all((one.item, one.head_only, one.shown) == (SYSTEM, 0, 1) for one in found)
    report(hall, "A1")
    time.pass_by(24 * HOUR_MS)
    rate(hall, 9, "5")
    time.pass_by(24 * HOUR_MS)
    sync_round(hall, office)
    assert [events(look(machine)) for machine in (hall, office)] == [["silent_tickets"] * 2] * 2


def test_a_ticket_system_that_delivers_what_it_kept_raises_no_second_alert(
    hall: Machine, time: Time
):
    connect(hall)
    report(hall)
    for number in range(1, 4):
        time.pass_by(24 * HOUR_MS)
        rate(hall, number, "5")
    assert events(look(hall)) == ["silent_tickets"]
    report(hall, "A1", ago=48 * HOUR_MS)
    assert events(look(hall)) == ["silent_tickets"], "yesterday's are still to come"
    time.pass_by(HOUR_MS)
    assert events(look(hall)) == ["silent_tickets"] * 2, "they never came"


def test_a_ticket_system_that_was_disconnected_is_not_silent(hall: Machine, time: Time):
    connect(hall)
    manager = authors.at_desk(hall.db, MANAGER, time())
    ticket_systems.end(hall.db, manager, "e" * 32, SYSTEM)
    for day in range(3):
        time.pass_by(24 * HOUR_MS)
        rate(hall, day, "5")
    assert look(hall) == []
