"""A damaged database: set aside, never deleted, and followed by a new one within seconds. A disk
that fills up: some room is given back.

Before a machine serves, its database is checked. One that can't be read is moved into a dated
folder; the new one begins with what the spare holds, in a new epoch, and is served at once. What
the pages of the old one still hold is taken in beside the running machine.

Over the line limit: the whole way of a damaged database, from the first look to the last row.
"""

import contextlib
import datetime
import fcntl
import json
import logging
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

from kiosk.ground import clock, disk, pages
from kiosk.ground.config import Config
from kiosk.ground.db import Database, fault_of, is_damage
from kiosk.ground.keys import Keys
from kiosk.records.exchange import projections
from kiosk.records.ledger import alarms, times
from kiosk.records.stations import owner
from kiosk.records.upkeep import salvage, spare

log = logging.getLogger("tingsheng")
CHECK_S = 3.0
"""How long the check before each start may take; the rest is checked beside the running machine."""
WAIT_S = 0.5
MOST_A_DAY = 5
"""A machine that damages each database is not helped by another one."""
MOVING, SALVAGED = "moving", "salvaged.json"
DETAIL = 200


class Running(Exception):
    """Another process serves with this database."""


@contextlib.contextmanager
def alone(config: Config) -> Iterator[None]:
    """No other process serves with this database, or replaces it, meanwhile. Raises Running. On a
    disk that can't be written there is nothing to keep apart."""
    if config.folder.exists() and not disk.is_writable(config.database):
        yield
        return
    config.folder.mkdir(parents=True, exist_ok=True)
    with (config.folder / f"{config.role}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Running(str(config.folder)) from None
        yield


def heal(config: Config) -> None:
    """Looks at the database before it is opened, and replaces a damaged one. No other process may
    use it meanwhile (`alone`)."""
    if config.postgresql or not config.folder.exists() or not disk.is_writable(config.database):
        return
    end_moves(config)
    says = fault(config, CHECK_S)
    if says is None:
        return
    name = stamp()
    today = f"{config.role}-{name[:8]}"
    if sum(folder.name.startswith(today) for folder in _folders(config)) >= MOST_A_DAY:
        log.error("%s: %s; damaged too often to be replaced again", config.database, says)
        return
    folder = set_aside(config, name)
    log.error("%s: %s; set aside in %s", config.database, says, folder)
    _begin(config, folder, f"{folder.name}: {says}"[:DETAIL])


def end_moves(config: Config) -> None:
    """Ends what a power cut interrupted in `set_aside`."""
    for folder in _folders(config):
        if (folder / MOVING).exists():
            _move_all(config, folder)


def fault(config: Config, seconds: float) -> str | None:
    """What is wrong with the machine's database, None for nothing found in so many seconds.
    PostgreSQL looks after its own files."""
    if config.postgresql:
        return None
    if config.database.exists():
        if not config.spare.exists() and config.database.stat().st_size == 0:
            return None  # a machine that was never started
        return fault_of(config.database, seconds)
    return "the file is missing" if config.spare.exists() else None


def set_aside(config: Config, name: str) -> Path:
    """Moves the database with its WAL into a folder of this name; returns it. A power cut meanwhile
    leaves a mark, so that the next start ends it: a WAL would damage another database."""
    folder = config.damaged / f"{config.role}-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MOVING).touch()
    disk.sync(folder)
    disk.sync(config.damaged)
    _move_all(config, folder)
    return folder


def _move_all(config: Config, folder: Path) -> None:
    for ending in ("-shm", "-wal", ""):
        there = config.folder / (config.database.name + ending)
        if there.exists():
            _put(there, folder / there.name)
    disk.sync(config.folder)
    (folder / MOVING).unlink()
    disk.sync(folder)


def _put(there: Path, target: Path) -> None:
    """Renames a file that no process has open."""
    there.replace(target)


def _begin(config: Config, folder: Path, detail: str) -> None:
    """Makes the database that follows a damaged one, whole or not at all."""
    new = config.folder / f"{config.role}.next"
    clear(new)
    if _is_of_use(config.spare):
        held = Database(config.spare)
        held.backup(new)
        held.close()
    db = Database(new)
    projections.upgrade(db)
    old = folder / config.database.name
    if not owner.is_settled(db) and old.exists():
        _rescue(old, db)
    salvage.begin(db, clock.read().utc, detail)
    projections.rebuild(db)
    db.close()
    take_place(config, new)


def _is_of_use(file: Path) -> bool:
    """Whether a spare is there, whole, and not that of a version which was undone."""
    if not file.exists() or fault_of(file) is not None:
        return False
    held = Database(file)
    try:
        return not held.is_newer()
    finally:
        held.close()


def clear(file: Path) -> None:
    """Deletes a database, such as what an earlier try left."""
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def copy(file: Path, target: Path) -> None:
    """Copies a backup, that no process has open, to the disk."""
    with file.open("rb") as source, target.open("xb") as copied:
        os.fchmod(copied.fileno(), 0o600)
        shutil.copyfileobj(source, copied)
        os.fsync(copied.fileno())


def take_place(config: Config, new: Path) -> None:
    """Makes the next database, whole and closed, the machine's own."""
    _put(new, config.database)
    disk.sync(config.folder)


def _rescue(old: Path, db: Database) -> None:
    """For a machine without a spare, as far as SQLite can read the old database."""
    try:
        damaged = Database(old)
        number = spare.rescue(damaged, db)
        damaged.close()
        log.error("no spare: %d tables read from the damaged database", number)
    except Exception as error:
        if not is_damage(error):
            raise
        log.error("no spare, and the damaged database can't be opened: %s", error)


# Beside the running machine ---------------------------------------------------------


def wait_for_damage(config: Config, db: Database, keys: Keys, stop: threading.Event) -> bool:
    """Waits until the machine stops, or its database proves damaged; returns whether it did. Where
    a write finds the disk full, gives back what was put by."""
    while not stop.wait(WAIT_S):
        if db.filled.is_set():
            db.filled.clear()
            with contextlib.suppress(Exception):  # the next write that fails tries again
                see_to_room(config, db, keys)
        if not db.suspected.is_set():
            continue
        db.suspected.clear()
        says = None if db.read_only else fault(config, CHECK_S * 10)
        if says is not None and disk.is_writable(config.database):
            log.error("%s: %s; beginning again", config.database, says)
            return True
        stop.wait(CHECK_S)
    return False


def look_closer(config: Config, db: Database, _keys: Keys) -> None:
    """The whole check that a start has no time for."""
    if fault(config, 3600) is not None:
        db.suspected.set()


def take_in(config: Config, db: Database, _keys: Keys) -> None:
    """Takes in what damaged databases still hold; each once."""
    for folder in _folders(config):
        done, old = folder / SALVAGED, folder / config.database.name
        if done.exists() or (folder / MOVING).exists() or not owner.is_settled(db):
            continue
        wreck = salvage.sorted_out(pages.rows(old))
        taken = salvage.take_in(db, wreck, clock.read().utc)
        log.error("%s: %d facts found, %d missing", folder, *taken)
        done.write_text(json.dumps(taken._asdict()), "utf-8")


def keep_spare(config: Config, db: Database, _keys: Keys) -> None:
    """Brings the spare up to date."""
    if not owner.is_settled(db):
        return
    if _is_of_use(config.spare):
        _fill(config.spare, db)
        return
    new = config.spare.with_name(f"{config.spare.name}.next")
    clear(new)
    _fill(new, db)
    clear(config.spare)
    _put(new, config.spare)  # as long as it is not whole, there is none


def _fill(file: Path, db: Database) -> None:
    held = Database(file)
    try:
        held.migrate()
        spare.keep(db, held)
        held.forget()
    finally:
        held.close()


def see_to_room(config: Config, db: Database, _keys: Keys) -> None:
    """Puts a file by while there is room; gives it back on a disk that fills up, with an alarm."""
    if disk.free(config.folder) >= disk.LITTLE:
        with contextlib.suppress(OSError):
            disk.put_by(config.folder)
    elif disk.give_back(config.folder):
        log.error("the disk of %s is almost full", config.folder)
        alarms.alarm(db, salvage.here(db), 0, "disk_full", "", times.believed(db, clock.read()).utc)


def _folders(config: Config) -> list[Path]:
    return sorted(one for one in config.damaged.glob(f"{config.role}-*") if one.is_dir())


def stamp() -> str:
    """The moment, for the name of a file or folder."""
    return datetime.datetime.fromtimestamp(clock.read().utc / 1000).strftime("%Y%m%d-%H%M%S")
