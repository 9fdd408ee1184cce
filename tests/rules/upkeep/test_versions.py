"""Which version of the program is newer."""

import pytest

from kiosk import VERSION
from kiosk.rules.upkeep import versions


@pytest.mark.parametrize(
    ("version", "present", "newer"),
    [
        ("0.3.0", "0.2.0", True),
        ("0.10.0", "0.9.9", True),
        ("1.0", "0.9.9", True),
        ("0.2.0.1", "0.2.0", True),
        ("0.2.0", "0.2.0", False),
        ("0.2", "0.2.0", False),
        ("0.1.9", "0.2.0", False),
    ],
)
def test_the_numbers_decide_one_after_the_other(version: str, present: str, newer: bool):
    assert versions.is_newer(version, present) is newer


@pytest.mark.parametrize("text", ["", "1", "0.3.0-rc1", "../../etc", "0.3.0\n", "1.2.3.4.5", "٠.٣"])
def test_anything_else_is_no_version(text: str):
    with pytest.raises(versions.NotAVersion):
        versions.is_newer(text, "0.2.0")


def test_this_program_has_a_version():
    assert versions.parts(VERSION) > (0,)
