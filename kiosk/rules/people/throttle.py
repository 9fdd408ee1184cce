"""How long to wait after a wrong PIN (SECURITY.md, "Secrets")."""

FREE_TRIES = 5
DAY_TRIES = 20
"""Wrong tries per day for one badge."""


def wait(wrong: int, since: int) -> int:
    """Milliseconds still to wait after `wrong` wrong tries, the last one `since` ms ago: none
    before the fifth, then 1, 2, 4 … minutes."""
    if wrong < FREE_TRIES:
        return 0
    penalty = 60_000 << (wrong - FREE_TRIES)
    return max(0, penalty - max(0, since))


def spent(wrong_today: int, a_day: int | None) -> bool:
    """Whether the day's tries are used up; `a_day` is None if a day has no limit."""
    return a_day is not None and wrong_today >= a_day


FADE_MS = 15 * 60_000
MOST_COUNTED = FREE_TRIES + 3
"""Most wrong tries counted on a screen that is open to anyone: waits of 1, 2, 4 and 8 minutes."""


def faded(since: int) -> bool:
    """Whether wrong tries on a screen that is open to anyone are forgotten."""
    return since >= FADE_MS
