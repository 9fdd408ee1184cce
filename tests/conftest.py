"""Fixtures: an office, a hall, a customer, a hall without an office."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests import postgresql, staged
from tests.cast import ALONE, HERE, Machine, Time, enrol, founded, machine, sync_round


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both: with an office on SQLite, and on PostgreSQL")
    config.addinivalue_line("markers", "sqlite: about a file of SQLite, whatever is chosen")
    if not hasattr(config, "workerinput"):
        postgresql.begin_session()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgresql.end_session()


def pytest_collection_finish() -> None:
    """Thousands of tests stay in memory to the end: to look through them for garbage again and
    again took a tenth of the processor's time."""
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both"):
        metafunc.parametrize("office_on", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def office_on(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """On which database the offices of a test are: what KIOSK_TEST_DATABASE says, or both."""
    on_file = request.node.get_closest_marker("sqlite")
    if on_file or hasattr(request, "param"):
        monkeypatch.setenv(postgresql.CHOSEN, "sqlite" if on_file else request.param)
    yield
    postgresql.databases.give_back()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(autouse=True)
def still_clock(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    """Views read the test's clock."""
    monkeypatch.setattr("kiosk.ground.clock.read", time)


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path, time: Time) -> Iterator[Machine]:
    made = staged.office(tmp_path / "office", time, "hall" in request.fixturenames)
    yield made
    made.db.close()


@pytest.fixture
def hall(tmp_path: Path, time: Time, office: Machine) -> Iterator[Machine]:
    """A station of branch HERE, enrolled and with its documents."""
    made = staged.hall(tmp_path / "hall", time, office)
    yield made
    made.db.close()


@pytest.fixture
def customer(hall: Machine) -> FlaskClient:
    return hall.browser("lobby")


@pytest.fixture
def another_hall(
    tmp_path: Path, time: Time, office: Machine
) -> Iterator[Callable[[str, str], Machine]]:
    """Makes further stations: another_hall(folder, branch)."""
    made = []

    def make(name: str, branch: str) -> Machine:
        made.append(machine(tmp_path / name, "station", time))
        enrol(made[-1], office, branch)
        sync_round(made[-1], office)
        return made[-1]

    yield make
    for station in made:
        station.db.close()


@pytest.fixture
def alone(tmp_path: Path, time: Time) -> Iterator[Machine]:
    """A station that was founded without an office, as branch ALONE."""
    made = machine(tmp_path / "alone", "station", time)
    founded(made, ALONE)
    yield made
    made.db.close()


@pytest.fixture(params=[ALONE, HERE])
def lonely(request: pytest.FixtureRequest, tmp_path: Path, time: Time, office: Machine) -> Machine:
    """A hall that stands alone, under another id than the office's, or the same."""
    made = machine(tmp_path / "lonely", "station", time)
    founded(made, request.param)
    return made


@pytest.fixture
def new(tmp_path: Path, time: Time) -> Machine:
    """A machine that is neither enrolled nor founded."""
    return machine(tmp_path / "new", "station", time)
