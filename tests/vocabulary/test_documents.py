"""Documents as bytes: a field that is added later changes no hash."""

import datetime

import msgspec
import pytest

from kiosk.vocabulary.documents import (
    MOST_FIELDS,
    Branch,
    Clerk,
    Ended,
    Notice,
    Policy,
    Publication,
    Register,
    Said,
    decode,
    encode,
    pictures,
    sha256,
)
from tests.cast import HERE, table

DAY = datetime.date(2026, 11, 21)
A, B = "a" * 64, "b" * 64


@pytest.mark.parametrize("body", [b"", b'{"kind":"\xff"}', b'{"kind":"clerk","x":' + b"[" * 5_000])
def test_what_is_no_content_raises_one_error(body: bytes):
    with pytest.raises(msgspec.DecodeError):
        decode(body)


def test_a_clerk_who_is_no_manager_keeps_the_hash_of_before():
    before = b'{"kind":"clerk","name":"x","name_en":"","branch":"sb01"}'
    assert encode(decode(before)) == before
    assert decode(before) == Clerk(name="x", name_en="", branch=HERE)


def test_what_is_as_by_default_is_left_out():
    assert encode(Policy()) == b'{"kind":"policy"}' and encode(Ended()) == b'{"kind":"ended"}'
    assert b"zone" not in encode(
        Branch(name="", hall="", organisation="", name_en="", hall_en="", organisation_en="")
    )


@pytest.mark.parametrize("kind", ["fees", "guide", "notice", "service"])
def test_contents_are_read_as_they_were_written(kind: str):
    for item in table(kind):
        body = encode(item.content)
        assert decode(body) == item.content and encode(decode(body)) == body


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b'{"kind":"tram"}', b'{"kind":"clerk"}', b'{"kind":"policy","stale_days":0.5}'],
)
def test_what_is_no_content_is_refused(body: bytes):
    with pytest.raises(msgspec.MsgspecError):
        decode(body)


def test_pictures_that_a_content_shows_are_named():
    clerk = Clerk(name="王芳", name_en="", branch=HERE, portrait=A, portrait_2x=B)
    assert pictures(clerk) == {A, B}
    assert pictures(msgspec.structs.replace(clerk, portrait_2x="")) == {A}
    hall = Branch(name="", hall="", organisation="", name_en="", hall_en="", organisation_en="")
    assert pictures(msgspec.structs.replace(hall, logo=A)) == {A} and pictures(hall) == set()
    assert pictures(Notice(title=Said("停气"), text=Said("周六"))) == set()


def test_an_ending_says_of_which_kind_it_is_and_other_contents_know_it():
    assert Publication("0317", Ended(), DAY, "clerk").of_kind == "clerk"
    assert Publication("halls", Policy(), DAY).of_kind == "policy"


def test_a_hash_is_64_hex_digits_of_the_bytes():
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def fees(tariff: bytes) -> bytes:
    """A table of fees with one line and this tariff."""
    item = b'{"item":{"zh":"x"},"unit":{"zh":"x"},"price":{"zh":"x"},"tariff":%s}' % tariff
    return b'{"kind":"fees","title":{"zh":"x"},"basis":{"zh":"x"},"items":[%s]}' % item


def by_weight(up_to: bytes, price: bytes) -> bytes:
    stage = b'{"up_to":%s,"step":1,"price":"%s"}' % (up_to, price)
    return b'{"tariff":"weight","zones":[{"name":{"zh":"x"},"stages":[%s]}]}' % stage


BOMBS = [b"1e9999999", b"-1e9999999", b"1e-9999999", b"NaN", b"Infinity"]


@pytest.mark.parametrize("number", BOMBS)
@pytest.mark.parametrize(
    "tariff",
    [
        b'{"tariff":"flat","price":"%s"}',
        b'{"tariff":"percent","rate":"1","cap":"%s"}',
        b'{"tariff":"tiered","bands":[{"up_to":"%s","price":"1"}]}',
        b'{"tariff":"tiered","bands":[],"extra":"%s"}',
        by_weight(b"1", b"%s"),
    ],
)
def test_a_sum_that_arithmetic_could_not_stand_is_no_content(tariff: bytes, number: bytes):
    with pytest.raises(msgspec.ValidationError, match="no number of ours"):
        decode(fees(tariff % number))
    assert decode(fees(tariff % b"2.50"))


@pytest.mark.parametrize("weight", [b"-1", b"1000000000", b"1e99", b"9" * 400])
def test_a_weight_has_bounds(weight: bytes):
    with pytest.raises(msgspec.MsgspecError):
        decode(fees(by_weight(weight, b"1")))


def test_a_register_is_read_as_it_was_written_and_asks_for_consent():
    some = Register(name=Said("大事迹"), fields=(Said("事迹"),))
    assert decode(encode(some)) == some and some.consent and some.writers == "managers"


@pytest.mark.parametrize("number", [0, MOST_FIELDS + 1])
def test_a_register_has_some_fields_and_not_too_many(number: int):
    some = Register(name=Said("x"), fields=(Said("x"),) * number)
    with pytest.raises(msgspec.ValidationError):
        decode(encode(some))
