"""A power cut takes nothing that was thanked for; the same cuts with a weaker
setting do, so the harness sees."""

from pathlib import Path
from random import Random

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import lists
from kiosk.records.exchange import projections
from kiosk.records.upkeep import checks
from tests.faults import powercut
from tests.faults.powercut import cuts
from tests.test_old_data import unpack


def test_30_power_cuts_lose_no_acknowledged_card(tmp_path: Path) -> None:
    done = cuts(tmp_path, 30, Random(1))
    assert (done.lost, done.twice, done.damaged) == (0, 0, [])
    assert done.acked > 60


def test_the_same_cuts_lose_cards_where_commits_are_not_synced(tmp_path: Path) -> None:
    done = cuts(tmp_path, 30, Random(1), {"synchronous": "normal"})  # 6 in 10 such cuts lose
    assert done.lost > 0
    assert done.damaged == []


def test_the_same_cuts_damage_the_file_where_nothing_is_synced(tmp_path: Path) -> None:
    done = cuts(tmp_path, 60, Random(1), {"synchronous": "off"})  # 1 in 8 such cuts damages
    assert done.damaged


def test_an_upgrade_that_is_cut_is_completed_at_the_next_start(tmp_path: Path) -> None:
    stored, chance = unpack("lobby-begun", "office", tmp_path / "stored"), Random(1)
    keys = Keys.load(stored / "office.key")
    for cut in range(1, 2_000, 11):
        left = powercut.cut_upgrade(stored, tmp_path / str(cut), chance, cut)
        if left is None:
            assert cut > 100
            return
        db = Database(left / "office.db")
        projections.upgrade(db)
        assert lists.listed(db).number == 5, cut
        assert checks.check(db, keys, at_office=True) is None, cut
        db.close()
    raise AssertionError("the upgrade never ended")
