"""The tables of a new database on PostgreSQL, as today's models say; a test compares them with what
migrations give a file of SQLite."""

import importlib
import pkgutil
from pathlib import Path
from typing import Any

from kiosk.ground.db import Database
from kiosk.ground.tables import Distributed, Local, Reference

APPEND_ONLY = {"security_log": "seq"}
"""Tables whose rows are only added, with their numbers."""


def models() -> list[Any]:
    """Every table of the program: distributed ones, reference tables, local ones."""
    records = Path(__file__).parents[1]
    for module in pkgutil.walk_packages([str(records)], "kiosk.records."):
        importlib.import_module(module.name)
    kinds = (Distributed, Reference, Local)
    return [model for kind in kinds for model in kind.__subclasses__()]


def make(db: Database) -> None:
    """Makes the tables of a database that has none yet."""
    if db.is_new():
        db.make(models(), APPEND_ONLY)
