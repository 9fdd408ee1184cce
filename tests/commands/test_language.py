"""Refusals speak the language of the terminal."""

import pytest

from kiosk.commands import language
from tests.cast import Machine
from tests.commands.cast import kiosk


@pytest.mark.parametrize(
    "environment, chinese",
    [
        ({}, False),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LC_MESSAGES": "zh_CN", "LANG": "en_GB"}, True),
        ({"LC_ALL": "C", "LC_MESSAGES": "zh_CN", "LANG": "zh_CN"}, False),
        ({"LC_ALL": "", "LANG": "zh_TW"}, True),
    ],
)
def test_the_first_variable_that_is_set_decides(environment: dict[str, str], chinese: bool):
    assert language.is_chinese(environment) is chinese


def test_a_message_is_worded_for_the_terminal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert language.worded("没有这个网点。") == "没有这个网点。"
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    english = language.worded("没有这个网点。")
    assert english.isascii() and english == "Branch not found."
    assert language.worded("没有译文") == "没有译文"


def test_a_refused_command_says_why_in_either_language(office: Machine):
    assert "没有这个网点" in kiosk(office, "code", "nowhere").stderr
    assert "branch" in kiosk(office, "code", "nowhere", LC_ALL="C.UTF-8").stderr
