"""How long somebody who mistyped a PIN has to wait (features: sign in)."""

FREE_TRIES = 5
DAY_TRIES = 20


def wait(wrong: int, since: int) -> int:
    """Milliseconds still to wait after `wrong` wrong tries, the last one
    `since` ms ago: none for the first five, then 1, 2, 4 … minutes."""
    if wrong < FREE_TRIES:
        return 0
    penalty = 60_000 << (wrong - FREE_TRIES)
    return max(0, penalty - max(0, since))


def spent(wrong_today: int) -> bool:
    """Whether the day's tries for a badge are used up."""
    return wrong_today >= DAY_TRIES
