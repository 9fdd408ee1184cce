"""A ticket system that misbehaves for days; and that the figures would show it if it did harm."""

import secrets
from pathlib import Path

import pytest

from kiosk.records.feedback import state
from kiosk.records.hall import offers
from kiosk.rules.hall import tickets as rule
from tests.faults.tickets import FIGURES, play


def test_nothing_that_a_ticket_system_does_wrong_does_harm(tmp_path: Path):
    assert play(tmp_path, 9, 1) == dict.fromkeys(FIGURES, 0)


@pytest.mark.parametrize(
    ("broken", "instead", "figure"),
    [
        ((rule, "served_id"), lambda *_: secrets.token_hex(32), 1),
        ((rule, "say_the_same"), lambda *_: True, 2),
        ((state, "is_rated"), lambda *_: False, 6),
        ((rule, "silent_since"), lambda *_: None, 7),
        ((rule, "is_offered"), lambda *_: True, 5),
    ],
    ids=["ids", "same", "rated", "silence", "offers"],
)
def test_each_figure_shows_its_fault(  # type: ignore[no-untyped-def]
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken, instead, figure: int
):
    monkeypatch.setattr(*broken, instead)
    if broken[1] == "is_rated":
        monkeypatch.setattr(offers, "is_rated", instead)
    assert play(tmp_path, 9, 1)[FIGURES[figure]] > 0
