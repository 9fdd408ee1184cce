"""One row for each call: who was on the way, who came, how fast; and what head office counts."""

import datetime

from kiosk.records.exchange import projections
from kiosk.records.hall import help, state
from kiosk.records.hall.state import HelpNow
from kiosk.records.people import authors
from kiosk.rules.hall.help import Figures, Times
from tests.cast import FORM, HERE, LI, THERE, WANG, ZHAO, Machine, Time, by_visit, sync_round
from tests.records.cases.cast import k


def ring(station: Machine, number: int, taken: int | None = None, came: int | None = None) -> None:
    """A call that is taken and to which a clerk comes so many seconds later."""
    visit = by_visit(station.db, station.time(), "v")
    badge = LI if visit.branch == HERE else ZHAO
    help.ring(station.db, visit, k(number))
    steps = [(s, step) for s, step in ((taken, help.taken), (came, help.came)) if s is not None]
    passed = 0
    for seconds, step in sorted(steps, key=lambda one: one[0]):
        station.time.pass_by(1_000 * (seconds - passed))
        passed = seconds
        step(station.db, authors.at_desk(station.db, badge, station.time()), FORM, k(number))


def table(machine: Machine) -> list[tuple[str, int | None, str, int | None, int]]:
    query = HelpNow.select().order_by(HelpNow.event_id)
    return [
        (one.taker, one.taken_after, one.comer, one.came_after, one.open)
        for one in machine.db.rows(query)
    ]


def test_office_and_hall_have_the_same_rows(hall: Machine, office: Machine):
    ring(hall, 1, 10, 40)
    ring(hall, 2, came=70)
    ring(hall, 3)
    expected = [(LI, 10_000, LI, 40_000, 0), ("", None, LI, 70_000, 0), ("", None, "", None, 1)]
    sync_round(hall, office)
    for machine in (hall, office):
        assert table(machine) == expected
        projections.rebuild(machine.db)
        assert table(machine) == expected
        assert list(state.differences(machine.db, machine.keys)) == []


def test_an_answer_that_arrives_before_its_call_is_there_with_it(hall: Machine, office: Machine):
    ring(hall, 1, 10)
    with hall.db.writing():
        hall.db.run(HelpNow.delete())
    state.refresh(hall.db, HERE, [k(1), k(9)])
    assert table(hall) == [(LI, 10_000, "", None, 0)]


def test_a_row_that_is_not_what_the_facts_give_is_found(hall: Machine):
    ring(hall, 1, 10)
    hall.db.run(HelpNow.update(taker=WANG))
    hall.db.run(
        HelpNow.insert(
            branch=HERE, event_id="made up", station="s", day=hall.today(), at=1, taker="",
            comer="", open=1,
        )
    )  # fmt: skip
    assert [what for _, what in state.differences(hall.db, hall.keys)] == [
        f"help {k(1)}: taker", "help made up has a row but no facts",
    ]  # fmt: skip


def test_head_office_counts_by_branch_and_day(
    hall: Machine, office: Machine, another_hall, time: Time
):
    there = another_hall("there", THERE)
    for number, (taken, came) in enumerate([(10, 30), (20, 50), (90, None), (None, None)], 1):
        ring(hall, number, taken, came)
    ring(there, 9, came=5)
    for station in (hall, there):
        sync_round(station, office)
    today, before = hall.today(), hall.today() - datetime.timedelta(1)
    assert state.answered(office.db, today, today, HERE).whole == Figures(
        4, 2, 1, Times(3, 20_000, 90_000), Times(2, 30_000, 50_000)
    )
    assert state.answered(office.db, today, today).whole.calls == 5
    assert state.answered(office.db, before, before).whole.calls == 0
    found = state.answered(office.db, before, today).by_branch
    assert {name: (one.calls, one.unanswered) for name, one in found.items()} == {
        HERE: (4, 1), THERE: (1, 0),
    }  # fmt: skip
    listed = state.listed(office.db, today, today)
    assert [(one.branch, one.event_id) for one in listed.rows] == [(HERE, k(4))]
    assert len(list(state.every(office.db, today, today))) == 5
    assert len(list(state.every(office.db, today, today, THERE))) == 1


def test_calls_that_were_filed_are_known_by_their_cases(hall: Machine, office: Machine):
    ring(hall, 1)
    ring(hall, 2)
    visit = by_visit(hall.db, hall.time(), "v")
    case = help.file_case(hall.db, visit, hall.keys, FORM, k(1)).case
    sync_round(hall, office)
    today = hall.today()
    for machine in (hall, office):
        calls = state.listed(machine.db, today, today).rows
        assert state.filed(machine.db, calls) == {k(1): case.event_id}
        assert state.filed(machine.db, []) == {}
        assert state.cases_by_branch(machine.db, today, today) == {HERE: 1}
        assert state.cases_by_branch(machine.db, today, today, THERE) == {}
