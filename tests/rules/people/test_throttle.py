"""The wait after wrong tries: its steps, its end, and how it fades."""

import pytest

from kiosk.rules.people import throttle
from kiosk.rules.people.throttle import CODES, SECRETS

MINUTE, HOUR = 60_000, 3_600_000


@pytest.mark.parametrize(
    "wrong, since, left",
    [
        (0, 0, 0), (4, 0, 0),
        (5, 0, MINUTE), (6, 0, 2 * MINUTE), (7, 0, 4 * MINUTE), (8, 0, 8 * MINUTE),
        (9, 0, 15 * MINUTE), (10, 0, 15 * MINUTE), (10**6, 0, 15 * MINUTE),
        (9, 14 * MINUTE, MINUTE), (9, 15 * MINUTE, 0), (9, -5, 15 * MINUTE),
    ],
)  # fmt: skip
def test_no_wait_for_a_secret_is_longer_than_a_quarter_of_an_hour(
    wrong: int, since: int, left: int
):
    assert throttle.wait(SECRETS, wrong, since) == left


@pytest.mark.parametrize(
    "wrong, since, left", [(99, 0, 0), (100, 0, 10_000), (10**6, 4_000, 6_000), (100, 10_000, 0)]
)
def test_no_wait_for_a_code_is_longer_than_ten_seconds(wrong: int, since: int, left: int):
    assert throttle.wait(CODES, wrong, since) == left


@pytest.mark.parametrize(
    "wrong, since, still",
    [(9, 0, 9), (9, 29 * MINUTE, 9), (9, 30 * MINUTE, 8), (9, 4 * HOUR, 1), (9, 9 * HOUR, 0),
     (10**6, 0, 9), (3, -1, 3)],
)  # fmt: skip
def test_one_wrong_try_is_forgotten_each_half_hour(wrong: int, since: int, still: int):
    assert throttle.remembered(SECRETS, wrong, since) == still


def most_in(pace: throttle.Pace, span: int, pause: int) -> int:
    """How many tries someone gets who tries as soon as possible, with a `pause` after each round
    of so many tries as are free."""
    now, wrong, last, tried = 0, 0, 0, 0
    while now < span:
        now += throttle.wait(pace, wrong, now - last)
        if pause and tried % pace.free == 0:
            now += pause
        wrong = min(throttle.remembered(pace, wrong, now - last) + 1, pace.most)
        last, tried = now, tried + 1
    return tried


@pytest.mark.parametrize("pause", [0, MINUTE, 30 * MINUTE, 3 * HOUR, 5 * HOUR])
def test_the_odds_are_those_that_the_page_on_security_says(pause: int):
    assert most_in(SECRETS, 24 * HOUR, pause) <= 96 + 10
    assert most_in(SECRETS, 365 * 24 * HOUR, pause) <= 35_040 + 10
    assert most_in(CODES, 24 * HOUR, 0 if pause == 0 else pause) <= 8_740 + 1
