"""The copy of a database that is kept while an upgrade can still be undone.

It is made while no one serves. Going back to it must lose nothing: if entries were added since, the
present database is not thrown away but set aside and taken in, as by `restore`.
"""

import shutil
from pathlib import Path
from typing import Literal

import click

from kiosk.commands.machine import Machine, fail, machine
from kiosk.commands.upkeep import healing
from kiosk.ground.config import Config
from kiosk.ground.db import Database, fault_of
from kiosk.records.ledger.ledger import Chain
from kiosk.records.transparency import log, renewing
from kiosk.rules.transparency.notes import Head as LogHead

Undone = Literal["same", "put_back", "written"]
Head = tuple[str, str, int, int, bytes]


@click.command("upgrade-data", hidden=True)
@click.argument("step", type=click.Choice(["keep", "undo", "clear"]))
@machine
def upgrade_data(here: Machine, step: str) -> None:
    """Part of an upgrade, as the owner of the data: keep a copy, undo, clear the copy away."""
    config = here.file_config()
    if step == "clear":
        copy(config).unlink(missing_ok=True)
        return
    try:
        with healing.alone(config):
            if step == "keep":
                keep(config)
            else:
                click.echo(undo(config))
    except healing.Running as running:
        fail(f"this machine is being served: {running}")


def copy(config: Config) -> Path:
    """Where the copy is kept."""
    return config.folder / f"{config.role}.before"


def keep(config: Config) -> None:
    """Copies the database as it is; nothing upgrades it."""
    copy(config).unlink(missing_ok=True)
    if config.database.exists():
        db = Database(config.database)
        db.backup(copy(config))
        db.close()


def undo(config: Config) -> Undone:
    """Puts the copy back if the former program can't read the database as it is now (`put_back`).
    Where it can, the database stays (`same`); where entries were added that the copy does not have,
    it stays as well, for the caller to restore the copy and take in the rest (`written`)."""
    kept, database = copy(config), config.database
    healing.end_moves(config)
    if not kept.exists():
        return "same"
    if not database.exists():  # the power failed in the middle of the lines below
        healing.take_place(config, kept)
        return "put_back"
    if fault_of(database) is not None:
        return "written"
    if _applied(database) == _applied(kept):
        return "same"
    if heads(database) != heads(kept):
        return "written"
    _end_log(kept, database)
    aside = healing.set_aside(config, healing.stamp())
    healing.take_place(config, kept)
    shutil.rmtree(aside)
    return "put_back"


def _end_log(kept: Path, database: Path) -> None:
    """Where the newer program has signed more of head office's log than the copy holds, the copy
    does not go on with that log: it could contradict what was signed."""
    held = _log(kept)
    if held is not None and held != _log(database):
        db = Database(kept)
        renewing.forget(db)
        db.close()


def _log(database: Path) -> LogHead | None:
    db = Database(database)
    try:
        there = "log_state" in db.peewee.get_tables()
        state = log.state(db) if there else None
        return None if state is None else state.head
    finally:
        db.close()


def _applied(database: Path) -> set[str]:
    db = Database(database)
    try:
        return db.applied()
    finally:
        db.close()


def heads(database: Path) -> list[Head]:
    """The heads of all chains of a database: in few words, which entries it holds."""
    db = Database(database)
    try:
        if "chain" not in db.peewee.get_tables():
            return []
        rows = db.rows(Chain.select().order_by(Chain.branch, Chain.station, Chain.epoch))
        return [(one.branch, one.station, one.epoch, one.seq, bytes(one.head)) for one in rows]
    finally:
        db.close()
