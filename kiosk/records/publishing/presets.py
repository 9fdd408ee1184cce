"""Presets to start with, which are published like any other tables: topics, reasons, deed tags and
role groups of the trades, schemes, and registers.

`kiosk/presets/` has a folder for each trade, with a table for each kind, one of schemes and one of
registers.
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
SCHEMES = ("tiers", "stars", "considerate")
"""Tiers of 5P cards (P04); stars of clerks and halls (P22); the award for considerate service
(P05)."""
REGISTERS = ("deeds",)
"""The register of notable deeds (经营大事迹, P05)."""
TRADES = ("gas", "post", "power", "telecom")
_FOLDER = Path(__file__).parents[2] / "presets"
_TABLES = {"topic": "topics", "reason": "reasons", "deed": "deeds", "group": "groups"}


def read(db: Database, trade: str, day: datetime.date) -> list[Publication]:
    """A trade's topics, reasons, deed tags and role groups, to be in force from this day. Raises
    Refusal `unknown_trade`, or ValueError if a table has a fault."""
    if trade not in TRADES:
        raise Refusal("unknown_trade", trade[:20])
    tables = [(kind, f"{trade}/{name}.csv") for kind, name in _TABLES.items()]
    return [item for kind, table in tables for item in _read(db, kind, table, day)]


def read_schemes(db: Database, name: str, day: datetime.date) -> list[Publication]:
    """The schemes of a preset, to be in force from this day. Raises Refusal `unknown_trade`, or
    ValueError if the table has a fault."""
    if name not in SCHEMES:
        raise Refusal("unknown_trade", name[:20])
    return _read(db, "scheme", f"schemes/{name}.csv", day)


def read_registers(db: Database, name: str, day: datetime.date) -> list[Publication]:
    """The registers of a preset, likewise."""
    if name not in REGISTERS:
        raise Refusal("unknown_trade", name[:20])
    return _read(db, "register", f"registers/{name}.csv", day)


def _read(db: Database, kind: str, table: str, day: datetime.date) -> list[Publication]:
    made, faults = as_tables.from_rows(db, kind, _rows(kind, _FOLDER / table, day))
    if faults:
        raise ValueError(f"{table}: {faults[0]}")
    return made


def _rows(kind: str, path: Path, day: datetime.date) -> Sequence[Row]:
    columns = names(kind)
    with path.open(encoding="utf-8", newline="") as table:
        return [
            Row(number, {columns[name]: cell for name, cell in line.items()}
                | {"in_force": day.isoformat()})
            for number, line in enumerate(csv.DictReader(table), 2)
        ]  # fmt: skip


def are_useful(db: Database) -> bool:
    """Whether presets are of use: nothing of its kinds was ever published."""
    return not any(documents.versions(db, kind) for kind in offered.KINDS)
