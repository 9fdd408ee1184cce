"""When a station calls its office: spread over the interval, less often after failures.

Played for 100,000 stations and an hour's outage by `python -m tests.faults.outage`.
"""

RETRY_CAP_S = 900.0
ASKED_CAP_S = 3600.0
"""The longest pause that an office can ask for."""
MIN_BATCH, MAX_BATCH = 1, 500


def first_call(interval: float, chance: float) -> float:
    """Seconds until the first round after a start: many halls open, or get their power back, in
    the same minute. `chance` is a random number in [0, 1)."""
    return chance * interval / 2


def next_call(interval: float, failures: int, chance: float, retry_after: float = 0.0) -> float:
    """Seconds until the next round. `chance` is a random number in [0, 1).

    Equal jitter: half the pause is fixed, half is random; it doubles with each failure up to
    15 minutes. The fixed half is not shorter than the office asked for (`retry_after`, seconds, an
    hour at most), and the random half is not shorter than the fixed one: those that were refused
    together do not come back together.
    """
    pause = min(max(RETRY_CAP_S, interval), interval * float(1 << min(failures, 20)))
    least = max(min(retry_after, ASKED_CAP_S), pause / 2)
    return least + chance * least


def batch_size(size: int, successes: int, failed: bool) -> int:
    """How many entries to send next: half after a failure, twice after three
    successes."""
    if failed:
        return max(MIN_BATCH, size // 2)
    return min(MAX_BATCH, size * 2) if successes and successes % 3 == 0 else size
