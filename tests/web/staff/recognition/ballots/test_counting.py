"""What belenios-tool fails at is a refusal that a person can act on."""

import pytest

from kiosk.files.ballots import tool
from kiosk.files.ballots.tool import NoTool, OtherTool, Tool, ToolFailed
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.staff.recognition.ballots.counting import counting


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NoTool("x"), "no_ballot_tool"),
        (OtherTool("3.0"), "other_ballot_tool"),
        (ToolFailed("x"), "ballot_failed"),
    ],
)
def test_each_failure_has_its_refusal(monkeypatch: pytest.MonkeyPatch, error: Exception, code: str):
    def failing(_version: str) -> Tool:
        raise error

    monkeypatch.setattr(tool, "installed", failing)
    with pytest.raises(Refusal) as refused, counting("2.0"):
        pass
    assert refused.value.code == code


def test_a_failure_half_way_is_one_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tool, "installed", lambda _version: Tool("/bin/false", "2.0"))
    with pytest.raises(Refusal, match="ballot_failed"), counting() as steps:
        steps.make("2026-11", ("a", "b", "c"), 3)
