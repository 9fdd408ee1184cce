"""Joint sets hold the true places of simulated halls, and the wrong method does not. The full
simulation is `python -m tests.bench.ranking`."""

import subprocess
import sys

import numpy as np
import pytest

from kiosk.rules.office import rank_sets as module
from kiosk.rules.office.rank_sets import rank_sets
from tests.bench import ranking as simulated
from tests.bench.ranking import World

RUNS = 25


@pytest.mark.parametrize("world", simulated.worlds(), ids=lambda world: world.name)
def test_all_true_places_lie_in_the_sets_at_once(world: World):
    played = simulated.play(world, RUNS, np.random.default_rng(1))
    assert played.good, played
    assert played.named_wrongly == 0
    assert played.width < 66 or len(set(world.shares)) == 1, "different halls are told apart"


def test_intervals_of_each_hall_by_itself_fail_the_same_test():
    """Nine of ten times they tell some of 66 equal halls apart."""
    equal = simulated.worlds()[0]
    played = simulated.play(equal, RUNS, np.random.default_rng(1))
    assert not played._replace(covered=played.marginal).good
    assert played.marginal < 0.5


def test_clear_differences_are_told_apart_and_equals_share_their_places():
    sets = rank_sets([990, 900, 900, 500], [1_000] * 4, seed=1)
    assert sets == [(1, 1), (2, 3), (2, 3), (4, 4)]


@pytest.mark.parametrize(
    ("good", "of"),
    [([30] * 8, [30] * 8), ([0] * 8, [30] * 8), ([1, 0, 1, 1, 0, 1, 1, 1], [1] * 8),
     ([30, 29, 30, 30, 29, 30, 30, 5_000], [30] * 7 + [5_000])],
)  # fmt: skip
def test_nothing_is_claimed_of_shares_of_all_or_none_among_few(good: list[int], of: list[int]):
    assert rank_sets(good, of, seed=1) == [(1, 8)] * 8


def test_all_of_many_is_better_than_most_of_many():
    assert rank_sets([1_000, 950], [1_000, 1_000], seed=1) == [(1, 1), (2, 2)]


def test_the_same_seed_gives_the_same_sets_in_any_order():
    good = [955, 931, 977, 902, 948]
    sets = rank_sets(good, [1_000] * 5, seed=7)
    assert rank_sets(good, [1_000] * 5, seed=7) == sets


def test_stepdown_tells_more_apart(monkeypatch: pytest.MonkeyPatch):
    """Pairs that are told apart no longer raise what chance can do among the others."""
    good, n = [990] * 10 + [900] * 10 + [865] * 10, [1_000] * 30
    critical, seen = module._critical, []
    monkeypatch.setattr(
        module, "_critical", lambda *given: seen.append(critical(*given)) or seen[-1]
    )
    found = rank_sets(good, n, seed=1)
    assert len(seen) > 1 and seen == sorted(seen, reverse=True) and seen[-1] < seen[0]
    monkeypatch.setattr(module, "_critical", lambda *_: seen[0])
    one_step = rank_sets(good, n, seed=1)
    pairs = list(zip(found, one_step, strict=True))
    assert all(one[0] <= all_[0] and all_[1] <= one[1] for all_, one in pairs)


def test_a_station_does_not_load_numpy():
    says = "import sys, kiosk.app, kiosk.commands.main; print('numpy' in sys.modules)"
    command = [sys.executable, "-c", says]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "False"
