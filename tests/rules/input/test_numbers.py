"""Numbers have one shape."""

from decimal import Decimal

import pytest

from kiosk.rules.input import numbers


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("0", "0"), ("12", "12"), ("2.50", "2.50"), ("１２．５", "12.5"), ("1,234", "1234"),
        ("1，234，567.8", "1234567.8"), ("2。5", "2.5"), (" 8 ", "8"), ("999999999.9999",) * 2,
    ],
)  # fmt: skip
def test_what_people_type_is_read(typed: str, means: str):
    assert numbers.number(typed) == Decimal(means)


BOMBS = (
    "1e9999999", "1E5", "-1", "+1", "NaN", "Infinity", "0x10", "1_000", "", " ", ".5", "5.",
    "1.23456", "1234567890", "9" * 100_000, "1,23", "12,34,567", "٣", "½", "一", "1 2.3.4", "2..5",
)  # fmt: skip


@pytest.mark.parametrize("typed", BOMBS)
def test_anything_else_is_no_number(typed: str):
    with pytest.raises(numbers.NotANumber):
        numbers.number(typed)


def test_digits_are_what_machines_write():
    assert numbers.digits("1795233600000") == 1_795_233_600_000
    for typed in ("", "-1", "１", "1.0", "1,000", "9" * 17, str(2**53 + 1), " 1"):
        with pytest.raises(numbers.NotANumber):
            numbers.digits(typed)
    with pytest.raises(numbers.NotANumber):
        numbers.digits("8", most=7)


def test_a_whole_number_has_bounds():
    assert numbers.whole("8.0") == 8
    for typed, bounds in (("8.5", {}), ("21", {"most": 20}), ("0", {"least": 1})):
        with pytest.raises(numbers.NotANumber):
            numbers.whole(typed, **bounds)
