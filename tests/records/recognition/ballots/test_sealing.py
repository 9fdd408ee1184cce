"""What is sealed to three trustees opens for each of them and for no one else."""

import pytest

from kiosk.records.recognition.ballots import sealing
from kiosk.rules.recognition.ballots import codes
from kiosk.vocabulary.refusals import Refusal
from tests.records.recognition.ballots.cast import CODES, key_pair

SEATS = tuple(CODES)
PUBLIC = [key_pair(seat).public.hex() for seat in SEATS]


def test_each_trustee_opens_the_same():
    sealed = sealing.seal_to(PUBLIC, b"counts")
    assert b"counts" not in sealed
    for seat in SEATS:
        assert sealing.opened(sealed, sealing.keys_of(CODES[seat])) == b"counts"


def test_no_one_else_does():
    sealed = sealing.seal_to(PUBLIC, b"counts")
    stranger = sealing.keys_of(codes.written(bytes(16)))
    for one in (sealed, sealed[:-1] + b"\0", b"", b"junk"):
        with pytest.raises(Refusal, match="not_a_trustee"):
            sealing.opened(one, stranger)
    with pytest.raises(Refusal, match="not_a_trustee"):
        sealing.opened(sealed[:-1] + b"\0", key_pair("third"))


def test_a_mistyped_key_is_said_to_be_one():
    with pytest.raises(Refusal, match="odd_trustee_key"):
        sealing.keys_of("0000-0000")
