import pytest

from kiosk.rules.hall.opening import is_open


@pytest.mark.parametrize(
    ("opens", "closes", "now", "there"),
    [
        ("08:30", "17:30", "08:29", False),
        ("08:30", "17:30", "08:30", True),
        ("08:30", "17:30", "17:29", True),
        ("08:30", "17:30", "17:30", False),
        ("20:00", "04:00", "23:00", True),
        ("20:00", "04:00", "03:59", True),
        ("20:00", "04:00", "12:00", False),
        ("", "", "03:00", True),
        ("08:30", "", "03:00", True),
        ("", "17:30", "23:00", True),
    ],
)
def test_a_hall_is_open_within_its_hours(opens: str, closes: str, now: str, there: bool):
    assert is_open(opens, closes, now) is there
