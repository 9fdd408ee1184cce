"""Two copies of a station that lost its key come to one chain with head office."""

from pathlib import Path

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.ledger import ledger
from kiosk.records.ledger.verify import verify
from tests.cast import HERE, WANG, Machine, sync_round
from tests.records.exchange.cast import a_code, join
from tests.sync.cast import alarms, counts, put_back, tap


def test_two_copies_that_hand_back_different_chains_come_to_one(
    hall: Machine, office: Machine, tmp_path: Path
):
    """Each has a new key since, and the office's signature over its own version."""
    hall.db.backup(tmp_path / "copy.db")
    office.db.backup(tmp_path / "hour-ago.db")
    tap(hall, 1)
    sync_round(hall, office)
    put_back(office, tmp_path / "hour-ago.db")
    copy = Machine(hall.config, Database(tmp_path / "copy.db"), hall.keys, hall.time)
    tap(copy, 2, mark="patient")
    sync_round(copy, office)
    for one in (hall, copy):
        one.keys = Keys(one.new_id().encode())
        join(one, office, a_code(office))
    for _ in range(4):
        for one in (hall, copy):
            sync_round(one, office)
    before = len(office.db.rows(ledger.Ledger.select()))
    for one in (hall, copy):
        sync_round(one, office)
    assert len(office.db.rows(ledger.Ledger.select())) == before, "it has come to rest"
    for one in (hall, copy):
        assert counts(one) == counts(office) and verify(one.db, one.keys.fingerprint) is None
    assert verify(office.db) is None
    assert counts(office) == {(HERE, WANG, "polite"): 1, (HERE, WANG, "patient"): 1}
    copy.db.close()


def test_a_copy_with_a_new_key_takes_the_chain_that_went_on_without_it(
    hall: Machine, office: Machine, tmp_path: Path
):
    """Head office has signed the part that both have in common, and holds more than that."""
    tap(hall, 1)
    sync_round(hall, office)
    hall.db.backup(tmp_path / "copy.db")
    copy = Machine(hall.config, Database(tmp_path / "copy.db"), hall.keys, hall.time)
    tap(hall, 2)
    tap(copy, 3, mark="patient")
    copy.keys = Keys(copy.new_id().encode())
    join(copy, office, a_code(office))
    for one in (hall, copy, hall, copy):
        sync_round(one, office)
    given = {(HERE, WANG, "polite"): 2, (HERE, WANG, "patient"): 1}
    assert counts(office) == counts(hall) == counts(copy) == given
    assert verify(copy.db, copy.keys.fingerprint) is None
    assert "chain_differs" in alarms(copy)
    copy.db.close()
