"""A new database on PostgreSQL has the tables that migrations give a file."""

from pathlib import Path

from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.ground.db import Database
from kiosk.records.exchange import projections
from kiosk.records.ledger import security_log
from kiosk.records.upkeep import new_database
from tests import postgresql

BESIDE = {"turn"}
"""Tables that only PostgreSQL has."""


def shape(db: Database, table: str) -> tuple[object, ...]:
    """What a table is, in words that are the same on both."""
    columns = [(one.name, one.null) for one in db.peewee.get_columns(table)]
    key = db.peewee.get_primary_keys(table)
    indexes = {
        (one.name[:63], one.unique)
        for one in db.peewee.get_indexes(table)
        if "autoindex" not in one.name and not one.name.endswith("_pkey")
    }
    return columns, key, indexes


def test_its_tables_are_those_of_a_migrated_file(tmp_path: Path):
    made = opening.opened(Config(role="office", postgresql=postgresql.databases.of(tmp_path)))
    file = Database(tmp_path / "a.db")
    file.migrate()
    tables = set(made.peewee.get_tables()) - BESIDE
    assert tables == set(file.peewee.get_tables())
    for table in sorted(tables - {"schema_migration"}):
        assert shape(made, table) == shape(file, table), table
    assert made.applied() == file.applied()
    assert set(security_log.TRIGGERS) <= made.triggers()
    made.close()
    file.close()


def test_a_database_that_has_its_tables_stays_as_it_is(tmp_path: Path):
    made = opening.opened(Config(role="office", postgresql=postgresql.databases.of(tmp_path)))
    assert not made.is_new()
    new_database.make(made)
    projections.upgrade(made)
    projections.upgrade(made)
    assert made.migrate() is False
    made.close()
