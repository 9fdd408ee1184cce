"""A power cut takes nothing that was thanked for; the same cuts with a weaker
setting do, so the harness sees."""

from pathlib import Path
from random import Random

from tests.faults.powercut import cuts


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
