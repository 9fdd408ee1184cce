"""Exact numbers that come from outside are bounded before any arithmetic."""

from decimal import Decimal

import msgspec
import pytest

from kiosk.vocabulary.exact import Exact


class Sum(Exact, frozen=True):
    number: Decimal


@pytest.mark.parametrize("said", ["1e9999999", "-1e21", "1e-21", "NaN", "Infinity"])
def test_a_number_that_arithmetic_could_not_stand_is_refused(said: str):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(f'{{"number":"{said}"}}', type=Sum)


def test_all_others_are_kept_exactly():
    kept = msgspec.json.decode('{"number":"0.10000000000000000001"}', type=Sum)
    assert msgspec.json.encode(kept) == b'{"number":"0.10000000000000000001"}'
