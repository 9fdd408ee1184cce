"""The machine that a command works on: its configuration, database and keys."""

import contextlib
import getpass
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import peewee

from kiosk.ground import clock
from kiosk.ground import config as configuration
from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.ground.db import Database, NewerDatabase, Unsuitable
from kiosk.ground.disk import ReadOnly
from kiosk.ground.keys import BadKey, Keys
from kiosk.ground.network.addresses import BadConfig
from kiosk.records.exchange import projections
from kiosk.records.ledger import times
from kiosk.records.ledger.security_log import Actor
from kiosk.records.stations import last_calls, owner
from kiosk.records.upkeep import moving, new_database
from kiosk.vocabulary.refusals import Refusal

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

_HELP = {
    "station": "Put the key file back from the backup; or draw a new code at the office and enrol"
    " again, which gives the station a new key.",
    "office": "Put the key file back from the backup: no other key can speak for this office.",
}


def fail(message: str) -> NoReturn:
    """Ends the command with a message on standard error and exit code 1."""
    click.secho(message, fg="red", err=True)
    sys.exit(1)


@contextlib.contextmanager
def bars(*columns: "ProgressColumn") -> "Iterator[Progress]":
    """Progress bars on standard error, gone at the end."""
    from rich.console import Console  # 2 MB that most commands don't need
    from rich.progress import Progress

    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield progress


class Machine:
    """The machine that a command works on, opened when first needed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def config(self, role: str | None = None) -> Config:
        """The configuration; ends the command if it is wrong, or if the command is for the other
        role."""
        try:
            config = configuration.load(self.path, os.environ)
        except BadConfig as error:
            fail(str(error))
        if role is not None and config.role != role:
            fail(f"{self.path}: this command is for the {role}, role says {config.role}")
        return config

    def postgresql(self, url: str) -> Any:
        """The database at this address, its tables as this program has them; ends the command if
        it is not reached or can't be used."""
        config = Config(role="office", postgresql=url)
        with _server_named(config):
            db = opening.opened(config)
            new_database.make(db)
            return db

    def file_config(self) -> Config:
        """The configuration of a machine whose database is a file. Raises Refusal
        `on_postgresql`."""
        config = self.config()
        if config.postgresql:
            raise Refusal("on_postgresql")
        return config

    def open(
        self, role: str | None = None, *, new_key: bool = False, to_read: bool = False
    ) -> tuple[Config, Database, Keys]:
        """Configuration, upgraded database and keys.

        Ends the command on a read-only disk, unless it is enough `to_read`; and where the database
        belongs to a key that is lost, unless the command gives the machine a `new_key`.
        """
        config = self.config(role)
        try:
            config.folder.mkdir(parents=True, exist_ok=True)
            with _server_named(config):
                db = opening.opened(config)
                if db.remark == moving.UNDER_WAY:
                    raise Refusal("move_under_way")
                if config.postgresql:
                    new_database.make(db)
                projections.upgrade(db)
        except NewerDatabase as error:
            fail(f"the database is newer than this program: {error}")
        except (ReadOnly, OSError) as error:
            fail(f"the disk can't be written: {error}")
        if db.read_only and not to_read:
            fail(f"the disk can't be written: {config.database}")
        if config.role == "office" and not db.read_only:
            times.begin(db, last_calls.newest_moment(db), clock.read())
        return config, db, _keys(config, db, new_key=new_key)


@contextlib.contextmanager
def _server_named(config: Config) -> Iterator[None]:
    """Ends the command if the database's server is not reached or can't be used."""
    try:
        yield
    except Unsuitable as error:
        fail(f"the database can't be used: {error}")
    except peewee.OperationalError as error:
        if not config.postgresql:
            raise
        fail(f"the database is not reached: {error}")


def _keys(config: Config, db: Database, *, new_key: bool) -> Keys:
    """The machine's keys; ends the command if they are not those that the database belongs to."""
    try:
        keys = Keys.load(config.key_file, create=new_key or not owner.is_settled(db))
    except BadKey as error:
        fail(f"the key is lost: {error}. {_HELP[config.role]}")
    following = config.next_key_file
    if following.exists() and not owner.is_owned_by(db, keys):
        after = Keys.load(following, create=False)
        if owner.is_owned_by(db, after):  # the power failed between the enrolment and this
            following.replace(config.key_file)
            keys = after
    if not new_key and not owner.is_owned_by(db, keys):
        fail(f"this is another machine's key: {config.key_file}. {_HELP[config.role]}")
    return keys


machine = click.make_pass_decorator(Machine)


def administrator() -> Actor:
    """Who types the command, for the security log."""
    return Actor("command", getpass.getuser(), clock.read())
