"""Serials: short, the same for the same fact, and proof against a slip of the hand."""

import hashlib
import itertools

import pytest

from kiosk.rules.cases.receipts import ALPHABET
from kiosk.rules.recognition import serials

IDS = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(200)]


@pytest.mark.parametrize(
    ("event_id", "serial"),
    [
        ("0" * 32, "2222-2222-2222"),
        ("f" * 64, "ZZZZ-ZZZZ-ZZZ4"),
        ("00000000000001ff" + "0" * 16, "2222-2222-222Z"),
    ],
)
def test_the_first_55_bits_make_the_serial(event_id: str, serial: str):
    assert serials.serial(event_id)[:13] == serial[:13]


def test_what_begins_with_the_same_13_digits_is_found_by_it():
    for one in IDS:
        serial = serials.serial(one)
        assert serials.tidy(serial) == serial and one.startswith(serials.begins(serial))
        assert serials.serial(one[:32]) == serial, "of an id of any length"
    assert len({serials.serial(one) for one in IDS}) == len(IDS)


def test_one_wrong_letter_is_always_noticed():
    serial = serials.serial(IDS[0])
    for place, letter in itertools.product(range(len(serial)), ALPHABET):
        wrong = serial[:place] + letter + serial[place + 1 :]
        if serial[place] not in ("-", letter):
            assert serials.tidy(wrong) is None, wrong


@pytest.mark.parametrize(
    "typed", ["", "ABCD", "x" * 500, "2222-2222-222O", "１" * 12, "\u0000" * 12]
)
def test_what_can_be_no_serial_is_none(typed: str):
    assert serials.tidy(typed) is None


def test_it_can_be_typed_in_full_width_small_and_with_blanks():
    serial = serials.serial(IDS[1])
    wide = "".join(chr(ord(one) + 0xFEE0) for one in serial.replace("-", ""))
    for typed in (serial.lower(), f" {serial} ", serial.replace("-", " "), wide):
        assert serials.tidy(typed) == serial


def test_the_check_code_is_another_one_for_any_other_body():
    codes = {serials.seal(body) for body in (b"{}", b"{ }", b"", b"{}\n")}
    assert len(codes) == 4 and all(len(code) == 9 for code in codes)
