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
