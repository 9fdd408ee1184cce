"""The machine's clocks, read only by web, the command line and sync's caller."""

import time
from pathlib import Path

from kiosk.rules.days import Moment

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def read() -> Moment:
    """This moment: wall clock, monotonic clock and which boot they belong to."""
    return Moment(
        utc=time.time_ns() // 1_000_000,
        mono=time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000,
        boot=_BOOT.read_text().strip().replace("-", ""),
    )
