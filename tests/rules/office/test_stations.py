"""What is wrong with a station, at the edges of each limit."""

import pytest

from kiosk.rules.office.stations import CLOCK_MS, DISK, SILENT_MS, Reported, wrong

NOW = 10 * SILENT_MS
WELL = Reported(NOW, "1.0", 0, 0, DISK)


@pytest.mark.parametrize(
    "said, found",
    [
        (WELL, ()),
        (WELL._replace(at=NOW - SILENT_MS), ()),
        (WELL._replace(at=NOW - SILENT_MS - 1), ("silent",)),
        (WELL._replace(waiting=1), ("behind",)),
        (WELL._replace(version="0.9"), ("old_version",)),
        (WELL._replace(version="1.1"), ("old_version",)),
        (WELL._replace(skew=CLOCK_MS), ()),
        (WELL._replace(skew=CLOCK_MS + 1), ("clock",)),
        (WELL._replace(skew=-CLOCK_MS - 1), ("clock",)),
        (WELL._replace(skew=None, disk=None), ()),
        (WELL._replace(disk=DISK - 1), ("disk",)),
        (
            Reported(0, "", 5, 10 * CLOCK_MS, 0),
            ("silent", "behind", "old_version", "clock", "disk"),
        ),
    ],
)
def test_each_state_begins_at_its_limit(said: Reported | None, found: tuple[str, ...]):
    assert wrong(said, NOW, NOW, "1.0") == found


@pytest.mark.parametrize(("ago", "found"), [(SILENT_MS, ()), (SILENT_MS + 1, ("silent",))])
def test_one_that_never_called_is_silent_since_it_was_enrolled(ago: int, found: tuple[str, ...]):
    assert wrong(None, NOW - ago, NOW, "1.0") == found
