"""The units and scripts in deploy/, as systemd and shellcheck see them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.cast import DEPLOY

UNITS = [
    path for kind in ("service", "timer", "socket") for path in sorted(DEPLOY.glob(f"*.{kind}"))
]
OURS = {"tingsheng-station.service": 2.0, "tingsheng-office.service": 2.0,
        "tingsheng-backup@.service": 1.0, "tingsheng-charts.service": 1.0,
        "tingsheng-witness.service": 2.0}  # fmt: skip
"""The most that `systemd-analyze security` may say of a unit; 10 is a unit without any bounds."""
needs_analyze = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="apt-get install systemd"
)


def analyzed(*words: str | Path) -> str:
    done = subprocess.run(
        ["systemd-analyze", *words], env=os.environ | {"SYSTEMD_COLORS": "0"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


@needs_analyze
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_reads_the_unit_without_a_complaint(unit: Path, tmp_path: Path):
    for one in UNITS:  # only programs that exist can be started; here stands one for all
        text = re.sub(r"^(Exec\w+=)\S+", r"\1/bin/true", one.read_text("utf-8"), flags=re.M)
        (tmp_path / one.name).write_text(text, "utf-8")
    named = unit.name.replace("@.", "@station.")
    found = [
        line for line in analyzed("verify", tmp_path / named).splitlines() if "tingsheng" in line
    ]
    assert found == []


@needs_analyze
@pytest.mark.parametrize("name", OURS)
def test_a_unit_is_exposed_no_more_than_it_must_be(name: str):
    said = analyzed("security", "--offline=true", DEPLOY / name)
    found = re.search(r"Overall exposure level for \S+: (\d+\.\d)", said)
    if found is None:
        pytest.skip(f"this systemd-analyze reads no unit offline: {said[-200:]}")
    assert float(found[1]) <= OURS[name], said


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="apt-get install shellcheck")
def test_shellcheck_finds_nothing_in_the_scripts():
    made = [DEPLOY / "installer" / name for name in ("bundle.sh", "release.sh")]
    scripts = [DEPLOY / "install.sh", DEPLOY / "setup.sh", *made]
    done = subprocess.run(
        ["shellcheck", "--external-sources", *scripts], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""


def test_no_script_names_a_host():
    """Packages come from where the computer's own sources say."""
    for path in [*DEPLOY.rglob("*.sh"), *DEPLOY.rglob("*.txt"), *DEPLOY.rglob("*.service")]:
        assert re.findall(r"https?://(?!127\.0\.0\.1)\S+", path.read_text("utf-8")) == [], path
