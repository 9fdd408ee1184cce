"""Head office of the demo finds a silent station, a lost and replaced one, and a program."""

from pathlib import Path

from kiosk.demo.watched import machines
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import projections
from kiosk.records.people import consumers
from kiosk.records.stations import enrolment, states
from tests.cast import HERE, THERE, Machine
from tests.demo.conftest import head_office


def test_there_is_something_to_look_after(office: Machine, tmp_path: Path):
    def opened(name: str) -> tuple[Database, Keys]:
        (tmp_path / name).mkdir()
        db = Database(tmp_path / name / "kiosk.db")
        projections.upgrade(db)
        return db, Keys.load(tmp_path / name / "key")

    machines.make(head_office(office), opened, THERE, HERE)
    now = office.time().utc
    (silent,) = states.longest_silent(office.db, now, None, 9)
    assert silent.branch == THERE and now - silent.since == machines.SILENT_MS
    lost = [one for one in enrolment.every(office.db) if one.revoked_at]
    assert [one.branch for one in lost] == [HERE]
    after = enrolment.successor(office.db, lost[0].station)
    assert after is not None and after.revoked_at is None
    (program,) = consumers.listed(office.db)
    assert program.used_at == now - machines.USED_MS and program.ended_at is None
