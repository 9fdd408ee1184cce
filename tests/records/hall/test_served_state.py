"""The rows of served customers follow the facts; a broken one is named."""

from kiosk.records.hall import pressed, served_state
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.people import authors
from tests.cast import FORM, HERE, WANG, Machine, sync_round
from tests.tickets import report


def rows(machine: Machine) -> list[dict[str, object]]:
    query = ServedNow.select().order_by(ServedNow.event_id)
    return [row.__data__ for row in machine.db.rows(query)]


def test_rows_are_the_same_at_station_and_office_and_when_rebuilt(hall: Machine, office: Machine):
    clerk = authors.at_desk(hall.db, WANG, hall.time())
    report(hall)
    for key in ("a" * 32, "b" * 32):
        pressed.press(hall.db, clerk, key)
    pressed.take_back(hall.db, clerk, FORM, "b" * 32)
    sync_round(hall, office)
    before = rows(hall)
    assert len(before) == 3 and sum(bool(row["withdrawn"]) for row in before) == 1
    assert rows(office) == before
    for machine in (hall, office):
        with machine.db.writing():
            served_state.rebuild(machine.db)
        assert rows(machine) == before
        assert list(served_state.differences(machine.db, machine.keys)) == []


def test_a_row_that_differs_is_named(hall: Machine):
    report(hall)
    (row,) = rows(hall)
    hall.db.run(ServedNow.update(clerk="0318"))
    hall.db.run(ServedNow.insert(row | {"event_id": "made up"}))
    found = list(served_state.differences(hall.db, hall.keys))
    assert found == [
        (HERE, f"served {row['event_id']}: clerk"), (HERE, "served made up has a row but no facts"),
    ]  # fmt: skip
