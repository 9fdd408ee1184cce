"""docs/install.md and docs/administration.md say only what can be typed: each command is one that
the walk in whole systems types (tests/deploy/walk.py), or one whose words the installer, kiosk.py,
make or the units know."""

import re
import shlex
from pathlib import Path

import click
import pytest

from kiosk.commands.main import cli
from tests.deploy import walk
from tests.deploy.cast import DEPLOY, TOP

GUIDES = {
    name: (TOP / f"docs/{name}.md").read_text("utf-8").split("\n---\n")
    for name in ("install", "administration")
}
"""Each in Chinese and English."""
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
    if words[0] == "systemctl":
        return all(is_unit(word) for word in words[2:])
    for place, word in enumerate(words):
        if Path(word).name == "kiosk.py":
            return is_of_kiosk(words[place + 1 :])
    named = f"{walk.KIOSK}/station.toml doctor --json".startswith(walk.filled(command))
    return named or words[:2] == ["make", "bundle"]


def is_unit(name: str) -> bool:
    """Whether the installer brings this unit."""
    of_instance = re.sub(r"@(station|office)", "@", name)
    return any((DEPLOY / one).exists() for one in (of_instance, f"{of_instance}.service"))


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


@pytest.mark.parametrize("language", [0, 1], ids=["zh", "en"])
@pytest.mark.parametrize(("guide", "fewest"), [("install", 20), ("administration", 6)])
def test_every_command_of_the_guide_is_known(guide: str, fewest: int, language: int):
    commands = typed(GUIDES[guide][language])
    assert len(commands) >= fewest
    assert [command for command in commands if not is_known(command)] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_both_languages_have_the_same_commands(guide: str):
    def shape(page: str) -> list[str]:
        return [re.sub(r"[\u4e00-\u9fff]+|\b[A-Z]{3,}\b", "…", one) for one in typed(page)]

    chinese, english = GUIDES[guide]
    assert shape(chinese) == shape(english)


def test_a_command_with_a_wrong_word_is_found():
    wrong = (
        "bash tingsheng/deploy/install.sh --rolle station",
        "runuser -u tingsheng -- .venv/bin/python kiosk.py --config /etc/x.toml enroll URL CODE",
        "runuser -u tingsheng -- .venv/bin/python kiosk.py --config /etc/x.toml enrol URL",
        "systemctl start tingsheng-backup",
        "systemctl stop tingsheng-loby tingsheng-station",
        "/opt/tingsheng/.venv/bin/python /opt/tingsheng/kiosk.py upgrate FILE",
    )
    assert [one for one in wrong if is_known(one)] == []


def test_every_option_of_the_installer_is_read_and_every_one_that_is_read_is_listed():
    text = (DEPLOY / "install.sh").read_text("utf-8")
    code = text.split("read_options() {")[1].split("set_option() {")[0]
    assert set(re.findall(r"--[a-z]+(?:-[a-z]+)*", code)) == options()
