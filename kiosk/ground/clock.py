"""The machine's clocks, read only by web, the command line and sync's caller."""

import time
from functools import cache
from pathlib import Path

from kiosk.vocabulary.facts import Moment

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@cache
def _boot() -> str:
    return _BOOT.read_text().strip().replace("-", "")


def read() -> Moment:
    """The present moment: wall clock, monotonic clock, and the id of the boot."""
    return Moment(
        utc=time.time_ns() // 1_000_000,
        mono=time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000,
        boot=_boot(),
    )
