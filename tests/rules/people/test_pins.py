"""Which six digits a clerk can choose."""

import pytest

from kiosk.rules.people import pins

BADGE = "0317"


@pytest.mark.parametrize(
    "pin, code",
    [
        ("482915", ""), ("042137", ""), ("200461", ""),
        ("", "odd_pin"), ("12345", "odd_pin"), ("1234567", "odd_pin"), ("48291x", "odd_pin"),
        ("４８２９１５", "odd_pin"),  # folded at the door, never here
        ("123456", "easy_pin"), ("654321", "easy_pin"), ("012345", "easy_pin"),
        ("111111", "easy_pin"), ("121212", "easy_pin"), ("123123", "easy_pin"),
        ("112233", "easy_pin"), ("111222", "easy_pin"), ("147258", "easy_pin"),
        ("031748", "badge_pin"), ("480317", "badge_pin"),
    ],
)  # fmt: skip
def test_what_is_guessed_first_is_refused(pin: str, code: str):
    assert pins.refused(pin, BADGE) == code


def test_a_badge_as_long_as_a_pin_or_longer_is_found_in_it():
    assert pins.refused("482915", "482915") == "badge_pin"
    assert pins.refused("482915", "10482915") == "badge_pin"
    assert pins.refused("482915", "4") == "", "a short badge is in many PINs by chance"


def test_a_badge_of_three_digits_is_long_enough_to_be_looked_for():
    assert pins.refused("482915", "482") == "badge_pin"
    assert pins.refused("482915", "48") == ""
    assert pins.ONE_TIME_MS == 3 * 24 * 3_600_000


@pytest.mark.parametrize("pin", ["159357", "951753", "369147", "987654", "890123", "258258"])
def test_lines_of_the_number_pad_and_runs_are_guessed_first(pin: str):
    assert pins.refused(pin, BADGE) == "easy_pin"


def test_few_pins_are_refused():
    refused = sum(pins.refused(f"{n:06}", "x") != "" for n in range(0, 10**6, 17))
    assert refused < 10**6 / 17 / 200
