"""The unit of a witness starts the command that the guide describes."""

import re
import shlex

import pytest

from kiosk.commands.transparency.log import witness
from tests.deploy.cast import DEPLOY

UNIT = (DEPLOY / "tingsheng-witness.service").read_text("utf-8")
GUIDE = (DEPLOY.parent / "docs" / "log.md").read_text("utf-8")
FILES = re.findall(r"```sh\n(NAME=.*?)```", GUIDE, re.DOTALL)


def started(file: str) -> list[str]:
    """What systemd makes of the unit and this file: ${…} is one word, $… is as many as it has."""
    held = dict(line.split("=", 1) for line in file.strip().splitlines())
    (line,) = re.findall(r"^ExecStart=.* witness (.*)$", UNIT, re.MULTILINE)
    words: list[str] = []
    for word in line.split():
        whole, parts = re.fullmatch(r"\$\{(\w+)\}", word), re.fullmatch(r"\$(\w+)", word)
        if whole:
            words.append(shlex.split(held[whole[1]])[0])
        elif parts:
            words += held.get(parts[1], "").split()
        else:
            words.append(word)
    return words


@pytest.mark.parametrize("file", FILES, ids=["Chinese", "English"])
def test_the_command_takes_what_the_file_says(file: str):
    taken = witness.make_context("witness", started(file)).params
    assert str(taken["folder"]) == "/var/lib/tingsheng-witness"
    assert (taken["name"], taken["proxy"]) == ("witness.example.org/w1", "127.0.0.1")
    (log,) = taken["logs"]
    assert log.endswith(" https://feedback.example.cn")
    rest = witness.make_context("witness", started(re.sub(r"OPTIONS.*\n", "", file))).params
    assert rest["logs"] == taken["logs"] and rest["proxy"] == ""


def test_the_guide_shows_the_file_in_both_languages():
    assert len(FILES) == 2


def test_its_folder_is_its_own_and_the_others_are_closed_to_it():
    assert "StateDirectory=tingsheng-witness\n" in UNIT and "DynamicUser=yes\n" in UNIT
    office = (DEPLOY / "tingsheng-office.service").read_text("utf-8")
    bounds = {line for line in office.splitlines() if re.match(r"(Protect|Private|Restrict)", line)}
    assert bounds <= set(UNIT.splitlines())
