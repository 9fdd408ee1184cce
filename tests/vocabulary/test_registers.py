"""What a register can be."""

from typing import get_args

import msgspec
import pytest

from kiosk.vocabulary import registers
from kiosk.vocabulary.documents import Register, Said, decode, encode


def test_every_code_has_its_word():
    for codes, words in (
        (registers.Writers, registers.WRITERS),
        (registers.Readers, registers.READERS),
    ):
        assert set(get_args(codes)) == set(words) and len(set(words.values())) == len(words)


def test_a_register_is_read_as_it_was_written_and_asks_for_consent():
    some = Register(name=Said("大事迹"), fields=(Said("事迹"),))
    assert decode(encode(some)) == some and some.consent and some.writers == "managers"


@pytest.mark.parametrize("number", [0, registers.MOST_FIELDS + 1])
def test_a_register_has_some_fields_and_not_too_many(number: int):
    some = Register(name=Said("x"), fields=(Said("x"),) * number)
    with pytest.raises(msgspec.ValidationError):
        decode(encode(some))
