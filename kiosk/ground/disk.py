"""The disk of a database: one that can't be written is opened to be read; one that fills up is
given back a file that was put by."""

import os
import shutil
from pathlib import Path

import peewee

PRAGMAS = {"locking_mode": "exclusive", "foreign_keys": 1, "cache_size": -8192}


BALLAST = 64 * 1_048_576
"""Bytes put by. On a full disk SQLite can't even delete (measured)."""
ROOM, LITTLE = 20 * BALLAST, BALLAST // 2
"""Bytes that must be free to put it by, and those from which on it is given back."""


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


def free(folder: Path) -> int:
    """Bytes that are free on the disk of a folder."""
    return shutil.disk_usage(folder).free


def put_by(folder: Path) -> None:
    """Puts BALLAST bytes by, unless they are or there is little room. Raises OSError."""
    file = folder / "ballast"
    if file.exists() or free(folder) < ROOM:
        return
    with file.open("wb") as opened:
        os.posix_fallocate(opened.fileno(), 0, BALLAST)


def give_back(folder: Path) -> bool:
    """Frees what was put by; returns whether there was anything."""
    try:
        (folder / "ballast").unlink()
    except FileNotFoundError:
        return False
    return True


def sync(path: Path) -> None:
    """Returns once a file's content, or what a folder lists, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(file: Path, data: bytes) -> None:
    """Writes a whole file or none, for its owner alone where the disk knows owners; it is on the
    disk when this returns, also on a stick that is pulled out then. Raises OSError."""
    partial = file.with_name(file.name + ".partial")
    try:
        partial.unlink(missing_ok=True)  # of a write that was cut; others might read it
        partial.touch(mode=0o600, exist_ok=False)
        with partial.open("wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        partial.replace(file)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    sync(file.parent)
