"""What deploy/ gives to systemd fits the program."""

import re
from pathlib import Path

import pytest

from kiosk.commands import watchdog

DEPLOY = Path(__file__).parents[1] / "deploy"


@pytest.mark.parametrize("name", ["station", "office"])
def test_systemd_waits_for_the_first_page_and_longer_than_the_program_itself(name: str):
    unit = (DEPLOY / f"tingsheng-{name}.service").read_text("utf-8")
    said = dict(re.findall(r"^(\w+)=(.+)$", unit, re.M))
    assert (said["Type"], said["NotifyAccess"], said["Restart"]) == ("notify", "main", "always")
    assert int(said["WatchdogSec"]) >= watchdog.UNFED_S + watchdog.EVERY_S
    assert watchdog.UNFED_S >= 2 * (watchdog.EVERY_S + watchdog.ANSWER_S), "one late answer passes"
    assert "StartLimitIntervalSec=0" in unit, "however often it must be started again"
