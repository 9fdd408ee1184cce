"""A disk that can't be written: a database on it is opened to be read."""

import os
from pathlib import Path
from typing import Any

import apsw
import peewee

PRAGMAS = {"locking_mode": "exclusive", "foreign_keys": 1, "cache_size": -8192}


class ReadOnly(peewee.OperationalError):
    """The disk can't be written; what is stored can still be shown."""


def is_writable(database: Path) -> bool:
    """Whether a database and its folder can be written. Root can't write on a disk that is mounted
    read-only either, and is answered so."""
    return not database.exists() or all(
        os.access(path, os.W_OK) for path in (database, database.parent)
    )


def to_read(database: Path) -> tuple[str, dict[str, Any]]:
    """How to open a database that is not writable: its name, and options of apsw.Connection.

    Its WAL may hold the newest commits. `immutable` would leave it out without a word, and other
    ways need a file for shared memory, which can't be made (measured). So the WAL's index is in
    this process's memory, which needs no locks since nothing changes here.
    """
    options: dict[str, Any] = {"flags": apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI}
    if database.with_name(database.name + "-wal").exists():
        return f"{database.absolute().as_uri()}?mode=ro", {**options, "vfs": "unix-none"}
    return f"{database.absolute().as_uri()}?immutable=1", options
