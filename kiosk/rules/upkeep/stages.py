"""Which hall gets a new version of the program, when it is fetched and installed, and what keeps
the others from getting it."""

import datetime
from collections.abc import Collection
from typing import Literal
from zoneinfo import ZoneInfo

from kiosk.vocabulary import upgrades

State = Literal["proposed", "pilots", "everyone", "dropped"]
OFFERED: tuple[State, ...] = ("pilots", "everyone")
STOPPING = ("test_failed", "not_installed", upgrades.ROLLED_BACK, upgrades.NOT_ROLLED_BACK)
"""Outcomes that are the version's fault as far as anyone can tell: other halls wait."""
AGAIN = (upgrades.INTERRUPTED, "no_space", "no_backup", "not_stopped")
"""Outcomes after which the same file is tried again, a day later."""
DAY_MS = 24 * 3_600_000
NIGHT = range(22, 24), range(6)
"""Hours in which a hall is closed."""
QUIET_FETCH_MS, QUIET_INSTALL_MS = 10 * 60_000, 45 * 60_000
"""By day, after so long without any entry, it is fetched, and installed."""


def is_offered(state: str, stopped: bool, branch: str, pilots: Collection[str]) -> bool:
    """Whether a branch is to get a version that is in this state."""
    return not stopped and (state == "everyone" or (state == "pilots" and branch in pilots))


def is_wanted(code: str, since_ms: int) -> bool:
    """Whether a file is worth another try, so long after it ended like this; '' for never
    tried."""
    return code == "" or (code in AGAIN and since_ms >= DAY_MS)


def hour(utc: int, zone: str) -> int:
    """The hour of a hall's clock, 0 to 23."""
    return datetime.datetime.fromtimestamp(utc / 1000, ZoneInfo(zone)).hour


def may_fetch(hour: int, quiet_ms: int) -> bool:
    """Whether the line may be used for it: at night, or while no customer is there."""
    return _is_night(hour) or quiet_ms >= QUIET_FETCH_MS


def may_install(hour: int, quiet_ms: int) -> bool:
    """Whether the screens may be gone for some seconds."""
    return quiet_ms >= (QUIET_FETCH_MS if _is_night(hour) else QUIET_INSTALL_MS)


def _is_night(hour: int) -> bool:
    return any(hour in hours for hours in NIGHT)
