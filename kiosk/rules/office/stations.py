"""What is wrong with a station, by what it last reported to head office."""

from typing import NamedTuple

SILENT_MS = 24 * 3_600_000
CLOCK_MS = 5 * 60_000
"""A clock may be so far off, either way; a message takes its time as well."""
DISK = 1_073_741_824
"""Free bytes below which a disk is nearly full."""
STATES = ("silent", "behind", "old_version", "clock", "disk")


class Reported(NamedTuple):
    """What a station last reported, and when (UTC ms): how many entries wait there, how far its
    clock is ahead (ms), how many bytes are free on its disk, None where it did not say."""

    at: int
    version: str
    waiting: int
    skew: int | None
    disk: int | None


def wrong(said: Reported | None, enrolled: int, now: int, version: str) -> tuple[str, ...]:
    """What is wrong, of STATES, in that order. One that has never called is silent since it was
    `enrolled`; an old version is any other than head office's own `version`. Times are UTC ms."""
    if said is None:
        return ("silent",) if enrolled < now - SILENT_MS else ()
    found = {
        "silent": said.at < now - SILENT_MS,
        "behind": said.waiting > 0,
        "old_version": said.version != version,
        "clock": said.skew is not None and abs(said.skew) > CLOCK_MS,
        "disk": said.disk is not None and said.disk < DISK,
    }
    return tuple(state for state in STATES if found[state])
