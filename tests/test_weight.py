"""Everyday commands load only what they need: a hall's computer has little memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cast import WANG, Machine

TOP = Path(__file__).parents[1]
HEAVY = ("kiosk.demo", "openpyxl", "pypinyin", "PIL", "typst", "flask", "psycopg_binary", "rich")
RUN = """
import sys
from kiosk.commands.main import cli
try:
    cli(sys.argv[1:], standalone_mode=True)
except BaseException:
    pass
heavy = {heavy!r}
found = [h for h in heavy if h in sys.modules]
print("LOADED", found)
"""


def loaded(*arguments: str) -> str:
    """The heavy modules that a command has loaded in the end."""
    code = RUN.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=TOP, capture_output=True, text=True
    )
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("command", [["pin", WANG], ["verify"], ["sync"], ["code", "sb01"]])
def test_everyday_commands_are_light(hall: Machine, command: list[str]):
    configured = hall.config.folder / "machine.toml"
    configured.write_text('role = "station"\n')
    assert loaded("--config", str(configured), *command) == "LOADED []"


def test_help_is_light():
    assert loaded("--help") == "LOADED []"


def test_screens_load_the_tables_of_pinyin_only_to_publish():
    """They take 55 MB, which each process of head office would have."""
    code = "import sys, kiosk.commands.serve; print('pypinyin' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True)
    assert done.stdout == "False\n"


def test_a_command_that_publishes_loads_what_it_needs(hall: Machine):
    """The check above would see it."""
    configured = hall.config.folder / "machine.toml"
    configured.write_text('role = "station"\n')
    out = str(hall.config.folder / "services.xlsx")
    assert "openpyxl" in loaded("--config", str(configured), "export", "services", out)
