"""Presets of the trades: topics, reasons, deed tags and role groups to start with, which are
published like any other tables.

`kiosk/presets/` has a folder for each trade, with a table for each kind.
"""

import csv
import datetime
from collections.abc import Sequence
from pathlib import Path

from kiosk.ground.db import Database
from kiosk.records.publishing import as_tables, documents, offered
from kiosk.rules.spreadsheets.columns import Row, names
from kiosk.vocabulary.documents import Publication
from kiosk.vocabulary.refusals import Refusal

PRESET = "preset"
"""The kind of a release of several kinds."""
TRADES = ("gas", "post", "power", "telecom")
_FOLDER = Path(__file__).parents[2] / "presets"
_TABLES = {"topic": "topics", "reason": "reasons", "deed": "deeds", "group": "groups"}


def read(db: Database, trade: str, day: datetime.date) -> list[Publication]:
    """A trade's topics, reasons, deed tags and role groups, to be in force from this day. Raises
    Refusal `unknown_trade`, or ValueError if a table has a fault."""
    if trade not in TRADES:
        raise Refusal("unknown_trade", trade[:20])
    wanted: list[Publication] = []
    for kind, name in _TABLES.items():
        made, faults = as_tables.from_rows(db, kind, _rows(kind, _FOLDER / trade, name, day))
        if faults:
            raise ValueError(f"{trade}/{name}.csv: {faults[0]}")
        wanted += made
    return wanted


def _rows(kind: str, folder: Path, name: str, day: datetime.date) -> Sequence[Row]:
    columns = names(kind)
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return [
            Row(number, {columns[name]: cell for name, cell in line.items()}
                | {"in_force": day.isoformat()})
            for number, line in enumerate(csv.DictReader(table), 2)
        ]  # fmt: skip


def are_useful(db: Database) -> bool:
    """Whether presets are of use: nothing of its kinds was ever published."""
    return not any(documents.versions(db, kind) for kind in offered.KINDS)
