"""Numbers, as pages say them."""

from decimal import Decimal

import pytest

from kiosk.web.frame import numbers
from tests.cast import Machine


@pytest.mark.parametrize(
    "number, plain, yuan",
    [("2.50", "2.5", "2.50"), ("300", "300", "300.00"), ("3E+2", "300", "300.00"),
     ("0.005", "0.005", "0.005"), ("0", "0", "0.00"), ("12.00", "12", "12.00"),
     ("100.10", "100.1", "100.10")],
)  # fmt: skip
def test_numbers_are_written_by_hand(number: str, plain: str, yuan: str):
    assert numbers.plain(Decimal(number)) == plain
    assert numbers.yuan(Decimal(number)) == yuan


def test_a_number_is_said_in_the_language_of_the_page(hall: Machine):
    for cookie, said in (("zh", "请过 5 秒再试。"), ("en", "Please try again in 5 seconds.")):
        with hall.app("lobby").test_request_context(headers={"Cookie": f"ts_lobby_lang={cookie}"}):
            assert numbers.count("请过 %(num)d 秒再试。", "", 5) == said
