"""An office on PostgreSQL: real servers, real processes, real batches."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import machines
from tests.faults.machines import Machine
from tests.postgresql import Server, own_server


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """The machines are processes of their own, by the real clock."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with own_server() as made:
        yield made


@pytest.fixture
def head(server: Server, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Machine]:
    """A running office on a database that was empty."""
    name = f"d{abs(hash(request.node.name))}"
    server.run(f"CREATE DATABASE {name}")
    made, code = machines.make_office(tmp_path, server.url(name))
    made.file.with_name("code").write_text(code)
    made.start()
    made.until_served()
    yield made
    made.stop()


def station(head: Machine, folder: Path) -> Machine:
    return machines.make_station(folder, head, head.file.with_name("code").read_text(), 3600)


def test_an_office_serves_on_an_empty_database_and_takes_a_station_in(
    head: Machine, tmp_path: Path
):
    hall = station(head, tmp_path)
    assert not (head.config.folder / "office.db").exists()
    assert "0 sent" in hall.run("sync")
    assert "as it was written" in head.run("verify")
