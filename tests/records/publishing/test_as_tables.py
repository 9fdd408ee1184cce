"""Documents as tables, and tables as documents."""

import datetime

from kiosk.records.publishing import as_tables, documents
from kiosk.rules.spreadsheets.columns import Row
from kiosk.vocabulary.documents import Publication
from tests.cast import HERE, NOON, NORTH, Machine
from tests.records.publishing.cast import service

DAY = datetime.date(2026, 11, 21)
ONE = datetime.timedelta(1)


def publish(office: Machine, *wanted: Publication) -> int:
    return documents.publish(office.db, wanted, "anna", NOON)


def test_what_holds_or_is_to_come_could_be_published_again(office: Machine):
    publish(office, service("一", DAY - ONE), service("二", DAY), service("三", DAY + ONE))
    found = [one for one in as_tables.current(office.db, "service", DAY) if one.key == "wash"]
    assert [one.content.name.zh for one in found] == ["二", "三"]  # type: ignore[union-attr]
    assert documents.publish(office.db, as_tables.current(office.db, "fees", DAY)[-1:], "b", 1) == 0


def test_rows_may_name_the_regions_that_branches_belong_to(office: Machine):
    row = {"key": "wash", "name": "洗车", "in_force": "2026-12-01"}
    (made,), faults = as_tables.from_rows(office.db, "service", [Row(2, row | {"region": NORTH})])
    assert (made.key, faults) == (f"wash@region.{NORTH}", [])
    _, faults = as_tables.from_rows(office.db, "service", [Row(2, row | {"region": "城南"})])
    assert [fault.code for fault in faults] == ["no_region"]
    _, faults = as_tables.from_rows(office.db, "service", [Row(2, row | {"branch": HERE})])
    assert faults == []
