"""How long wrong tries make everyone wait."""

import pytest

from kiosk.rules.people import throttle

MINUTE = 60_000


@pytest.mark.parametrize(
    ("wrong", "since", "left"),
    [(0, 0, 0), (4, 0, 0), (5, 0, MINUTE), (5, MINUTE, 0), (6, 0, 2 * MINUTE), (7, 0, 4 * MINUTE),
     (7, MINUTE, 3 * MINUTE), (6, -5, 2 * MINUTE)],
)  # fmt: skip
def test_after_five_wrong_tries_waits_double(wrong: int, since: int, left: int):
    assert throttle.wait(wrong, since) == left


def test_twenty_tries_are_a_days_share():
    a_day = throttle.DAY_TRIES
    assert [throttle.spent(n, a_day) for n in (19, 20, 21)] == [False, True, True]
    assert not throttle.spent(1_000, None)
