"""The demo's office and its ten halls, made once for all tests of the demo."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from kiosk.demo import halls, published
from kiosk.demo.hall import Hall
from tests import postgresql
from tests.cast import HERE, NOON, Machine, Time, machine, wire_to

PASSPHRASE = "correct horse battery"
BRANCHES = tuple(f"sb{number:02}" for number in range(1, 11))


class Company(NamedTuple):
    """The office and its ten stations; no test may change them."""

    office: Machine
    stations: dict[str, Machine]

    def hall(self, branch: str) -> Hall:
        station = self.stations[branch]
        return Hall(station.db, station.keys, station.time())


def head_office(office: Machine) -> halls.Office:
    return halls.Office(
        office.db, office.keys, "http://office", wire_to(office), office.time, office.new_id
    )


@pytest.fixture(scope="package")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """What `make run` makes, on a Saturday at noon, in this process."""
    folder, time = tmp_path_factory.mktemp("company"), Time()
    patched = pytest.MonkeyPatch()
    patched.setattr("kiosk.ground.clock.read", time)
    office = machine(folder / "office", "office", time)
    postgresql.databases.keep(folder / "office")
    published.publish(office.db, NOON)
    head, stations = head_office(office), {}
    for branch in halls.branches(head):
        stations[branch] = machine(folder / branch, "station", time)
        hall = halls.opened(head, branch, stations[branch].db, stations[branch].keys)
        if branch in (HERE, halls.UNCONFIRMED):
            halls.choose_passphrase(head, hall, PASSPHRASE)
        halls.fill(head, hall)
    yield Company(office, stations)
    for made in (office, *stations.values()):
        made.db.close()
    patched.undo()
