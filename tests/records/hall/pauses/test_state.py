"""The rows of pauses follow the facts; a broken one is named."""

from kiosk.records.hall.pauses import running, state
from kiosk.records.hall.pauses.state import PauseNow
from tests.cast import FORM, HERE, LI, WANG, Machine, Time, sync_round
from tests.records.hall.pauses.cast import by, open_windows, pause, paused, rows, waiting
from tests.records.hall.pauses.test_asking import refused


def lived(hall: Machine, time: Time) -> None:
    """A refused try, a pause that was ended early, and one that ended by itself."""
    open_windows(hall)
    waiting(hall, 6)
    refused(hall, "pause_queue")
    waiting(hall, 5)
    key = pause(hall)
    time.pass_by(60_000)
    running.end(hall.db, by(hall), FORM, key)
    pause(hall, LI)
    time.pass_by(300_000)


def test_rows_are_the_same_at_station_and_office_and_when_rebuilt(
    hall: Machine, office: Machine, time: Time
):
    lived(hall, time)
    sync_round(hall, office)
    before = rows(hall)
    assert [(row["clerk"], row["refused_for"], row["lasted"]) for row in before] == [
        (WANG, "queue", 0), (WANG, "", 60_000), (LI, "", 300_000),
    ]  # fmt: skip
    assert rows(office) == before
    for machine in (hall, office):
        with machine.db.writing():
            state.rebuild(machine.db)
        assert rows(machine) == before
        assert list(state.differences(machine.db, machine.keys)) == []


def test_a_second_station_of_the_branch_knows_the_pause(
    hall: Machine, office: Machine, another_hall, time: Time
):
    second = another_hall("second", HERE)
    open_windows(hall)
    pause(hall, typed="0")
    for machine in (hall, second):
        sync_round(machine, office)
    assert paused(second) == paused(hall) != {}
    time.pass_by(300_000)
    assert paused(second) == {}


def test_a_row_that_differs_is_named(hall: Machine, time: Time):
    lived(hall, time)
    row = rows(hall)[-1]
    hall.db.run(PauseNow.update(lasted=1).where(PauseNow.event_id == row["event_id"]))
    hall.db.run(PauseNow.insert(row | {"event_id": "made up"}))
    assert list(state.differences(hall.db, hall.keys)) == [
        (HERE, f"pause {row['event_id']}: lasted"), (HERE, "pause made up has a row but no facts"),
    ]  # fmt: skip
