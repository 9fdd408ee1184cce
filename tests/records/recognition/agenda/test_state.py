"""The rows of actions: the same everywhere, whatever the order of arrival."""

import datetime
import itertools

import pytest

from kiosk.records.exchange import days
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition.agenda import state
from kiosk.records.recognition.agenda.state import ActionNow
from kiosk.rules.ledger.counting import Counted
from kiosk.vocabulary import facts
from tests.cast import HERE, MANAGER, WANG, Machine, sync_round
from tests.records.cases.cast import central
from tests.records.recognition.mornings import act, agree


def rows(machine: Machine) -> list[dict[str, object]]:
    query = ActionNow.select().order_by(ActionNow.event_id)
    return [row.__data__ for row in machine.db.rows(query)]


def test_rows_are_the_same_at_station_and_office_and_when_rebuilt(hall: Machine, office: Machine):
    act(hall)
    agree(hall, 2)
    sync_round(hall, office)
    before = rows(hall)
    assert [row["owner"] for row in before] == [WANG, "0318"] and rows(office) == before
    for machine in (hall, office):
        with machine.db.writing():
            state.rebuild(machine.db)
        assert rows(machine) == before
        assert list(state.differences(machine.db, machine.keys)) == []
    hall.db.run(ActionNow.update(owner=MANAGER).where(ActionNow.moved == 1))
    ((branch, said),) = state.differences(hall.db, hall.keys)
    assert branch == HERE and said.endswith(": owner") and said.startswith("action ")


def test_whatever_the_order_in_which_facts_arrive(hall: Machine):
    """A move or a tick can arrive before what it is about."""
    act(hall)
    kept = rows(hall)
    kinds = ("action_agreed", "action_moved", "action_done")
    made = hall.db.rows(Ledger.select().where(Ledger.kind.in_(kinds)))
    arrived = [Counted(facts.columns(bytes(row.body)), bytes(row.body), row.day) for row in made]
    for order in itertools.permutations(arrived):
        hall.db.run(ActionNow.delete())
        for one in order:
            state.follow(hall.db, HERE, [one])
        assert rows(hall) == kept


@pytest.mark.parametrize("kind", ["action_agreed", "action_done"])
def test_a_corrected_day_reaches_the_row(hall: Machine, office: Machine, kind: str):
    act(hall)
    sync_round(hall, office)
    (made,) = office.db.rows(Ledger.select().where(Ledger.kind == kind))
    day = hall.today() - datetime.timedelta(2)
    with office.db.writing():
        days.correct(office.db, central(office), {made.event_id: day})
    for _ in range(2):
        sync_round(hall, office)
    name = "day" if kind == "action_agreed" else "done_on"
    for machine in (hall, office):
        assert [row[name] for row in rows(machine)] == [day]
        assert list(state.differences(machine.db, machine.keys)) == []
