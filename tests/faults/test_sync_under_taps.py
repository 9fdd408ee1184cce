"""Customers do not stop while the station talks to its office; whatever
happens in between, nobody is told that an honest station was put back."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.records.ledger import ledger
from kiosk.records.ledger.alarms import Alarm
from tests.cast import WANG, Machine, sync_round

READS = ("chain", "chains", "batch", "hash_at")


@pytest.mark.parametrize("read", READS)
def test_a_card_given_during_a_round_raises_no_alarm(
    read: str,
    customer: FlaskClient,
    hall: Machine,
    office: Machine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A card falls before and after each reading of the ledger by the round."""
    customer.get("/")
    given = 0

    def give() -> None:
        nonlocal given
        given += 1
        form = {"key": f"{given:032x}", "card": "polite"}
        assert customer.post(f"/clerks/{WANG}/cards", data=form).status_code == 303

    real = getattr(ledger, read)
    inside = False

    def reading(db: Any, *arguments: Any) -> Any:
        nonlocal inside
        if db is not hall.db or inside or given > 40:
            return real(db, *arguments)
        inside = True  # giving a card reads the ledger too
        give()
        result = real(db, *arguments)
        give()
        inside = False
        return result

    give()
    monkeypatch.setattr(ledger, read, reading)
    for _ in range(3):
        sync_round(hall, office)
    monkeypatch.undo()
    sync_round(hall, office)
    for machine in (hall, office):
        assert machine.db.rows(Alarm.select(Alarm.code, Alarm.detail).tuples()) == []
    assert len(ledger.chains(office.db, "sb01")) == 1
    assert ledger.chains(office.db, "sb01")[0].seq == given
