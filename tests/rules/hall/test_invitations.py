"""An invitation is for one clerk and one rating, and ends soon."""

import pytest

from kiosk.rules.hall import invitations as rule
from kiosk.rules.hall.invitations import LIVES_MS, Invitation
from kiosk.vocabulary.facts import Moment

MADE = Invitation(5_000, "0123456789abcdef", "f" * 32)


def test_an_address_gives_back_the_invitation():
    assert rule.read(rule.token(MADE)) == MADE


@pytest.mark.parametrize(
    "said",
    ["", "5000", "5000-0123456789abcdef", "-1-0123456789abcdef-" + "f" * 32,
     "５000-0123456789abcdef-" + "f" * 32, rule.token(MADE) + "\n", rule.token(MADE).upper(),
     "9" * 16 + "-0123456789abcdef-" + "f" * 32, rule.token(MADE) * 1000],
)  # fmt: skip
def test_anything_else_is_none(said: str):
    assert rule.read(said) is None


@pytest.mark.parametrize(
    ("mono", "lives"),
    [(4_999, False), (5_000, True), (4_999 + LIVES_MS, True), (5_000 + LIVES_MS, False)],
)  # fmt: skip
def test_it_lives_for_five_minutes_from_being_shown(mono: int, lives: bool):
    assert rule.lives(MADE, Moment(0, mono, "boot")) is lives


def test_all_that_it_is_for_is_signed():
    parts = ("boot", 5_000, "0123456789abcdef", "0317", "served")
    others = ("toob", 5_001, "fedcba9876543210", "0318", "")
    said = {rule.secret(*parts)}
    for place, other in enumerate(others):
        said.add(rule.secret(*parts[:place], other, *parts[place + 1 :]))
    assert len(said) == 1 + len(others)
