"""Rows kept for events: put, and compared with what they must be."""

import datetime
from collections.abc import Sequence
from typing import Any

import pytest

from kiosk.ground.db import Database
from kiosk.ground.queries import putting
from kiosk.records.hall.state import HelpNow
from kiosk.records.ledger import event_rows
from tests.cast import HERE, Machine

DAY = datetime.date(2026, 11, 21)
MANY = [f"{n:032x}" for n in range(event_rows.AT_ONCE + 5)]


def rows(_db: Database, branch: str, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"branch": branch, "event_id": one, "station": "s", "day": DAY, "at": 5, "taker": "",
         "taken_after": None, "comer": "", "came_after": None, "open": 1}
        for one in event_ids
    ]  # fmt: skip


def test_what_is_put_is_as_it_must_be_and_what_is_touched_is_named(hall: Machine):
    put = putting(HelpNow)
    with hall.db.writing():
        event_rows.put(hall.db, put, HERE, MANY, rows)
        event_rows.put(hall.db, put, HERE, MANY[:2], rows)
    assert len(hall.db.rows(HelpNow.select())) == len(MANY)
    assert list(event_rows.differences(hall.db, HelpNow, {HERE: MANY}, rows)) == []
    with hall.db.writing():
        hall.db.run(HelpNow.update(at=6, open=0).where(HelpNow.event_id == MANY[-1]))
    assert list(event_rows.differences(hall.db, HelpNow, {HERE: MANY[1:]}, rows)) == [
        (HERE, f"{MANY[-1]}: at, open"),
        (HERE, f"{MANY[0]} has a row but no facts"),
    ]
    elsewhere = dict(event_rows.differences(hall.db, HelpNow, {"elsewhere": MANY[:1]}, rows))
    assert elsewhere["elsewhere"].startswith(f"{MANY[0]}: branch, event_id")


def test_no_more_rows_than_are_compared_at_once_are_in_memory(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    with hall.db.writing():
        event_rows.put(hall.db, putting(HelpNow), HERE, MANY, rows)
    read, numbers = hall.db.rows, []

    def counted(query: Any) -> list[Any]:
        found = read(query)
        numbers.append(len(found))
        return found

    monkeypatch.setattr(hall.db, "rows", counted)
    assert list(event_rows.differences(hall.db, HelpNow, {HERE: MANY}, rows)) == []
    assert max(numbers) == event_rows.AT_ONCE
