"""An office moves from its file to PostgreSQL: everything is there, whatever interrupts it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.ground.db import Database
from kiosk.records.exchange import projections
from kiosk.records.ledger import alarms, security_log
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.records.ledger.security_log import Actor, SecurityLog
from kiosk.records.upkeep import checks, moving, new_database
from kiosk.vocabulary.refusals import Refusal
from tests import postgresql
from tests.cast import Machine, sync_round
from tests.records.cases.cast import file
from tests.sync.cast import tap

pytestmark = pytest.mark.sqlite
OF = ChainId("sb01", "a", 1)


def silent(_table: str, _rows: int) -> None:
    pass


class Cut(Exception):
    """The power failed."""


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Any]:
    made = opening.opened(Config(role="office", postgresql=postgresql.databases.of(tmp_path)))
    made.remark = ""
    yield made
    made.close()


@pytest.fixture
def full(hall: Machine, office: Machine) -> Database:
    """An office with facts, cases, alarms and a security log."""
    for n in range(30):
        tap(hall, n)
    file(hall)
    sync_round(hall, office)
    alarms.alarm(office.db, OF, 0, "new_epoch", "", 1)
    for _ in range(5):
        security_log.write(office.db, Actor("office", "admin", office.time()), "exported")
    projections.upgrade(office.db)
    return office.db


def test_all_rows_are_there_and_the_check_finds_nothing(
    full: Database, target: Any, office: Machine
):
    shown: dict[str, int] = {}

    def seen(table: str, rows: int) -> None:
        shown[table] = shown.get(table, 0) + rows

    number = moving.move(full, target, seen)
    assert sum(shown.values()) == moving.size(full) == 2 * number
    for model in new_database.models():
        rows = list(full.as_stored(model.select()))
        assert sorted(rows, key=repr) == sorted(target.as_stored(model.select()), key=repr)
    assert len(target.rows(Ledger.select())) > 30 and len(target.rows(SecurityLog.select())) >= 5
    assert checks.check(target, office.keys, at_office=True) is None
    projections.upgrade(target)
    security_log.write(target, Actor("office", "admin", office.time()), "exported")
    assert next(security_log.findings(target), None) is None


@pytest.mark.parametrize("after", [1, 4, 9, 14, 20])
def test_what_was_interrupted_goes_on(
    full: Database, target: Any, office: Machine, monkeypatch: pytest.MonkeyPatch, after: int
):
    monkeypatch.setattr(moving, "AT_ONCE", 7)
    steps = iter(range(after))

    def cut(_table: str, _rows: int) -> None:
        if next(steps, None) is None:
            raise Cut

    with pytest.raises(Cut):
        moving.move(full, target, cut)
    moving.move(full, target, silent)
    assert checks.check(target, office.keys, at_office=True) is None


def test_what_changed_since_an_interruption_is_copied_again(
    full: Database, target: Any, office: Machine, hall: Machine
):
    def cut(table: str, _rows: int) -> None:
        if table == "station":  # the ledger comes before
            raise Cut

    with pytest.raises(Cut):
        moving.move(full, target, cut)
    assert len(target.rows(Ledger.select())) == len(full.rows(Ledger.select()))
    tap(hall, 99)
    sync_round(hall, office)
    full.run(Alarm.update(note="seen").where(Alarm.code == "new_epoch"))
    moving.move(full, target, silent)
    assert [row.note for row in target.rows(Alarm.select())] == ["seen"]
    assert checks.check(target, office.keys, at_office=True) is None


def test_a_database_in_use_is_not_written_to(full: Database, target: Any):
    alarms.alarm(target, OF, 0, "new_epoch", "", 1)
    with pytest.raises(Refusal, match="not_empty"):
        moving.move(full, target, silent)
    assert target.rows(Ledger.select()) == []


def test_an_office_moves_once(full: Database, target: Any):
    moving.move(full, target, silent)
    with pytest.raises(Refusal, match="moved_already"):
        moving.move(full, target, silent)


def test_a_text_that_postgresql_cannot_hold_is_named_by_its_table(full: Database, target: Any):
    alarms.alarm(full, OF, 1, "new_epoch", "a\0", 1)
    with pytest.raises(Refusal, match=r"move_differs.*alarm"):
        moving.move(full, target, silent)
