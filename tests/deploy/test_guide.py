"""docs/install.md says only what can be typed: each command is one that the walk in whole systems
types (tests/deploy/walk.py), or one whose words the installer, kiosk.py or make know."""

import re
import shlex

import click
import pytest

from kiosk.commands.main import cli
from tests.deploy import walk
from tests.deploy.cast import DEPLOY, TOP

PAGE = (TOP / "docs/install.md").read_text("utf-8")
CHINESE, ENGLISH = PAGE.split("\n---\n")
BEFORE = ("mount /dev/sdb1 /mnt", "cd /mnt/tingsheng-* && sha256sum SHA256SUMS",
          "sha256sum --check --quiet SHA256SUMS")  # fmt: skip
"""Typed before there is anything to test with: the stick and its sums."""


def typed(page: str) -> list[str]:
    """The commands of a page: its indented lines, and the second column of its tables."""
    lines = re.findall(r"^(?: {4}| {6})(\S.*)$", page, re.M)
    return lines + re.findall(r"^\| [^|]+ \| `([^`]+)` \|$", page, re.M)


def options() -> set[str]:
    """The installer's, as its help lists them."""
    usage = (DEPLOY / "install.sh").read_text("utf-8").split("USAGE")[1]
    return set(re.findall(r"--[a-z-]+", usage))


def is_known(command: str) -> bool:
    words = shlex.split(command)
    if command in BEFORE or walk.filled(command) in walk.TYPED:
        return True
    if words[0] == "bash" and words[1].endswith("install.sh"):
        ours = words[2 : words.index("--")] if "--" in words else words[2:]
        return {word for word in ours if word.startswith("--")} <= options()
    if "kiosk.py" in words:
        return is_of_kiosk(words[words.index("kiosk.py") + 1 :])
    named = f"{walk.KIOSK}/station.toml doctor --json".startswith(walk.filled(command))
    return named or words[:2] == ["make", "bundle"]


def is_of_kiosk(words: list[str]) -> bool:
    """Whether kiosk.py has this command with these options and so many arguments."""
    if words[0] == "--config":
        words = words[2:]
    command = cli.commands.get(words[0])
    if command is None:
        return False
    needed = {
        one.name for one in command.params if isinstance(one, click.Argument) and one.required
    }
    try:
        said, beyond, _ = command.make_parser(click.Context(command)).parse_args(words[1:])
    except click.UsageError:
        return False
    return not beyond and needed <= {name for name, value in said.items() if isinstance(value, str)}


@pytest.mark.parametrize("page", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_every_command_of_the_guide_is_known(page: str):
    commands = typed(page)
    assert len(commands) > 20
    assert [command for command in commands if not is_known(command)] == []


def test_both_languages_have_the_same_commands():
    def shape(page: str) -> list[str]:
        return [re.sub(r"[\u4e00-\u9fff]+|\b[A-Z]{3,}\b", "…", one) for one in typed(page)]

    assert shape(CHINESE) == shape(ENGLISH)


def test_a_command_with_a_wrong_word_is_found():
    wrong = (
        "bash tingsheng/deploy/install.sh --rolle station",
        "runuser -u tingsheng -- .venv/bin/python kiosk.py --config /etc/x.toml enroll URL CODE",
        "runuser -u tingsheng -- .venv/bin/python kiosk.py --config /etc/x.toml enrol URL",
        "systemctl start tingsheng-backup",
    )
    assert [one for one in wrong if is_known(one)] == []


def test_every_option_of_the_installer_is_read_and_every_one_that_is_read_is_listed():
    text = (DEPLOY / "install.sh").read_text("utf-8")
    code = text.split("read_options() {")[1].split("set_option() {")[0]
    assert set(re.findall(r"--[a-z]+(?:-[a-z]+)*", code)) == options()
