"""Who gets a new version of the program, and when."""

import pytest

from kiosk.rules.upkeep import stages

MINUTE, HOUR = 60_000, 3_600_000


@pytest.mark.parametrize(
    ("state", "stopped", "branch", "offered"),
    [
        ("proposed", False, "sb01", False),
        ("pilots", False, "sb01", True),
        ("pilots", False, "sb02", False),
        ("pilots", True, "sb01", False),
        ("everyone", False, "sb02", True),
        ("everyone", True, "sb02", False),
        ("dropped", False, "sb01", False),
    ],
)
def test_pilot_halls_come_first_and_a_failure_stops_all(
    state: str, stopped: bool, branch: str, offered: bool
):
    assert stages.is_offered(state, stopped, branch, ["sb01"]) is offered


@pytest.mark.parametrize(
    ("code", "since", "wanted"),
    [
        ("", 0, True),
        ("done", 90 * HOUR, False),
        ("rolled_back", 90 * HOUR, False),
        ("test_failed", 90 * HOUR, False),
        ("no_space", HOUR, False),
        ("no_space", 24 * HOUR, True),
        ("interrupted", 24 * HOUR, True),
        ("of a later program", 90 * HOUR, False),
    ],
)
def test_a_file_that_failed_by_its_own_fault_is_not_tried_again(
    code: str, since: int, wanted: bool
):
    assert stages.is_wanted(code, since) is wanted


@pytest.mark.parametrize(
    ("hour", "quiet", "fetch", "install"),
    [
        (10, 0, False, False),
        (10, 10 * MINUTE, True, False),
        (10, 45 * MINUTE, True, True),
        (23, 0, True, False),
        (23, 10 * MINUTE, True, True),
        (3, 10 * MINUTE, True, True),
        (6, 0, False, False),
    ],
)
def test_it_is_fetched_and_installed_where_no_customer_waits(
    hour: int, quiet: int, fetch: bool, install: bool
):
    assert (stages.may_fetch(hour, quiet), stages.may_install(hour, quiet)) == (fetch, install)


def test_the_hour_is_that_of_the_hall():
    assert stages.hour(1_795_233_600_000, "Asia/Shanghai") == 12
    assert stages.hour(1_795_233_600_000, "Asia/Urumqi") == 10
