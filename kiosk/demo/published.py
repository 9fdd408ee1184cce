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
from kiosk.vocabulary.documents import (
    AT_WINDOW,
    POLICY,
    Clerk,
    Measured,
    Policy,
    Publication,
    Said,
    Scheme,
    Target,
    Window,
)
from kiosk.vocabulary.schemes import ConditionWay, Source

DATA = Path(__file__).parent / "data"
TABLES = (
    ("branch", "branches"),
    ("clerk", "clerks"),
    ("window", "windows"),
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


STARRED, STAR = "sb01", "star-window"
"""The hall that has star windows and targets, and the scheme's key."""
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
    documents.publish(db, _of_windows(db, at), "demo", at)
    documents.publish(db, _targets(db, at), "demo", at)


def lead_to(db: Database, url: str, at: int) -> None:
    """Receipts lead to head office at this address, such as http://127.0.0.1:8090, unless it has
    published another server's: the port can differ from the last start's."""
    newest = documents.versions(db, "policy", POLICY)[-1]
    content = documents.content(db, newest.sha256)
    if isinstance(content, Policy) and not content.receipt_url.startswith("https:"):
        led = msgspec.structs.replace(content, receipt_url=url)
        documents.publish(db, [Publication(POLICY, led, newest.in_force)], "demo", at)


def _months(at: int) -> tuple[datetime.date, datetime.date]:
    """The first days of last month and of this one."""
    month = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).date().replace(day=1)
    return (month - datetime.timedelta(1)).replace(day=1), month


def _of_windows(db: Database, at: int) -> Iterable[Publication]:
    """The star windows of one hall, monthly and by the services of another system as well, so that
    there is one whatever the day."""
    last, month = _months(at)
    for item in presets.read_of_kind(db, "scheme", "stars", FIRST_YEAR):
        if item.key == STAR and isinstance(item.content, Scheme):
            made = msgspec.structs.replace(
                item.content, period="month", conditions=(),
                sources=(
                    Source(Decimal("0.1"), figure="workload", way="each"),
                    Source(Decimal(1), figure="cards", way="each"),
                ),
            )  # fmt: skip
            yield Publication(f"{STAR}@branch.{STARRED}", made, FIRST_YEAR)
    numbers = [one.number for one in documents.read_all(db, "window", month).values()
               if isinstance(one, Window)]  # fmt: skip
    values = {AT_WINDOW + one: Decimal(900 + 137 * n % 400) for n, one in enumerate(numbers)}
    own = Measured(name=Said(""), values=values)
    held = documents.read(db, "figure", f"workload@branch.{STARRED}", last)
    if isinstance(held, Measured):
        own = msgspec.structs.replace(held, values=dict(held.values) | values)
    yield Publication(f"workload@branch.{STARRED}", own, last)


def _targets(db: Database, at: int) -> Iterable[Publication]:
    """Two targets of the hall's clerks for this month, one of them with a result so far."""
    _, month = _months(at)
    staff = [badge for badge, clerk in clerks(db).items() if clerk.branch == STARRED]
    so_far = {badge: Decimal(40 + int(badge) * 37 % 260) for badge in staff[:-1]}
    done = Measured(name=Said(""), values=so_far)
    yield Publication(f"workload@branch.{STARRED}", done, month)
    wanted: tuple[tuple[str, int, ConditionWay], ...]
    wanted = (("workload", 260, "at_least"), ("errors", 2, "at_most"))
    for code, number, way in wanted:
        target = Target(values=dict.fromkeys(staff, Decimal(number)), way=way)
        yield Publication(f"{code}@branch.{STARRED}", target, month)


def _workload(db: Database, at: int) -> Iterable[Publication]:
    """Services done and errors made by each clerk last month, as another system would count."""
    month, _ = _months(at)
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
