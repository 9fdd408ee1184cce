"""How long somebody who mistyped a PIN has to wait (features: sign in)."""

FREE_TRIES = 5
DAY_TRIES = 20
"""Wrong tries a day for one badge."""


def wait(wrong: int, since: int) -> int:
    """Milliseconds still to wait after `wrong` wrong tries, the last one
    `since` ms ago: none for the first five, then 1, 2, 4 … minutes."""
    if wrong < FREE_TRIES:
        return 0
    penalty = 60_000 << (wrong - FREE_TRIES)
    return max(0, penalty - max(0, since))


def spent(wrong_today: int, a_day: int | None) -> bool:
    """Whether the day's tries are used up; None where a day has no limit."""
    return a_day is not None and wrong_today >= a_day


FADE_MS = 15 * 60_000
MOST_COUNTED = FREE_TRIES + 3
"""On a screen that anybody stands at, waits of 1, 2, 4 and 8 minutes."""


def faded(since: int) -> bool:
    """Whether wrong tries at a screen that anybody stands at are forgotten."""
    return since >= FADE_MS
