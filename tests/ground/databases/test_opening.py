"""A machine's configuration says which database it has."""

from pathlib import Path

import peewee
import pytest

from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.ground.db import Unsuitable
from tests import postgresql


def test_without_an_address_it_is_the_file(tmp_path: Path):
    db = opening.opened(Config(role="office", data=str(tmp_path)))
    assert (tmp_path / "office.db").exists() and db.name.endswith("office.db")
    assert not db.is_new()
    db.close()


def test_a_server_that_is_not_there_is_said_to_be(tmp_path: Path):
    away = Config(role="office", postgresql=f"postgresql:///tingsheng?host={tmp_path}")
    with pytest.raises(peewee.OperationalError, match="connection"):
        opening.opened(away)


def test_a_database_of_another_program_is_refused():
    server = postgresql.session_server()
    server.run("DROP DATABASE IF EXISTS other", "CREATE DATABASE other")
    server.run("CREATE TABLE orders (id INTEGER)", database="other")
    db = opening.opened(Config(role="office", postgresql=server.url("other")))
    with pytest.raises(Unsuitable, match="another program, which has orders"):
        db.is_new()
    db.close()


def test_a_database_that_sorts_otherwise_is_refused_with_what_would_be_right():
    server = postgresql.session_server()
    server.run(
        "DROP DATABASE IF EXISTS sorted",
        "CREATE DATABASE sorted TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'",
    )
    with pytest.raises(Unsuitable, match=r"SQL_ASCII.*createdb .*--encoding=UTF8 --locale=C"):
        opening.opened(Config(role="office", postgresql=server.url("sorted")))
