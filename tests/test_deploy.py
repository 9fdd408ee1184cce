"""What deploy/ gives to systemd fits the program."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.commands import watchdog
from kiosk.ground.config import Config

DEPLOY = Path(__file__).parents[1] / "deploy"


@pytest.mark.parametrize("name", ["station", "office"])
def test_systemd_waits_for_the_first_page_and_longer_than_the_program_itself(name: str):
    unit = (DEPLOY / f"tingsheng-{name}.service").read_text("utf-8")
    said = dict(re.findall(r"^(\w+)=(.+)$", unit, re.M))
    assert (said["Type"], said["NotifyAccess"], said["Restart"]) == ("notify", "main", "always")
    assert int(said["WatchdogSec"]) >= watchdog.UNFED_S + watchdog.EVERY_S
    assert watchdog.UNFED_S >= 2 * (watchdog.EVERY_S + watchdog.ANSWER_S), "one late answer passes"
    assert "StartLimitIntervalSec=0" in unit, "however often it must be started again"


def test_the_upgrade_waits_for_the_file_that_the_station_puts_there():
    path = (DEPLOY / "tingsheng-upgrade@.path").read_text("utf-8")
    (waited,) = re.findall(r"^PathExists=(.+)$", path, re.M)
    config = Config(role="station", data="/var/lib/tingsheng")
    assert waited == str(config.next_program)
    unit = (DEPLOY / "tingsheng-upgrade@.service").read_text("utf-8")
    assert f"{config.program.folder}/kiosk.py --config /etc/tingsheng/%i.toml upgrade --wai" in unit
    writes = re.findall(r"^ReadWritePaths=(.+)$", unit, re.M)[0].split()
    assert {str(Path(config.program.folder).parent), config.data} <= set(writes)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="apt-get install systemd")
def test_the_unit_that_upgrades_may_do_little_else(tmp_path: Path):
    unit = tmp_path / "tingsheng-upgrade@station.service"
    shutil.copy(DEPLOY / "tingsheng-upgrade@.service", unit)
    words = ["systemd-analyze", "security", "--offline=yes", "--threshold=25", str(unit)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout[-300:] + done.stderr
