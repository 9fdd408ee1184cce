"""Figures that contradict each other, and documents where they do not belong."""

import contextlib
import datetime
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from kiosk.records.publishing import (
    as_tables,
    branches,
    documents,
    manifests,
    releases,
    withdrawing,
)
from kiosk.rules.publishing import fee_lines
from kiosk.rules.publishing.scopes import Scoped
from kiosk.rules.spreadsheets.columns import Row
from kiosk.vocabulary.documents import Publication, Said, Service
from tests.cast import HERE, NORTH, THERE, Machine, Time, machine, publish_cast
from tests.hostile.attacks import Attack, Outcome, replaced

ONE = datetime.timedelta(1)
LINE = {"key": "x", "title": "收费", "basis": "文号", "item": "补卡", "unit": "元/张",
        "in_force": "2026-12-01"}  # fmt: skip

METHODS: list[dict[str, str]] = [{"method": "单价", "rate": "20"}, {"tariff": "flat 20"}, {}]


@contextlib.contextmanager
def office_in(folder: Path) -> Iterator[Machine]:
    made = machine(folder / "office", "office", Time())
    publish_cast(made)
    yield made
    made.db.close()


def service(name: str, day: datetime.date, **scope: str) -> Publication:
    return Publication(Scoped("wash", **scope).full, Service(name=Said(name)), day)


def release(office: Machine, at: int, *wanted: Publication) -> str:
    key, today = office.new_id(), office.today()
    releases.propose(office.db, key, "service", wanted, "anna", at)
    releases.publish(office.db, key, "bert", at, two_persons=True, today=today)
    return key


# Attacks ---------------------------------------------------------------------------


def two_values(folder: Path) -> Outcome:
    """One price, differing in its columns."""
    through = []
    prices = [("20", "25"), ("２０元", "20.5 yuan"), ("20元/张", "2 yuan")]
    wrong = [
        LINE | line | {"price": zh, "price_en": en} for line, (zh, en) in product(METHODS, prices)
    ]
    with office_in(folder) as office:
        for cells in wrong:
            _, faults = as_tables.from_rows(office.db, "fees", [Row(2, cells)])
            if not faults:
                through.append(str(cells))
    return Outcome(len(wrong), through)


def withdrawn(folder: Path) -> Outcome:
    """Prices that were withdrawn, still on their way to halls."""
    through = []
    with office_in(folder) as office:
        for number in range(1, 11):
            day = office.today() + number * ONE
            key = release(office, number, service(f"第{number}次", day))
            withdrawing.withdraw(office.db, key, "anna", number, office.today())
            for branch in (HERE, THERE):
                made = manifests.manifest_for(office.db, branch, office.keys, number)
                listed = manifests.decode_manifest(made.body).documents
                dates = [one.in_force for one in listed if one.key == "wash"]
                through += [f"{branch} {one}" for one in dates if one == day]
    return Outcome(20, through)


def foreign(folder: Path) -> Outcome:
    """Documents of one region or branch in the manifests of others."""
    scopes = [{"region": NORTH}, {"region": "城西"}, {"branch": HERE}, {"branch": THERE}]
    theirs = {HERE: ({"region": NORTH}, {"branch": HERE}),
              THERE: ({"region": "城西"}, {"branch": THERE})}  # fmt: skip
    through = []
    with office_in(folder) as office:
        documents.publish(office.db, [service(str(one), office.today(), **one) for one in scopes],
                          "anna", 1)  # fmt: skip
        for branch, own in theirs.items():
            made = manifests.manifest_for(office.db, branch, office.keys, 1)
            keys = {one.key for one in manifests.decode_manifest(made.body).documents}
            foreign_keys = {Scoped("wash", **one).full for one in scopes if one not in own}
            through += [f"{branch} gets {key}" for key in keys & foreign_keys]
    return Outcome(4, through)


def forgotten(folder: Path) -> Outcome:
    """Later releases that change what an earlier one is said to have changed."""
    through = []
    with office_in(folder) as office:
        today, said = office.today(), {}
        for number in range(10):
            key = release(office, number, service(f"第{number}次", today))
            said[key] = releases.reviewed(office.db, releases.find(office.db, key), today)
        for key, before in said.items():
            now = releases.reviewed(office.db, releases.find(office.db, key), today)
            if now != before or not now[0].effect.cells:
                through.append(key)
    return Outcome(10, through)


ATTACKS = (
    Attack("one price with two values", two_values,
           lambda: replaced((fee_lines, "differing", lambda _: None))),
    Attack("withdrawn versions in manifests", withdrawn,
           lambda: replaced((documents, "withdraw", lambda *_: None))),
    Attack("documents of another region", foreign,
           lambda: replaced((branches, "regions", lambda *_: [NORTH, "城西"]))),
    Attack("a release that forgets what it changed", forgotten,
           lambda: replaced((releases, "reviewed", lambda db, found, today: releases.changes(
               db, found.publications, today)))),
)  # fmt: skip
