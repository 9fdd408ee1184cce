"""How wrong tries slow down the next one (SECURITY.md, "Guessing")."""

from typing import NamedTuple

_MINUTE = 60_000


class Pace(NamedTuple):
    """`free` wrong tries make no one wait; from then on the next try waits `waits` (ms), a longer
    one with each further wrong try, the last one at most. One wrong try is forgotten in `fade`
    ms."""

    free: int
    waits: tuple[int, ...]
    fade: int

    @property
    def most(self) -> int:
        """Most wrong tries that are counted: those of the longest wait."""
        return self.free + len(self.waits) - 1


SECRETS = Pace(5, tuple(n * _MINUTE for n in (1, 2, 4, 8, 15)), 30 * _MINUTE)
"""PINs, passwords and passphrases: at most 4 tries an hour in the long run, since nothing fades
within the longest wait."""
CODES = Pace(100, (10_000,), 10_000)
"""Receipt codes, typed by anyone at one screen: six wrong ones a minute in the long run."""


def wait(pace: Pace, wrong: int, since: int) -> int:
    """Milliseconds still to wait after `wrong` wrong tries, the last one `since` ms ago."""
    if wrong < pace.free:
        return 0
    return max(0, pace.waits[min(wrong, pace.most) - pace.free] - max(0, since))


def remembered(pace: Pace, wrong: int, since: int) -> int:
    """How many wrong tries still count, the last one `since` ms ago."""
    return max(0, min(wrong, pace.most) - max(0, since) // pace.fade)
