"""Which database a machine has: a SQLite file, or the PostgreSQL that its configuration names."""

from kiosk.ground.config import Config
from kiosk.ground.db import Database


def opened(config: Config) -> Database:
    """The machine's database. Raises peewee.OperationalError if its server is not reached, and
    Unsuitable if it can't be used.

    PostgreSQL's driver is loaded here alone: no hall's computer needs it.
    """
    db = _opened(config)
    db.archives = config.archive_folder
    return db


def _opened(config: Config) -> Database:
    if not config.postgresql:
        return Database(config.database)
    from kiosk.ground.databases.postgresql import Postgresql

    return Postgresql(config.postgresql)
