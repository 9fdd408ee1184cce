"""Case numbers: short, the same everywhere, never a receipt code."""

import datetime

import pytest

from kiosk.rules.cases import numbering, receipts

DAY = datetime.date(2026, 11, 26)


@pytest.mark.parametrize(
    ("day", "case_id", "number"),
    [
        (DAY, "00000" + "0" * 27, "1126-2222"),
        (DAY, "fffff" + "0" * 27, "1126-ZZZZ"),
        (datetime.date(2027, 1, 3), "00001" + "f" * 27, "0103-3222"),
        (DAY, "not hex", "1126-NVVW"),
        (DAY, "", "1126-23A2"),
    ],
)
def test_a_number_is_the_day_and_four_letters(day: datetime.date, case_id: str, number: str):
    assert numbering.number(day, case_id) == number


@pytest.mark.parametrize("typed", ["1126-7qx4", "11267QX4", "１１２６—７ＱＸ４", " 1126 7QX4 "])
def test_a_number_is_read_as_people_type_it(typed: str):
    assert numbering.tidy(typed) == "1126-7QX4"


@pytest.mark.parametrize("typed", ["", "7QX4", "1126-7QX", "1126-7QX40", "1126-0QX4", "112六-7QX4"])
def test_what_can_be_no_number_is_none(typed: str):
    assert numbering.tidy(typed) is None


def test_no_number_is_a_receipt_code():
    days = [datetime.date(2027, 1, 1) + datetime.timedelta(n) for n in range(365)]
    for day in days:
        for case_id in ("00000", "fffff", "12345", "abcde"):
            assert receipts.tidy(numbering.number(day, case_id)) is None
