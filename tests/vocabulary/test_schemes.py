"""What a scheme can be made of."""

import re
from decimal import Decimal
from typing import get_args

import msgspec
import pytest

from kiosk.vocabulary import schemes
from kiosk.vocabulary.documents import Said, Scheme, decode, encode
from kiosk.vocabulary.schemes import Condition, Source

VALUE = re.compile(
    r"amount|money|value|volume|turnover|revenue|price|fee|vip|金额|收入|价值|大客户"
)


def test_no_figure_carries_what_a_customer_is_worth():
    """P38: a large customer's rating weighs as much as anyone's."""
    for code, word in (schemes.FIGURES | schemes.MEASURED).items():
        assert not VALUE.search(code) and not VALUE.search(word)


def test_every_code_has_its_word():
    for codes, words in (
        (schemes.Combined, schemes.COMBINED), (schemes.Unit, schemes.UNITS),
        (schemes.Period, schemes.PERIODS), (schemes.Ties, schemes.TIES),
        (schemes.SourceWay, schemes.SOURCE_WAYS), (schemes.QuotaWay, schemes.QUOTA_WAYS),
        (schemes.ConditionWay, schemes.CONDITION_WAYS),
        (schemes.DisqualifierWay, schemes.DISQUALIFIER_WAYS),
    ):  # fmt: skip
        assert get_args(codes) == tuple(words) and len(set(words.values())) == len(words)
    assert set(schemes.SHARES) < set(schemes.FIGURES)
    assert not set(schemes.MEASURED) & set(schemes.FIGURES)


def test_a_scheme_is_read_as_it_was_written_and_keeps_numbers_as_text():
    some = Scheme(
        name=Said("5P铜牌"), level=1,
        sources=(Source(Decimal("0.1"), figure="cards", way="each"),),
        conditions=(Condition(Decimal(24), figure="cards", way="at_least"),),
    )  # fmt: skip
    body = encode(some)
    assert decode(body) == some and b'"amount":"0.1"' in body
    assert not some.announced and b"announced" not in body, "off unless an organisation says so"


@pytest.mark.parametrize("amount", ["-1", "1000000000", "1e30", "NaN"])
def test_an_amount_out_of_range_is_no_content(amount: str):
    def body(said: str) -> bytes:
        source = f'{{"amount":"{said}","figure":"cards","way":"each"}}'
        return f'{{"kind":"scheme","name":{{"zh":"x"}},"sources":[{source}]}}'.encode()

    decode(body("1"))
    with pytest.raises(msgspec.ValidationError):
        decode(body(amount))
