"""Rows of another system's database are read through ODBC, and nothing is written there."""

import datetime
import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.commands.tickets import databases
from kiosk.commands.tickets.databases import Asked, Trouble
from tests import databases as there
from tests.databases import PASSWORD, run

BEFORE = datetime.datetime(2026, 11, 21, 8)
COLUMNS = 'no AS "ticket", counter AS "window", staff AS "badge", done AS "at"'
QUERY = f"SELECT {COLUMNS} FROM served WHERE done > ? ORDER BY done"
MAKE = (
    "CREATE TABLE served (no VARCHAR(20), counter INTEGER, staff VARCHAR(20), done TIMESTAMP)",
    "INSERT INTO served VALUES ('A001', 3, '0317', '2026-11-21 09:30:15')",
    "INSERT INTO served VALUES ('A002', 3, NULL, '2026-11-21 09:40:00')",
    "INSERT INTO served VALUES ('A000', 3, '0317', '2026-11-21 07:59:59')",
)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with there.postgresql() as connection:
        run(connection, *MAKE)
        yield connection


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    connection = f"{there.driver('SQLite3')};DATABASE={tmp_path / 'queue.db'}"
    run(connection, *MAKE)
    return connection


@pytest.fixture(params=["postgresql", "sqlite"])
def connection(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(request.param)
    return found


def read(connection: str, query: str = QUERY, password: str = PASSWORD) -> databases.Found:
    return databases.read(Asked(connection, password, query, BEFORE))


def trouble(connection: str, query: str = QUERY, password: str = PASSWORD) -> Trouble:
    with pytest.raises(Trouble) as found:
        read(connection, query, password)
    return found.value


def test_rows_after_a_moment_come_in_their_order_as_words(connection: str):
    found = read(connection)
    assert found.heads == ["ticket", "window", "badge", "at"]
    assert found.rows == [
        ["A001", "3", "0317", "2026-11-21 09:30:15"],
        ["A002", "3", "", "2026-11-21 09:40:00"],
    ]


def test_no_more_rows_come_than_are_asked_for(connection: str):
    number = databases.MOST_ROWS + 50
    nines = ", ".join(["('N', 9, '', '2026-11-22 10:00:00')"] * number)
    run(connection, f"INSERT INTO served VALUES {nines}")
    assert len(read(connection).rows) == databases.MOST_ROWS
    run(connection, "DELETE FROM served WHERE counter = 9")


def test_what_is_wrong_is_named(connection: str, monkeypatch: pytest.MonkeyPatch):
    assert trouble(connection, QUERY.replace("served", "nothing")).code == "database_query"
    assert trouble("DRIVER={No such};SERVER=a").code == "database_driver"
    assert trouble("DSN=no-such-name").code == "database_driver"


def test_a_table_is_never_changed(postgresql: str):
    run(postgresql, "CREATE SEQUENCE drawn")
    drawing = f"SELECT nextval('drawn'), {COLUMNS} FROM served WHERE done > ? ORDER BY done"
    found = trouble(postgresql, drawing)
    assert found.code == "database_query" and "read-only" in found.detail
    gone = f"WITH gone AS (DELETE FROM served RETURNING *) SELECT {COLUMNS} FROM gone"
    found = trouble(postgresql, f"{gone} WHERE done > ? ORDER BY done")
    assert found.code == "database_query" and "read-only" in found.detail
    (left,) = run(postgresql, "SELECT COUNT(*), MAX(last_value) FROM served, drawn")
    assert tuple(left) == (3, 1)


def test_a_wrong_password_is_told_from_a_server_that_is_not_there(postgresql: str):
    found = trouble(postgresql, password="wrong-one")
    assert "wrong-one" not in found.detail + str(found)
    assert found.code in ("database_login", "database_unreachable"), found
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        unreachable = f"{there.driver('PostgreSQL Unicode')};SERVER=127.0.0.1;DATABASE=a;UID=b"
    assert trouble(f"{unreachable};PORT={port}").code == "database_unreachable"


def test_a_slow_database_is_given_up(postgresql: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(databases, "WHOLE_S", 3)
    slow = f"SELECT {COLUMNS} FROM served, pg_sleep(60) WHERE done > ? ORDER BY done"
    assert trouble(postgresql, slow).code in ("database_slow", "database_unreachable")


def test_more_than_fits_into_memory_ends_no_station(
    postgresql: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(databases, "_MEMORY", 256 * 1024**2)
    huge = f"SELECT repeat(no, 1000000) AS x, {COLUMNS} FROM served, generate_series(1, 1000)"
    found = trouble(postgresql, f"{huge} WHERE done > ? ORDER BY done")
    assert found.code in ("database_slow", "database_query", "database_unreachable")


def test_the_password_is_in_no_log_and_no_file(
    postgresql: str, caplog: pytest.LogCaptureFixture, tmp_path: Path
):
    before = set(Path("/tmp").glob("*odbc*"))
    with caplog.at_level(logging.DEBUG):
        read(postgresql)
        trouble(postgresql, password=PASSWORD + "x")
    assert PASSWORD not in caplog.text
    assert set(Path("/tmp").glob("*odbc*")) == before
