"""A disk that can't be written: a database on it is opened to be read."""

import os
from pathlib import Path

import peewee

PRAGMAS = {"locking_mode": "exclusive", "foreign_keys": 1, "cache_size": -8192}


class ReadOnly(peewee.OperationalError):
    """The disk can't be written; what is stored can still be shown."""


def is_writable(database: Path) -> bool:
    """Whether a database and its folder can be written. Root can't write on a disk that is mounted
    read-only either, and is answered so."""
    there = [path for path in (database, database.parent) if path.exists()]
    return all(os.access(path, os.W_OK) for path in there)


def to_read(database: Path) -> tuple[str, str | None]:
    """How to open a database that is not writable: its URI, and the VFS where it is not the usual
    one.

    Its WAL may hold the newest commits. `immutable` would leave it out without a word, and other
    ways need a file for shared memory, which can't be made (measured). So the WAL's index is in
    this process's memory, which needs no locks since nothing changes here. Raises ReadOnly if there
    is no database yet.
    """
    if not database.exists():
        raise ReadOnly(f"{database} can't be made")
    uri = database.absolute().as_uri()
    if database.with_name(database.name + "-wal").exists():
        return f"{uri}?mode=ro", "unix-none"
    return f"{uri}?immutable=1", None
