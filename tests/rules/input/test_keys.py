"""Keys that a spreadsheet took the leading zeros from."""

import pytest

from kiosk.rules.input.keys import Known


@pytest.mark.parametrize(
    "cell, keys, meant",
    [
        ("0317", ["0317"], ["0317"]), ("317", ["0317"], ["0317"]),
        ("317", ["0317", "00317"], ["00317", "0317"]), ("317", ["317", "0317"], ["317"]),
        ("", ["0317"], []), ("9", ["0317"], []), ("0", ["000"], ["000"]), ("0", ["0", "00"], ["0"]),
        ("00317", ["0317"], []), ("a1", ["0a1"], []), ("²", ["0²"], []), ("", ["0"], []),
    ],
)  # fmt: skip
def test_a_key_finds_its_lost_zeros(cell: str, keys: list[str], meant: list[str]):
    assert Known(keys).meant(cell) == meant


def test_twenty_thousand_keys_are_found_without_looking_at_all_of_them():
    known = Known(f"{number:06}" for number in range(20_000))
    assert [known.meant(str(number)) for number in range(20_000)] == [
        [f"{number:06}"] for number in range(20_000)
    ]
