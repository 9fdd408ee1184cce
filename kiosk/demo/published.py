"""What the demo's organisation publishes: the tables in kiosk/demo/data/, read like any office's.

Company, names, fees and faces are invented; letter postage is that of China Post since
2006-11-15. Each table says so where a customer reads it.
"""

import csv
import datetime
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import msgspec

from kiosk.demo.portraits import portrait
from kiosk.files import spreadsheets
from kiosk.files.pinyin import findable
from kiosk.ground.db import Database
from kiosk.records.publishing import as_tables, documents, presets
from kiosk.rules.spreadsheets import tables
from kiosk.rules.spreadsheets.columns import together
from kiosk.vocabulary.documents import Clerk, Measured, Publication, Said

DATA = Path(__file__).parent / "data"
TABLES = (
    ("branch", "branches"),
    ("clerk", "clerks"),
    ("service", "services"),
    ("fees", "fees"),
    ("guide", "guides"),
    ("notice", "notices"),
    ("policy", "policies"),
    ("rulebook", "rulebooks"),
    ("support", "support"),
    ("questions", "questions"),
)
"""Kind and table, ordered so that each refers only to earlier ones."""


FIRST_YEAR = datetime.date(2014, 1, 1)
"""The year of the paper cards (docs/practices.md, S2): its tiers are those of the preset."""


def publish(db: Database, at: int) -> None:
    """Publishes all tables, schemes and standards, and the figures that a scheme needs; `at` is UTC
    ms. Raises ValueError if one has a fault."""
    for kind, name in TABLES:
        documents.publish(db, map(findable, _read(db, kind, name)), "demo", at)
    named = [("scheme", one) for one in ("tiers", "performance", "considerate")]
    named += [("standard", one) for one in presets.STANDARDS]
    named += [("register", one) for one in presets.REGISTERS]
    named.append(("questions", "service"))
    for kind, name in named:
        documents.publish(db, presets.read_of_kind(db, kind, name, FIRST_YEAR), "demo", at)
    documents.publish(db, _workload(db, at), "demo", at)


def _workload(db: Database, at: int) -> Iterable[Publication]:
    """Services done and errors made by each clerk last month, as another system would count."""
    month = (datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).date()).replace(day=1)
    month = (month - datetime.timedelta(1)).replace(day=1)
    by_branch: dict[str, list[str]] = {}
    for badge, clerk in clerks(db).items():
        by_branch.setdefault(clerk.branch, []).append(badge)
    for branch, badges in by_branch.items():
        for code, factor, least, span in (("workload", 37, 220, 160), ("errors", 13, 0, 4)):
            values = {badge: Decimal(least + int(badge) * factor % span) for badge in badges}
            content = Measured(name=Said(""), values=values)
            yield Publication(f"{code}@branch.{branch}", content, month)


def _read(db: Database, kind: str, name: str) -> Iterable[Publication]:
    table = spreadsheets.read((DATA / f"{name}.csv").read_bytes(), tables.form(kind))
    wanted, faults = as_tables.from_rows(db, kind, table.rows)
    if wrong := together(table.faults, faults):
        raise ValueError(f"{name}.csv: {wrong[0]}")
    return _with_faces(db, wanted) if kind == "clerk" else wanted


def _with_faces(db: Database, wanted: Iterable[Publication]) -> Iterable[Publication]:
    """The same clerks, each with a drawn portrait, which is stored at once."""
    with (DATA / "faces.csv").open(encoding="utf-8") as table:
        seeds = {row["badge"]: int(row["seed"]) for row in csv.DictReader(table)}
    for item in wanted:
        face = documents.store_blob(db, portrait(seeds[item.key]))
        yield msgspec.structs.replace(
            item, content=msgspec.structs.replace(item.content, portrait=face)
        )


def clerks(db: Database) -> dict[str, Clerk]:
    """All published clerks by badge, ordered by badge."""
    found = {badge: documents.newest(db, "clerk", badge) for badge in documents.by_key(db, "clerk")}
    return {badge: one for badge, one in found.items() if isinstance(one, Clerk)}
