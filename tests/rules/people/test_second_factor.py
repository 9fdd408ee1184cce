"""Codes: how they are typed, and when they fit."""

import pytest

from kiosk.rules.people import second_factor as rule
from kiosk.rules.people.second_factor import STEP_MS

NOW = 1000 * STEP_MS + 12_345


def of(step: int) -> str:
    return f"{step:06}"


@pytest.mark.parametrize(
    ("code", "last", "step"),
    [
        ("001000", 0, 1000), ("000999", 0, 999), ("001001", 0, 1001),
        ("000998", 0, None), ("001002", 0, None),
        ("001000", 1000, None), ("000999", 1000, None), ("001001", 1000, 1001),
        ("", 0, None), ("九", 0, None),
    ],
)  # fmt: skip
def test_a_code_fits_within_one_step_and_after_the_last_one_used(
    code: str, last: int, step: int | None
):
    assert rule.fitting(of, code, NOW, last) == step


@pytest.mark.parametrize(
    ("text", "code", "of_phone"),
    [
        (" 123 456 ", "123456", True), ("１２３４５６", "123456", True),
        ("ABCDE-fghij", "abcdefghij", False), ("12345", "12345", False), ("", "", False),
    ],
)  # fmt: skip
def test_a_code_is_read_as_it_may_be_typed(text: str, code: str, of_phone: bool):
    assert rule.typed(text) == code
    assert rule.is_of_phone(code) == of_phone


def test_a_recovery_code_has_fifty_bits():
    assert rule.recovery(bytes(32)) == "a" * 10
    assert not rule.is_of_phone(rule.recovery(bytes(range(32))))


def test_a_code_is_read_within_its_first_forty_characters():
    assert rule.typed(" " * 34 + "123456") == "123456"
    assert rule.typed(" " * 35 + "123456") == "12345"
    assert (rule.CODES, rule.LETTERS, rule.STEP_MS) == (10, 10, 30_000)
