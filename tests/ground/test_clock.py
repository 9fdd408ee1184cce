"""The machine's clocks as they are; every other test reads one that stands still."""

import re
import time

from kiosk.ground.clock import read  # before any test puts its own clock in its place


def test_wall_clock_and_monotonic_clock_are_in_milliseconds():
    before = time.time()
    one, two = read(), read()
    assert before * 1000 - 1 <= one.utc <= time.time() * 1000
    assert one.mono <= two.mono <= one.mono + 60_000


def test_the_boot_has_a_name_that_stays_for_the_boot():
    assert re.fullmatch(r"[0-9a-f]{32}", read().boot)
    assert read().boot == read().boot
