"""What users opened is kept by user and moment, and read by user and day."""

import datetime

import peewee
import pytest

from kiosk.records.people import looks
from kiosk.records.people.looks import Filters
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine

NOON = 1_795_233_600_000
"""2026-11-21 12:00 in Shanghai."""
ZONE = "Asia/Shanghai"
HOUR = 3_600_000


def at(office: Machine, **said: object) -> list[int]:
    rows = looks.listed(office.db, Filters(**said), ZONE).rows  # type: ignore[arg-type]
    return [(row.at - NOON) // HOUR for row in rows]


def test_a_day_goes_from_midnight_to_midnight_where_the_office_is(office: Machine):
    for hour in (-13, -12, 11, 12):
        looks.note(office.db, "anna", NOON + hour * HOUR, "case.page", "/cases/a", "")
    looks.note(office.db, "bert", NOON, "case.page", "/cases/b", "")
    day = datetime.date(2026, 11, 21)
    assert at(office) == [12, 11, 0, -12, -13]
    assert at(office, who="anna", day=day) == [11, -12]
    assert at(office, who="carla") == []


def test_a_long_address_is_cut(office: Machine):
    looks.note(office.db, "anna", NOON, "case.page", "/" + "a" * 500, "b" * 500)
    (row,) = looks.listed(office.db, Filters(), ZONE).rows
    assert (len(row.path), len(row.halls)) == (looks.LONGEST, looks.LONGEST)


def test_what_can_not_be_written_down_is_said(office: Machine, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise peewee.OperationalError("disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(office.db, "run", full)
        with pytest.raises(Refusal, match="not_noted"):
            looks.note(office.db, "anna", NOON, "case.page", "/cases/a", "")
    monkeypatch.setattr(office.db, "read_only", True)
    if hasattr(office.db, "path"):  # a file can be read-only
        with pytest.raises(Refusal, match="not_noted"):
            looks.note(office.db, "anna", NOON, "case.page", "/cases/a", "")
    assert at(office) == []


@pytest.mark.both
def test_the_same_page_at_the_same_moment_is_one_row(office: Machine):
    for _ in range(2):
        looks.note(office.db, "anna", NOON, "case.page", "/cases/a", "")
    assert at(office) == [0]
