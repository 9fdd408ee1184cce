"""The tables of a database on PostgreSQL: made as today's models say, which a test compares with
what migrations give a file of SQLite; later migrated; and spread over the machines of a cluster."""

import importlib
import pkgutil
from pathlib import Path
from typing import Any

from kiosk.ground.db import Database
from kiosk.ground.tables import Distributed, Local, Reference
from kiosk.records.ledger.ledger import Ledger

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
    """Makes or migrates the tables of a database on a server; on a cluster, before any row is in
    them, spreads them. Those of a file are made by migrations alone."""
    if db.is_new():
        db.make(models(), APPEND_ONLY)
    else:
        db.migrate()
    db.distribute(*kinds())


def kinds() -> tuple[list[str], list[str]]:
    """The names of the tables that grow by branch, the ledger first, and of the small ones that
    each machine has."""
    known = models()
    by_branch = {_name(one) for one in known if issubclass(one, Distributed)} - {_name(Ledger)}
    everywhere = {_name(one) for one in known if issubclass(one, Reference)}
    return [_name(Ledger), *sorted(by_branch)], sorted(everywhere)


def _name(model: Any) -> str:
    return str(model._meta.table_name)
