"""What benches measure of copied branches is what the program makes of their facts."""

from pathlib import Path

import pytest

from kiosk.records.exchange import projections
from kiosk.records.ledger import verify
from tests.bench import made_halls

BRANCHES, FACTS = 12, 3_600


def test_copied_branches_are_as_the_program_makes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made_halls, "DRAWN", FACTS // 4)
    made = made_halls.office(tmp_path, FACTS, BRANCHES)
    count = "SELECT COUNT(*), COUNT(DISTINCT branch), COUNT(DISTINCT event_id) FROM ledger"
    assert made.db.sql(count).fetchone() == (FACTS, BRANCHES, FACTS // 4)
    found = [
        (one.name, what)
        for one in projections.PROJECTIONS
        for what in one.differences(made.db, made.keys)
    ]
    assert found == []
    assert verify.verify(made.db) is None
    made.db.close()
