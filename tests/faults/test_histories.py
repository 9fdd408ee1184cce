"""Whatever befalls an office and its halls, in the end each word of a customer counts once
everywhere; and the harness that says so sees faults that are planted."""

from collections import Counter

import pytest

from tests.faults.histories.history import Total, drawn, play
from tests.faults.histories.operations import TROUBLE
from tests.faults.plants import PLANTS

pytestmark = pytest.mark.sqlite  # they put files of databases back
SEEN_AS = {
    "dropped-card": "lost",
    "everything-counted": "twice",
    "nothing-counted": "uncounted",
    "row-order": "states differ",
    "no-alarms": "alarms missing",
}
COPIES = {"back_up", "put_back", "clone"}
SEEN_AMONG_COPIES = {"everything-counted", "no-alarms"}
"""Facts that arrive twice, and alarms that are due, are rare without copies."""
MOST_TRIED = 30


def test_after_60_histories_all_figures_are_0() -> None:
    total, bad = Total(), {}
    for seed in range(1, 61):
        done = play(drawn(seed))
        total.add(done)
        if done.judgement.figures:
            bad[seed] = done.judgement.says[:3]
    assert bad == {}
    assert total.acknowledged > 500


@pytest.mark.parametrize("plant", SEEN_AS)
def test_a_planted_fault_is_seen(plant: str) -> None:
    """Among histories without trouble, or with copies of machines where it takes these; the one in
    which it is seen is clean without the plant."""
    without = TROUBLE - COPIES if plant in SEEN_AMONG_COPIES else TROUBLE
    with PLANTS[plant]():
        figures: Counter[str] = Counter()
        for seed in range(1, 1 + MOST_TRIED):
            figures += play(drawn(seed, without)).judgement.figures
            if figures[SEEN_AS[plant]]:
                break
        else:
            raise AssertionError(f"{plant} was not seen: {figures}")
    assert play(drawn(seed, without)).judgement.says == []


def test_without_trouble_nothing_is_found() -> None:
    for seed in range(1, 11):
        assert play(drawn(seed, TROUBLE)).judgement.says == []


def test_a_seed_repeats_its_history() -> None:
    assert drawn(7) == drawn(7) != drawn(8)
    assert play(drawn(7)) == play(drawn(7))
