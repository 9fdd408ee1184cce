"""What is noticed, once, whatever is read again."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.records.alerts import noticing
from kiosk.records.alerts.listed import Alert
from kiosk.records.alerts.noticing import AlertMark
from kiosk.records.cases import state
from kiosk.records.feedback import thanks
from kiosk.records.hall import help
from kiosk.records.ledger import alarms, identity
from kiosk.records.ledger.ledger import Chain, ChainId
from kiosk.records.publishing import documents
from kiosk.records.stations import last_calls
from kiosk.rules.alerts.deciding import HOUR_MS
from kiosk.vocabulary.documents import Clerk, Publication
from tests.cast import HERE, LI, MANAGER, START_2014, WANG, Machine, by_visit, sync_round
from tests.records.alerts.cast import halls, look, publish, rate
from tests.records.cases.cast import file

DAY_MS = 24 * HOUR_MS


def events(found: list[Alert]) -> list[str]:
    return [alert.event for alert in found]


@pytest.mark.parametrize("grade, alerts", [("1", 1), ("2", 1), ("3", 0), ("4", 0), ("5", 0)])
def test_a_low_grade_is_noticed(hall: Machine, grade: str, alerts: int):
    event_id = rate(hall, 1, grade)
    found = look(hall)
    assert events(found) == ["low_grade"] * alerts
    assert all(one.item == event_id and one.shown and not one.head_only for one in found)


def test_the_same_is_noticed_at_hall_and_office_under_the_same_id(hall: Machine, office: Machine):
    rate(hall, 1)
    file(hall, 2)
    help.ring(hall.db, by_visit(hall.db, hall.time(), "v"), f"{3:032x}")
    here = look(hall)
    sync_round(hall, office)
    assert sorted(events(here)) == ["help_call", "low_grade", "new_case"]
    assert [(one.branch, one.alert_id) for one in look(office)] == [
        (one.branch, one.alert_id) for one in here
    ]


def test_looking_again_notices_nothing_twice(hall: Machine, office: Machine):
    rate(hall, 1)
    sync_round(hall, office)
    for _ in range(3):
        assert len(look(hall)) == len(look(office)) == 1
    hall.db.run(AlertMark.delete())
    office.db.run(AlertMark.delete())
    assert len(look(hall)) == len(look(office)) == 1


def test_a_look_that_breaks_off_loses_nothing(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    """The mark moves in the transaction that stores the alerts, or not at all."""
    for number in range(3):
        rate(hall, number)
    real, seen = noticing._add, []

    def breaks(*args: Any) -> None:
        seen.append(1)
        if len(seen) == 2:
            raise KeyboardInterrupt
        real(*args)

    monkeypatch.setattr(noticing, "_add", breaks)
    with pytest.raises(KeyboardInterrupt):
        noticing.in_facts(hall.db, halls(hall))
    assert hall.db.rows(Alert.select()) == []
    assert len(look(hall)) == 3


def test_what_is_about_the_manager_is_head_offices_alone(hall: Machine, office: Machine):
    rate(hall, 1, "1", MANAGER)
    file(hall, 2, badge=MANAGER)
    sync_round(hall, office)
    here, there = look(hall), look(office)
    assert [(one.head_only, one.shown) for one in here] == [(1, 0), (1, 0)]
    assert [(one.head_only, one.shown) for one in there] == [(1, 1), (1, 1)]


def test_in_a_hall_without_an_office_the_manager_sees_them(alone: Machine):
    rate(alone, 1, "1", WANG)
    assert [(one.head_only, one.shown) for one in look(alone)] == [(1, 1)]


def test_a_case_about_safety_is_urgent(hall: Machine):
    file(hall, 1, topics=["safety", "hall"])
    file(hall, 2, topics=["hall"])
    assert sorted(one.urgent for one in look(hall)) == [0, 1]


def test_a_rating_that_was_taken_back_stays_and_says_so(hall: Machine):
    author = by_visit(hall.db, hall.time(), "v")
    first = rate(hall, 1)
    assert look(hall)[0].withdrawn_at is None
    rate(hall, 2)
    for event_id in (first, f"{2:032x}"):
        thanks.undo(hall.db, author, hall.new_id(), event_id)
    assert [one.withdrawn_at is not None for one in look(hall)] == [True, True]


def test_history_is_not_news(hall: Machine):
    rate(hall, 1)
    hall.time.pass_by(8 * DAY_MS)
    assert look(hall) == []
    rate(hall, 2)
    hall.time.pass_by(7 * DAY_MS)
    assert events(look(hall)) == ["low_grade"]


def test_a_long_chain_is_read_in_parts(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(noticing, "WINDOW", 4)
    monkeypatch.setattr(noticing, "MOST_WINDOWS", 2)
    for number in range(30):
        rate(hall, number)
    assert noticing.in_facts(hall.db, halls(hall)), "there are more"
    assert len(look(hall)) == 30


def test_a_chain_that_is_another_one_now_is_read_from_its_beginning(hall: Machine):
    rate(hall, 1)
    look(hall)
    hall.db.run(AlertMark.update(head=b"another", seq=AlertMark.seq + 5))
    hall.db.run(Alert.delete())
    assert len(look(hall)) == 1
    of = identity.me(hall.db).chain
    (mark,) = hall.db.rows(AlertMark.select().where(AlertMark.station == of.station))
    (chain,) = hall.db.rows(Chain.select().where(Chain.station == of.station))
    assert (mark.seq, bytes(mark.head)) == (chain.seq, bytes(chain.head))


def test_what_does_not_count_is_not_noticed(hall: Machine):
    from kiosk.records.ledger.ledger import Ledger

    rate(hall, 1)
    hall.db.run(Ledger.update(counted=0).where(Ledger.kind == "rating"))
    assert look(hall) == []


# States ---------------------------------------------------------------------------


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
    assert last_calls.stations(office.db) and events(look(office)) == ["silent_station"]


def test_a_revoked_station_is_not_silent(office: Machine, hall: Machine):
    from kiosk.records.stations.enrolment import Station

    office.db.run(Station.update(revoked_at=office.time().utc))
    office.time.pass_by(30 * HOUR_MS)
    assert look(office) == []


def test_the_policy_says_whose_page_shows_it(hall: Machine, office: Machine):
    publish(office, low_grade=("office",), new_case=("desk",))
    sync_round(hall, office)
    rate(hall, 1)
    file(hall, 2)
    sync_round(hall, office)
    assert {one.event: one.shown for one in look(hall)} == {"low_grade": 0, "new_case": 1}
    assert {one.event: one.shown for one in look(office)} == {"low_grade": 1, "new_case": 0}


def test_a_narrower_policy_wins(hall: Machine, office: Machine):
    publish(office, low_grade=())
    publish(office, "branch.sb01", low_grade=("desk",))
    sync_round(hall, office)
    rate(hall, 1)
    assert [one.shown for one in look(hall)] == [1]


def test_who_is_manager_on_the_day_is_asked(hall: Machine, office: Machine):
    li = Clerk(name="李敏", name_en="Li Min", branch=HERE, manager=True)
    documents.publish(office.db, [Publication(LI, li, START_2014)], "test", 2)
    sync_round(hall, office)
    rate(hall, 1, "1", LI)
    assert [one.head_only for one in look(hall)] == [1]


def test_old_alerts_are_forgotten(hall: Machine):
    rate(hall, 1)
    look(hall)
    noticing.purge(hall.db, hall.time().utc)
    assert len(look(hall)) == 1
    noticing.purge(hall.db, hall.time().utc + 1)
    assert look(hall) == []
