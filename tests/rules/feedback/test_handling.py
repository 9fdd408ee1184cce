"""Who can handle feedback about whom."""

from typing import NamedTuple

import pytest

from kiosk.rules.feedback.handling import refused
from kiosk.vocabulary.facts import Role


class Person(NamedTuple):
    role: Role
    by: str
    office: bool = False


@pytest.mark.parametrize(
    ("of", "clerk", "in_charge", "code"),
    [
        (Person("manager", "m"), "w", False, ""),
        (Person("clerk", "w"), "w", False, "not_manager"),
        (Person("clerk", "l"), "w", False, "not_manager"),
        (Person("customer", ""), "w", False, "not_manager"),
        (Person("manager", "m"), "m", True, "conflict_of_interest"),
        (Person("manager", "m"), "other manager", True, "conflict_of_interest"),
        (Person("manager", "m"), "m", False, "conflict_of_interest"),
        (Person("office", "anna", office=True), "m", True, ""),
        (Person("office", "anna", office=True), "w", False, ""),
        (Person("office", "w"), "w", False, "not_manager"),
    ],
)
def test_a_manager_handles_what_is_about_others_and_head_office_all(
    of: Person, clerk: str, in_charge: bool, code: str
):
    assert refused(of, clerk, in_charge) == code
