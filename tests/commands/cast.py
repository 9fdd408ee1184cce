"""The commands, as an administrator types them."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from kiosk.commands.main import cli
from tests.cast import Machine

ENTRY = Path(__file__).parents[2] / "kiosk.py"


def kiosk(machine: Machine, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, at a Chinese terminal."""
    config = machine.config.folder / "machine.toml"
    if not config.exists():
        config.write_text(f'role = "{machine.config.role}"\n')
    ours = {k: v for k, v in os.environ.items() if not k.startswith("KIOSK_")}
    environment = ours | {"LC_ALL": "zh_CN.UTF-8"} | more
    return subprocess.run(
        [sys.executable, str(ENTRY), "--config", str(config), *words],
        capture_output=True, text=True, check=False, env=environment, timeout=60,
    )  # fmt: skip


SAID = ("--organisation", "宁浦邮政", "--name", "江心洲支局", "--hall", "江心洲营业厅",
        "--badge", "0101", "--manager", "周雪")  # fmt: skip


def found(new: Machine, *more: str) -> subprocess.CompletedProcess[str]:
    return kiosk(new, "found", "np07", *SAID, *more)


def run(machine: Machine, *words: str) -> Result:
    config = machine.config.folder / "machine.toml"
    if not config.exists():
        config.write_text(f'role = "{machine.config.role}"\n')
    return CliRunner().invoke(cli, ["--config", str(config), *words])
