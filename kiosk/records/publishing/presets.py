"""Presets to start with, which are published like any other tables: topics, reasons, deed tags and
role groups of the trades; schemes; standards; registers; question banks.

`kiosk/presets/` has a folder for each trade, with a table for each kind, and one each of schemes,
standards, registers and questions.
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
SCHEMES = ("tiers", "stars", "performance", "considerate")
"""Tiers of 5P cards (P04); stars of clerks, windows and halls (P22); performance by role group
(P09); the award for considerate service (P05)."""
STANDARDS = ("uniform", "attentive", "facilities")
"""Uniform service in nine aspects (P24); serving one, greeting the second, acknowledging the third
(P23); facilities for customers (P25)."""
REGISTERS = ("deeds",)
"""The register of notable deeds (经营大事迹, P05)."""
QUESTIONS = ("service", "post")
"""Questions of the day (P34): on service in any trade, and on the post."""
OF_KIND = {
    "scheme": SCHEMES,
    "standard": STANDARDS,
    "register": REGISTERS,
    "questions": QUESTIONS,
}
"""The presets of one kind, by kind."""
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


def read_of_kind(db: Database, kind: str, name: str, day: datetime.date) -> list[Publication]:
    """The documents of a preset of one kind, to be in force from this day. Raises Refusal
    `unknown_trade`, or ValueError if the table has a fault."""
    if name not in OF_KIND.get(kind, ()):
        raise Refusal("unknown_trade", name[:20])
    folder = kind if kind.endswith("s") else f"{kind}s"
    return _read(db, kind, f"{folder}/{name}.csv", day)


def left(db: Database, kind: str) -> list[str]:
    """The presets of one kind that are of use: all of its schemes while there is no scheme, and
    each standard that was never published, which has its preset's name as its key."""
    if kind == "scheme":
        return [] if documents.versions(db, kind) else list(SCHEMES)
    return [name for name in OF_KIND.get(kind, ()) if not documents.versions(db, kind, name)]


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
