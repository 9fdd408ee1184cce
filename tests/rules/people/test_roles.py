"""Roles, and the halls that a user is there for."""

import pytest

from kiosk.rules.people import roles
from kiosk.rules.people.roles import EVERYWHERE, Reach

BY_REGION = {"north": ["a", "b"], "west": ["c"]}


@pytest.mark.parametrize(
    ("of", "halls"),
    [
        (EVERYWHERE, None),
        (Reach(regions=frozenset({"north"})), {"a", "b"}),
        (Reach(regions=frozenset({"gone"})), set()),
        (Reach(branches=frozenset({"c"})), {"c"}),
        (Reach(frozenset({"west"}), frozenset({"a"})), {"a", "c"}),
    ],
)
def test_a_reach_comes_to_halls(of: Reach, halls: set[str] | None):
    assert roles.halls(of, BY_REGION) == halls


@pytest.mark.parametrize(
    "of", [EVERYWHERE, Reach(frozenset({"a.b", "北"}), frozenset({"b01", "region"}))]
)
def test_what_is_stored_is_read_again(of: Reach):
    assert roles.reach(of.stored) == of


def test_a_line_that_is_not_known_opens_nothing():
    assert roles.halls(roles.reach("planet.mars"), BY_REGION) == {"planet.mars"}
