"""The machine that a command works on: its configuration, database and keys."""

import os
import sys
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from kiosk.ground import clock
from kiosk.ground import config as configuration
from kiosk.ground.config import BadConfig, Config
from kiosk.ground.db import Database, NewerDatabase
from kiosk.ground.keys import Keys
from kiosk.records.exchange import last_calls, projections
from kiosk.records.ledger import times

err = Console(stderr=True, highlight=False)


def fail(message: str) -> NoReturn:
    """Ends the command with a message on standard error and exit code 1."""
    err.print(message, style="red", markup=False)
    sys.exit(1)


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

    def open(self, role: str | None = None) -> tuple[Config, Database, Keys]:
        """Configuration, migrated database and keys."""
        config = self.config(role)
        config.folder.mkdir(parents=True, exist_ok=True)
        try:
            db = Database(config.database)
            if db.migrate():
                projections.rebuild(db)  # an older program did not keep them all
        except NewerDatabase as error:
            fail(f"the database is newer than this program: {error}")
        if config.role == "office":
            times.begin(db, last_calls.newest_moment(db), clock.read())
        return config, db, Keys.load(config.key_file)


machine = click.make_pass_decorator(Machine)
