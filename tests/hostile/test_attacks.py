"""Attacks are tried in full by `make hostile` alone; what each is tried without is there."""

import pytest

from tests.hostile.attacks import Attack
from tests.hostile.run import attacks


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_what_holds_an_attack_off_can_be_taken_out(attack: Attack):
    with attack.without():
        pass
